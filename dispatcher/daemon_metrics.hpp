#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/answer_class.hpp"
#include "dispatcher/daemon_status.hpp"
#include "dispatcher/hold_cause.hpp"
#include "dispatcher/shard_counters.hpp"
#include "queue/histogram.hpp"
#include "queue/spool_meter.hpp"

namespace dispatcher {

/// How one account stands now, over all shards.
struct AccountFigures {
  std::string name;
  std::uint64_t in_flight = 0;                              ///< requests, reads included
  std::optional<std::uint64_t> in_flight_max{};             ///< as kept to; none: no cap
  std::optional<std::uint64_t> in_flight_max_configured{};  ///< none: no cap
};

/// What a daemon measures beside its status, all shards together.
struct DaemonMetrics {
  DaemonStatus status;
  std::array<std::uint64_t, verdict_kinds_count> verdicts{};  ///< by VerdictKind, less 1
  std::array<std::uint64_t, answer_classes_count> answers{};  ///< by AnswerClass
  std::array<std::uint64_t, hold_causes_count> lanes_held{};  ///< now, by HoldCause
  std::uint64_t exchanges_reused = 0;
  std::uint64_t connections_open = 0;  ///< now
  queue::Histogram::Reading accepted_to_sent{.bounds = ShardCounters::accepted_to_sent_bounds};
  queue::Histogram::Reading upstream{.bounds = ShardCounters::upstream_bounds};
  std::vector<AccountFigures> accounts;
  std::optional<queue::SpoolActivity> spool{};  ///< none: it is closed
};

}  // namespace dispatcher
