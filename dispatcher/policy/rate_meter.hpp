#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How fast a count that only rises has risen over the last ten seconds. Pure.
class RateMeter {
 public:
  static constexpr std::chrono::seconds span{10};
  static constexpr std::chrono::milliseconds step{500};

  /// Samples nearer than `step` to the last one are not kept, so that memory is bounded.
  void sample(TimePoint now, std::uint64_t count) {
    if (!samples_.empty() && now < samples_.back().at + step) return;
    samples_.push_back({now, count});
    while (samples_.size() > 1 && samples_[1].at + span <= now) samples_.pop_front();
  }

  /// 0 before anything was sampled. \param count  as of now
  double per_second(TimePoint now, std::uint64_t count) const {
    if (samples_.empty() || now <= samples_.front().at) return 0;
    const std::chrono::duration<double> passed = now - samples_.front().at;
    return static_cast<double>(count - samples_.front().count) / passed.count();
  }

 private:
  struct Sample {
    TimePoint at{};
    std::uint64_t count = 0;
  };
  std::deque<Sample> samples_;
};

}  // namespace dispatcher
