#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Whether a thread turns too often: what comes meanwhile is then better gathered for one turn. A
/// few turns follow each other at once, so that a message that comes alone waits for nothing; from
/// then on there is one in each period. Pure; one thread.
class TurnPace {
 public:
  TurnPace(std::chrono::microseconds period, std::size_t at_once_max)
      : period_(period), ahead_max_(period * at_once_max) {}

  /// After each turn.
  bool too_fast(TimePoint now) {
    paid_until_ = std::max(paid_until_, now) + period_;
    return paid_until_ - now > ahead_max_;
  }

 private:
  const std::chrono::microseconds period_;
  const std::chrono::microseconds ahead_max_;
  TimePoint paid_until_{};
};

}  // namespace dispatcher
