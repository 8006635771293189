#pragma once

#include <string>

#include "dispatcher/face/options.hpp"
#include "dispatcher/shard.hpp"

namespace dispatcher {

/// Sets up the process's log: whole lines to standard error, never a body, never a secret.
void start_log(LogLevel level);
/// From now on. Any thread.
void set_log_level(LogLevel level);

/// Logs what an operator should know of. Several threads.
class LoggingObserver final : public ShardObserver {
 public:
  void on_lane_held(const std::string& lane, const std::string& reason) override;
  void on_lane_resumed(const std::string& lane) override;
  void on_account_trouble(const std::string& account, const std::string& what) override;
  void on_account_well(const std::string& account) override;
  void on_late_answer(const std::string& id, const std::string& what) override;
  void on_infeasible(const std::string& lane, std::uint64_t count) override;
  void on_spool_failed(const std::string& detail) override;
  void on_space_changed(DiskSpace space) override;
  void on_thread_changed(const std::string& thread, ThreadState state) override;
};

}  // namespace dispatcher
