#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How many answers come within the time that arming looks ahead: as many messages are worth arming
/// beyond the connections that are free now. Counts the last whole slice of that length. Pure.
class CompletionRate {
 public:
  static constexpr std::chrono::milliseconds slice{50};

  void completed(TimePoint now) {
    roll(now);
    ++this_slice_;
  }
  /// Expected within the next slice.
  std::size_t expected(TimePoint now) {
    roll(now);
    return std::max(last_slice_, this_slice_);
  }

 private:
  void roll(TimePoint now) {
    if (now < slice_began_ + slice) return;
    last_slice_ = now < slice_began_ + 2 * slice ? this_slice_ : 0;
    this_slice_ = 0;
    slice_began_ = now;
  }

  TimePoint slice_began_{};
  std::size_t this_slice_ = 0;
  std::size_t last_slice_ = 0;
};

}  // namespace dispatcher
