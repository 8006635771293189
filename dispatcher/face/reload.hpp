#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/log.hpp"
#include "dispatcher/face/reload_plan.hpp"
#include "dispatcher/face/retention.hpp"
#include "dispatcher/face/service_manager.hpp"
#include "dispatcher/shard_settings.hpp"

namespace dispatcher {

/// The configuration is read again, and taken as a whole or not at all. The daemon's thread.
class Reload {
 public:
  /// Hands settings to all shards; `done` comes when each of them works by them.
  using ToShards = std::function<void(ShardSettings settings, std::function<void()> done)>;

  /// All of it outlives the reload.
  struct Parts {
    ToShards to_shards;
    ControlContext& control;
    Retention& retention;
    ServiceManager& manager;
    Log& log;
  };

  /// In force now.
  struct Running {
    Settings settings;
    ShardOptions shard;
    Accounts accounts;
  };

  Reload(Parts parts, std::filesystem::path file, Running running)
      : parts_(std::move(parts)), file_(std::move(file)), running_(std::move(running)) {}

  /// Reads the file; on any error says why and leaves all as it is. While one is under way the next
  /// begins behind it; of several that wait one is enough.
  void begin();

 private:
  void tell(LogLevel level, std::string state, const std::string& sentence);
  void refuse(const std::vector<std::string>& errors);
  void take(ReloadPlan&& plan, Accounts accounts);
  void finish(const ReloadPlan& plan);
  void end(bool good);

  const Parts parts_;
  const std::filesystem::path file_;
  Running running_;
  bool under_way_ = false;
  bool again_ = false;
};

}  // namespace dispatcher
