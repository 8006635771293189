#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/face/options.hpp"

namespace dispatcher {

/// As `effective_settings` has them.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// What a configuration file that is read again comes to, while another is in force.
struct ReloadPlan {
  std::vector<std::string> errors;         ///< as check-config says them; any: all stays as it was
  Options options;                         ///< to go over to; what waits for a restart is as before
  Settings settings;                       ///< in force then
  std::vector<std::string> changed;        ///< keys whose values take effect
  std::vector<std::string> after_restart;  ///< keys whose new values do not
};

/// Whether a change of the key ("section.key") takes effect in a running daemon. Not so: where the
/// spool and the doors for clients are, what those let in, how many threads there are and where the
/// log goes, since all of that is open by then; `connections.max`, by which the slots of intents
/// are numbered on disk and the rings sized; `order.mode`, by which what is in memory is filed.
bool takes_effect_at_once(std::string_view key);

/// Reads the file.
/// \param running  in force now, by its settings and by its options for shards
ReloadPlan plan_reload(const std::filesystem::path& file, const Settings& running,
                       const ShardOptions& shard);

}  // namespace dispatcher
