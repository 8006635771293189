#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "dispatcher/account.hpp"
#include "dispatcher/outlet.hpp"
#include "dispatcher/policy/lane_limit.hpp"
#include "dispatcher/policy/reconcile_options.hpp"
#include "dispatcher/policy/retry_policy.hpp"
#include "dispatcher/policy/verdict.hpp"

namespace dispatcher {

/// Of a pool: what a shard asks of its spool is bounded with it.
inline constexpr std::size_t connections_max_largest = 16'384;

struct ShardOptions {
  Outlet::Options outlet;
  RetryOptions retry;
  VerdictOptions verdict;
  WindowOptions window;
  OnAmbiguous on_ambiguous = OnAmbiguous::reconcile;
  ReconcileOptions reconcile;
  /// One participant's messages go one after the other; else each as soon as it can.
  bool strict_order = true;
  /// Ends a message that waits longer; 0: never.
  std::chrono::seconds default_ttl = std::chrono::hours{24};
  /// What cannot be sent before its own expires_at ends as soon as that is known; else it is told.
  bool expires_infeasible = false;
  /// Messages read ahead, over all lanes of the shard: memory does not grow with the backlog.
  std::size_t look_ahead_max = 8192;
  /// Messages out of the due index in memory at once, beside a few of each lane. All lanes share
  /// it, and many may come due together in one that may not send yet: more than that, and those of
  /// other lanes wait for it.
  std::uint32_t due_ahead_max = 8192;
  /// Positions remembered of messages behind others of their participant; beyond it each lane
  /// still has an equal share of as many again.
  std::size_t parked_max = 1'000'000;
  /// Until then every window counts as full: requests of an earlier process may still count, and
  /// the spool cannot tell which.
  TimePoint windows_full_until{};
};

/// All that a shard works by. A reload hands the same to every shard: nobody changes it then. Not
/// changed by one are `connections_max`, by which the slots of intents and the rings are sized, and
/// `strict_order`, by which what is in memory is filed.
struct ShardSettings {
  ShardOptions options;
  AccountDirectory accounts;
};

}  // namespace dispatcher
