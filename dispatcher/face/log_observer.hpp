#pragma once

#include <string>

#include "dispatcher/face/log.hpp"
#include "dispatcher/shard_observer.hpp"

namespace dispatcher {

/// Logs what an operator should know of. Several threads.
class LogObserver final : public ShardObserver {
 public:
  /// `log` outlives this.
  explicit LogObserver(Log& log) : log_(log) {}

  void on_lane_held(const std::string& lane, const std::string& reason) override;
  void on_lane_resumed(const std::string& lane) override;
  void on_account_trouble(const std::string& account, const std::string& what) override;
  void on_account_well(const std::string& account) override;
  void on_late_answer(const std::string& id, const std::string& what) override;
  void on_infeasible(const std::string& lane, std::uint64_t count) override;
  void on_spool_failed(const std::string& detail) override;
  void on_space_changed(DiskSpace space) override;
  void on_thread_changed(const std::string& thread, ThreadState state) override;
  bool wants_verdicts() const override;
  void on_verdict(const VerdictNote& note) override;

 private:
  Log& log_;
};

}  // namespace dispatcher
