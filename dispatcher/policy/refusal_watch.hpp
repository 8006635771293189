#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "dispatcher/message/message.hpp"
#include "dispatcher/policy/blame.hpp"

namespace dispatcher {

/// What an account's answers told lately that bears on whom a 429 blames. Pure; one thread.
class RefusalWatch {
 public:
  /// How long an answer bears on it: well above a round trip.
  static constexpr std::chrono::seconds memory{2};
  /// Refusals of lanes within this time have one cause.
  static constexpr std::chrono::seconds together{1};

  /// A request was taken that left as the `in_flight`th of the account.
  void taken(std::uint64_t in_flight, TimePoint now) {
    roll(now);
    this_most_ = std::max(this_most_, in_flight);
  }
  /// One that left as a later one than the `in_flight`th was taken lately.
  bool more_was_taken(std::uint64_t in_flight, TimePoint now) {
    roll(now);
    return std::max(this_most_, last_most_) > in_flight;
  }

  /// A lane was refused. \return lanes that were within a second, up to lanes_refused_min
  std::size_t refused(std::uint64_t lane, TimePoint now) {
    auto place = std::ranges::find(refused_, lane, &Refused::lane);
    if (place == refused_.end()) place = std::ranges::min_element(refused_, {}, &Refused::at);
    *place = {lane, now};
    return static_cast<std::size_t>(std::ranges::count_if(
        refused_, [&](const Refused& one) { return one.lane != 0 && one.at + together > now; }));
  }

 private:
  struct Refused {
    std::uint64_t lane = 0;  // 0: none
    TimePoint at{};
  };
  void roll(TimePoint now) {
    if (now < slice_began_ + memory) return;
    last_most_ = now < slice_began_ + 2 * memory ? this_most_ : 0;
    this_most_ = 0;
    slice_began_ = now;
  }

  TimePoint slice_began_{};
  std::uint64_t this_most_ = 0;
  std::uint64_t last_most_ = 0;
  std::array<Refused, lanes_refused_min> refused_{};
};

}  // namespace dispatcher
