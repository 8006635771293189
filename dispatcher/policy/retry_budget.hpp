#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dispatcher/policy/sliding_sum.hpp"

namespace dispatcher {

/// How many messages may be sent again, so that trouble does not make more load: a tenth of what
/// was sent for the first time in the last minute, and beside that a few a second. A re-send that
/// has to wait is given a time of its own, so that it asks once. Pure; one thread.
class RetryBudget {
 public:
  static constexpr std::chrono::seconds span{60};
  static constexpr std::uint64_t first_sends_each = 10;  ///< of them, one re-send
  static constexpr std::int64_t per_second = 3;          ///< beside them

  void first_send(TimePoint now) { ++counts_.at(now).first_sends; }

  /// Books a re-send. \return when it may go: now, or as soon as there is room
  TimePoint book(TimePoint now) {
    const Counts sum = counts_.sum(now);
    if ((sum.resends + 1) * first_sends_each <= sum.first_sends) {
      ++counts_.at(now).resends;
      return now;
    }
    const TimePoint at = std::max(now, next_at_);
    next_at_ = at + std::chrono::nanoseconds{std::chrono::seconds{1}} / per_second;
    return at;
  }

 private:
  struct Counts {
    std::uint64_t first_sends = 0;
    std::uint64_t resends = 0;  // of the tenth
    Counts& operator+=(const Counts& other) {
      first_sends += other.first_sends;
      resends += other.resends;
      return *this;
    }
  };
  SlidingSum<Counts, 60> counts_{span};
  TimePoint next_at_{};  // of those beside the tenth
};

}  // namespace dispatcher
