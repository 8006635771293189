#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "dispatcher/policy/lane.hpp"
#include "dispatcher/policy/window.hpp"

namespace dispatcher {

/// Which priority of a lane goes next, or when to look again.
struct Choice {
  std::optional<Priority> priority;
  /// Without a priority: when a slot is free; TimePoint::max(): only after something happened.
  TimePoint wake_at = TimePoint::max();
};

/// A higher priority goes first, but every tenth turn begins with bulk, so that a steady stream of
/// others cannot starve it. \param turns  selections of this lane so far
inline Choice choose(const Lane& order, Window& window, std::uint64_t turns, TimePoint now) {
  constexpr std::uint64_t bulk_every = 10;
  constexpr std::array usual{Priority::urgent, Priority::normal, Priority::bulk};
  constexpr std::array bulk_first{Priority::bulk, Priority::urgent, Priority::normal};
  Choice choice;
  for (const Priority priority : turns % bulk_every == bulk_every - 1 ? bulk_first : usual) {
    if (!order.ready(priority)) continue;
    const TimePoint possible = window.next_possible(priority, now);
    if (possible <= now) return {priority, now};
    choice.wake_at = std::min(choice.wake_at, possible);
  }
  return choice;
}

}  // namespace dispatcher
