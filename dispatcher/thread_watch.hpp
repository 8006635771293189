#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dispatcher/message/time.hpp"
#include "queue/pulse.hpp"

namespace dispatcher {

/// How a thread stands.
enum class ThreadState : std::uint8_t {
  well = 1,   ///< it takes its turns
  slow_disk,  ///< the disk holds it up
  stuck,      ///< it makes no progress: nothing but a restart helps
};

/// Judges one thread by the signs that it leaves. Pure; one thread.
class ThreadWatch {
 public:
  /// A question is answered within this by a thread that is well,
  static constexpr std::chrono::seconds answer_max{5};
  /// or it is within one disk call, which worries from here on
  static constexpr std::chrono::seconds disk_call_slow{2};
  /// and is never over from here on.
  static constexpr std::chrono::seconds disk_call_max{60};
  /// A longer time between two looks counts as this: the watcher itself was away, and so perhaps
  /// the whole machine.
  static constexpr std::chrono::seconds look_gap_max{1};

  ThreadState look(const queue::Signs& signs, TimePoint now) {
    const bool moved = signs.answered != seen_.answered || signs.disk_calls != seen_.disk_calls;
    const bool waits = signs.in_disk_call() || signs.owes();
    const bool waited = seen_.in_disk_call() || seen_.owes();
    if (moved || !waits || !waited) {
      silent_for_ = {};
    } else {
      silent_for_ += std::min<TimePoint::duration>(now - looked_at_, look_gap_max);
    }
    seen_ = signs;
    looked_at_ = now;
    if (signs.in_disk_call()) {
      if (silent_for_ >= disk_call_max) return ThreadState::stuck;
      return silent_for_ >= disk_call_slow ? ThreadState::slow_disk : ThreadState::well;
    }
    return silent_for_ >= answer_max ? ThreadState::stuck : ThreadState::well;
  }

 private:
  queue::Signs seen_;
  TimePoint looked_at_{};
  TimePoint::duration silent_for_{};  // without a change, while it should move
};

}  // namespace dispatcher
