#include "dispatcher/face/intake_gate.hpp"

#include <algorithm>
#include <cmath>

namespace dispatcher {
namespace {

constexpr double retry_s_max = 60;

/// Where what a bound closed is open again.
constexpr std::uint64_t low_water(std::uint64_t bound) { return bound - bound / 10; }

int bounded_s(double seconds) {
  return static_cast<int>(std::clamp(std::ceil(seconds), 1.0, retry_s_max));
}

}  // namespace

std::optional<IntakeGate::Closed> IntakeGate::closed(const DaemonStatus& status, Age oldest) {
  // Both are looked at every time, or they would not notice where they open.
  const bool full = backlog_is_full(status.levels.open_count);
  const bool too_old = oldest_is_too_old(oldest);
  if (status.state == DaemonState::draining) return Closed{Unavailable::draining, 5};
  if (status.state == DaemonState::out_of_space || status.levels.out_of_space ||
      status.levels.below_reserve) {
    return Closed{Unavailable::no_space, 10};
  }
  if (full) {
    const auto above = status.levels.open_count - low_water(options_.backlog_max);
    const bool moves = status.sent_per_second > 0;
    return Closed{Unavailable::backlog,
                  bounded_s(moves ? static_cast<double>(above) / status.sent_per_second : 60)};
  }
  if (too_old) {
    // As if what waits had come in as fast as it leaves.
    const auto low = low_water(static_cast<std::uint64_t>(options_.age_max.count()));
    return Closed{Unavailable::age,
                  bounded_s(static_cast<double>(oldest->count()) - static_cast<double>(low))};
  }
  return std::nullopt;
}

bool IntakeGate::backlog_is_full(std::uint64_t open_count) {
  const auto bound = options_.backlog_max;
  full_ = bound > 0 && (full_ ? open_count > low_water(bound) : open_count >= bound);
  return full_;
}

bool IntakeGate::oldest_is_too_old(Age oldest) {
  const auto bound = static_cast<std::uint64_t>(options_.age_max.count());
  const auto age = oldest ? static_cast<std::uint64_t>(std::max(oldest->count(), 0L)) : 0;
  too_old_ = bound > 0 && (too_old_ ? age > low_water(bound) : age >= bound);
  return too_old_;
}

}  // namespace dispatcher
