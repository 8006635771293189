#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dispatcher/answer_class.hpp"
#include "dispatcher/message/outcome.hpp"
#include "dispatcher/policy/evidence.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "dispatcher/shard_counters.hpp"
#include "net/exchange.hpp"

/// What is measured of every message: a few stores each, by the thread of the counters.
namespace dispatcher {

/// An attempt has ended.
inline void count_attempt(ShardCounters& counters, const Evidence& evidence, VerdictKind verdict,
                          const net::Exchange& exchange) {
  ShardCounters::add(counters.of(verdict));
  if (!evidence.head_complete && evidence.phase != Phase::response) return;
  ShardCounters::add(counters.of(answer_class(evidence.status)));
  if (!evidence.head_complete) return;
  const auto took = exchange.ended - exchange.write_began;
  counters.upstream.add(static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
}

/// A message was sent, as its answer told: since it was accepted, or could go at first. No time at
/// all, where the wall clock was set back meanwhile.
inline void count_sent(ShardCounters& counters, const Outcome& outcome, WallTime not_before) {
  const WallTime from = std::max(outcome.accepted_at, not_before);
  const auto took = std::max(outcome.answered_at - from, WallTime::duration::zero());
  counters.accepted_to_sent.add(static_cast<std::uint64_t>(took.count()));
}

}  // namespace dispatcher
