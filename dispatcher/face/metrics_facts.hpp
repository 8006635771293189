#pragma once

#include <cstddef>
#include <optional>

#include "dispatcher/daemon_metrics.hpp"
#include "dispatcher/face/intake_totals.hpp"
#include "dispatcher/face/process_figures.hpp"
#include "dispatcher/face/reload_record.hpp"
#include "dispatcher/lane_view.hpp"
#include "dispatcher/shard_survey.hpp"
#include "queue/spool_control.hpp"

namespace dispatcher {

/// Series of a scrape, at most, whatever the numbers of Services, accounts and messages.
inline constexpr std::size_t metrics_series_max = 500;
/// Services with series of their own: those with most open messages.
inline constexpr std::size_t metrics_lanes_max = 20;
/// Accounts with series of their own: the first of the configuration.
inline constexpr std::size_t metrics_accounts_max = 20;

/// All that a scrape shows.
struct MetricsFacts {
  DaemonMetrics metrics;
  IntakeTotals intake;
  ReloadRecord reload;
  ProcessFigures process;
  WallTime began_at{};
  WallTime now{};
  bool spool_answered = false;                     ///< if only that it cannot tell
  std::optional<ShardSurvey> survey{};             ///< none: a shard did not answer
  std::optional<queue::ListLanes::Table> lanes{};  ///< none: the spool did not tell
  LaneViews views;                                 ///< of the lanes in it
};

}  // namespace dispatcher
