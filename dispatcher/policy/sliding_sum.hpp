#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// What was counted within the last `span`, to a slice of it: a slice leaves as a whole. `Counts`
/// are zero by default and add up by `+=`. Pure; one thread.
template <class Counts, std::size_t slices_count>
class SlidingSum {
 public:
  explicit SlidingSum(std::chrono::nanoseconds span) : slice_(span / slices_count) {}

  /// Where to count what happens now.
  Counts& at(TimePoint now) {
    roll(now);
    return slices_[0];
  }
  Counts sum(TimePoint now) {
    roll(now);
    Counts all{};
    for (const Counts& one : slices_) all += one;
    return all;
  }
  void clear() { slices_ = {}; }

 private:
  void roll(TimePoint now) {
    if (now < slice_ends_at_) return;
    const auto passed = (now - slice_ends_at_) / slice_ + 1;
    const auto shift = std::min<std::int64_t>(passed, slices_count);
    std::shift_right(slices_.begin(), slices_.end(), shift);
    std::fill_n(slices_.begin(), shift, Counts{});
    slice_ends_at_ += passed * slice_;
  }

  std::chrono::nanoseconds slice_;
  std::array<Counts, slices_count> slices_{};  // the newest first
  TimePoint slice_ends_at_{};
};

}  // namespace dispatcher
