#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/disk_space.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "dispatcher/thread_watch.hpp"

namespace dispatcher {

/// What an attempt came to. The texts live until the call returns.
struct VerdictNote {
  std::string_view id;
  std::string_view service;
  VerdictKind verdict = VerdictKind::ambiguous;
  int status = 0;              ///< 0: no answer
  std::uint32_t code = 0;      ///< the provider's, 0: none
  std::uint32_t attempts = 0;  ///< of the message, with this one if it was handed over whole
};

/// What happens that somebody should hear of, on the shard's thread unless it says otherwise.
class ShardObserver {
 public:
  virtual ~ShardObserver() = default;
  virtual void on_lane_held(const std::string& lane, const std::string& reason) = 0;
  virtual void on_lane_resumed(const std::string& lane) = 0;
  /// Its endpoint cannot be reached, or fails; a credential cannot be read.
  virtual void on_account_trouble(const std::string& account, const std::string& what) = 0;
  /// Its endpoint, which failed again and again, works.
  virtual void on_account_well(const std::string& account) = 0;
  /// Another end than the recorded one is known now: a confirmed duplicate, say.
  virtual void on_late_answer(const std::string& id, const std::string& what) = 0;
  /// So many more messages of the lane cannot be sent before they expire. Once a minute at most.
  virtual void on_infeasible(const std::string& lane, std::uint64_t count) = 0;
  virtual void on_spool_failed(const std::string& detail) = 0;
  /// Whether `on_verdict` is called: it is asked after every answer.
  virtual bool wants_verdicts() const { return false; }
  virtual void on_verdict(const VerdictNote&) {}
  /// The disk of the spool got fuller, or has room again. On the daemon's thread.
  virtual void on_space_changed(DiskSpace space) = 0;
  /// A thread of the daemon is held up, stuck, or well again. On the daemon's thread.
  virtual void on_thread_changed(const std::string& thread, ThreadState state) = 0;
};

}  // namespace dispatcher
