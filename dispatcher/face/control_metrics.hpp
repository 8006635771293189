#pragma once

#include <chrono>

#include "dispatcher/face/control_context.hpp"

namespace dispatcher {

/// A scrape is answered after this at the latest: without what a shard or the spool did not tell by
/// then. Well within the time that a scrape is given (10 s unless configured otherwise).
inline constexpr std::chrono::milliseconds metrics_patience{1'000};

/// GET /metrics: how everything stands, as Prometheus reads it. Reads what the threads count, and
/// asks the shards and the spool one question each.
void answer_metrics(ControlContext& context, net::LocalRespond respond);

}  // namespace dispatcher
