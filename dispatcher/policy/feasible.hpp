#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include "dispatcher/message/message.hpp"
#include "dispatcher/policy/lane_limit.hpp"
#include "dispatcher/policy/learned_limit.hpp"

/// Whether a message can still be sent in time. All errs on one side: what is called infeasible
/// is so at the limit that is known, what is called feasible may yet expire. Pure.
namespace dispatcher {

/// Requests that a lane can send within that time, at most: a window's worth at once and one more
/// for each window that passes, where a limit that was learned rises as fast as it ever does.
inline std::uint64_t sendable_max(const LaneLimit& limit, std::chrono::microseconds time_left) {
  if (limit.configured_count == 0) return std::numeric_limits<std::uint64_t>::max();
  if (time_left.count() <= 0) return 0;
  constexpr std::uint64_t step = LearnedLimit::step_max;
  const std::uint64_t enforced = std::min(limit.enforced_count, limit.configured_count);
  const auto windows = static_cast<std::uint64_t>(time_left / limit.window) + 1;
  const std::uint64_t rising =
      std::min(windows, (limit.configured_count - enforced + step - 1) / step);
  const std::uint64_t risen_by = rising == 0 ? 0 : step * (rising * (rising - 1) / 2);
  return enforced * rising + risen_by + limit.configured_count * (windows - rising);
}

/// \param ahead_count  messages that will be sent before it, at least
inline bool is_feasible(std::uint64_t ahead_count, const LaneLimit& limit, WallTime now,
                        WallTime expires_at) {
  return ahead_count < sendable_max(limit, expires_at - now);
}

/// Messages of a lane by priority, `counts[i]` of priority i + 1.
using PriorityCounts = std::array<std::uint64_t, priorities_count>;

/// How many of those that may go will go before one of `priority` that came after them, at least:
/// all of its own and the higher ones, but for bulk, which has every tenth turn.
inline std::uint64_t ahead_of(const PriorityCounts& counts, Priority priority) {
  constexpr std::uint64_t bulk_every = 10;
  const auto own = static_cast<std::size_t>(priority) - 1;
  std::uint64_t ahead = 0;
  for (std::size_t i = 0; i <= own; ++i) ahead += counts[i];
  if (priority == Priority::bulk) ahead = std::min(ahead, bulk_every * counts[own]);
  return ahead;
}

/// What is known of a lane's backlog beyond how much of it is open.
struct BacklogShape {
  /// Not waiting for a turn, at most: due later, held, or with the provider already.
  std::uint64_t apart_count = 0;
  /// Messages of one participant, of which only the first competes for a turn; at least 1.
  double per_participant = 1;
};

/// Of messages that were counted ahead, those that surely go first: one for each participant.
inline std::uint64_t surely_ahead(std::uint64_t counted, const BacklogShape& shape) {
  const std::uint64_t waiting = counted - std::min(counted, shape.apart_count);
  return static_cast<std::uint64_t>(static_cast<double>(waiting) /
                                    std::max(shape.per_participant, 1.0));
}

/// For an operator.
inline std::string why_infeasible(std::uint64_t ahead_count, double per_second) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "at least %llu before it at %.1f requests/s",
                static_cast<unsigned long long>(ahead_count), per_second);
  return text.data();
}

/// Before that, in a message's history.
inline constexpr auto expired_early = "expired early";

}  // namespace dispatcher
