#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "queue/damage_note.hpp"
#include "queue/error.hpp"
#include "queue/format.hpp"
#include "queue/spool.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

/// What the log files of a closed spool say of themselves: each record's checksum, and whether the
/// commits follow each other.
struct LogSurvey {
  /// A log with damage, and what it should hold instead: all that is readable.
  struct Mend {
    std::filesystem::path file;
    std::string bytes;
  };
  Damage damage;  ///< `found` empty: none
  std::vector<Mend> mends;
  std::optional<format::Counters> last;  ///< of the newest commit; nothing: the logs hold none
};

/// Changes nothing. What lies behind the last synced commit may be torn: with `power` nothing was
/// armed there, nor acknowledged. The whole of the damaged logs is held in memory.
LogSurvey survey_logs(const std::filesystem::path& directory, const std::optional<SyncedMark>& mark,
                      Durability durability);

/// Puts what is readable of damaged logs in their place, and the logs as they were into
/// `quarantine`. errc::io_failed or errc::no_space, with the reason in `detail`.
Result<void> mend_logs(const std::vector<LogSurvey::Mend>& mends, std::string& detail);

}  // namespace queue
