#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>

#include "dispatcher/face/metrics_parts.hpp"

namespace dispatcher {
namespace {

using Row = queue::ListLanes::Row;
using Samples = std::vector<MetricsFamilies::Labelled>;

void add_counts(MetricsFamilies& families, const DaemonStatus& status) {
  const queue::SpoolLevels& levels = status.levels;
  const auto gauge = [&families](std::string_view name, std::string_view help,
                                 std::uint64_t count) {
    families.gauge(name, help, as_double(count));
  };
  gauge("dispatcher_open_messages", "Accepted messages without an outcome: the backlog.",
        levels.open_count);
  gauge("dispatcher_held_messages", "Open messages that are held for an operator.",
        levels.held_count);
  gauge("dispatcher_due_messages",
        "Open messages that wait for a time: scheduled, in backoff, or to be looked for.",
        levels.due_count);
  gauge("dispatcher_in_doubt_messages", "Open messages that may have been sent.",
        levels.in_doubt_count);
  gauge("dispatcher_dead_letter_messages",
        "Messages that ended without being sent and are kept for an operator.", levels.dead_count);
  gauge("dispatcher_loaded_messages", "Open messages in memory.", status.loaded);
  gauge("dispatcher_armed_messages", "Messages about to be written: their intent is recorded.",
        status.armed);
  gauge("dispatcher_in_flight_messages", "Messages whose request awaits its answer.",
        status.in_flight);
  gauge("dispatcher_reconciling_messages", "Messages in memory whose fate is being looked up.",
        status.reconciling);
}

void add_ages(MetricsFamilies& families, const MetricsFacts& facts) {
  if (facts.survey) {
    const auto since = facts.survey->sendable_since;
    families.gauge("dispatcher_oldest_sendable_age_seconds",
                   "Age of the oldest message that waits only for its lane's turn, limit or "
                   "connection; 0: there is none. Messages of held lanes do not count.",
                   since ? seconds_since(*since, facts.now) : 0);
  }
  if (!facts.lanes) return;
  const bool any = facts.lanes->lanes_count > 0;
  families.gauge("dispatcher_backlog_age_seconds",
                 "Age of the oldest open message, up to a minute or a third too high; 0: none.",
                 any ? seconds_since(facts.lanes->oldest_accepted_at, facts.now) : 0);
  families.gauge("dispatcher_open_lanes", "Services with open messages.",
                 as_double(facts.lanes->lanes_count));
}

/// The lanes that are shown, and what there is to say of each: nothing where it is not known.
struct TopLanes {
  explicit TopLanes(const MetricsFacts& facts) {
    for (const LaneView& view : facts.views) views.emplace(view.service, &view);
    const std::size_t count = std::min(facts.lanes->rows.size(), metrics_lanes_max);
    rows = std::span(facts.lanes->rows).first(count);
  }
  Samples of_rows(const std::function<double(const Row&)>& value) const {
    Samples samples;
    for (const Row& row : rows) samples.push_back({row.lane_name, value(row)});
    return samples;
  }
  Samples of_views(const std::function<std::optional<double>(const LaneView&)>& value) const {
    Samples samples;
    for (const Row& row : rows) {
      const auto view = views.find(row.lane_name);
      if (view == views.end()) continue;
      if (const auto known = value(*view->second)) samples.push_back({row.lane_name, *known});
    }
    return samples;
  }

  std::span<const Row> rows;
  std::unordered_map<std::string_view, const LaneView*> views;
};

std::optional<double> unless_unlimited(double per_second) {
  return per_second > 0 ? std::optional(per_second) : std::nullopt;
}

void add_top_lanes(MetricsFamilies& families, const MetricsFacts& facts) {
  const TopLanes top(facts);
  const std::string key = "service";
  families.gauges("dispatcher_lane_open_messages",
                  "The Services with most open messages: how many.", key,
                  top.of_rows([](const Row& row) {
                    return as_double(std::accumulate(row.open_counts.begin(), row.open_counts.end(),
                                                     std::uint64_t{0}));
                  }));
  families.gauges("dispatcher_lane_backlog_age_seconds", "The same: age of the oldest of them.",
                  key, top.of_rows([&facts](const Row& row) {
                    return seconds_since(row.oldest_accepted_at, facts.now);
                  }));
  families.gauges("dispatcher_lane_limit_configured_requests_per_second",
                  "The same: the limit as configured; absent: none.", key,
                  top.of_views([](const LaneView& view) {
                    return unless_unlimited(view.limit.configured_per_second());
                  }));
  families.gauges("dispatcher_lane_limit_requests_per_second",
                  "The same: the limit that is kept to, lower where the provider takes less.", key,
                  top.of_views([](const LaneView& view) {
                    return unless_unlimited(view.limit.enforced_per_second());
                  }));
  families.gauges("dispatcher_lane_sent_messages_per_second",
                  "The same: messages sent, over the last 10 to 20 s.", key,
                  top.of_views([](const LaneView& view) {
                    return std::optional(view.lately.sent_per_second());
                  }));
  families.gauges(
      "dispatcher_lane_answers_429_ratio",
      "The same: share of the answers that were 429, over the last 10 to 20 s.", key,
      top.of_views([](const LaneView& view) { return std::optional(view.lately.share_429()); }));
}

}  // namespace

void add_queue(MetricsFamilies& families, const MetricsFacts& facts) {
  const DaemonStatus& status = facts.metrics.status;
  add_counts(families, status);
  add_ages(families, facts);
  auto held = by_name<HoldCause>(facts.metrics.lanes_held);
  held.erase(held.begin());  // HoldCause::none
  families.gauges("dispatcher_lanes_held", "Services that send nothing, by what holds them.",
                  "cause", held);
  const auto is = [&status](DaemonState state) { return status.state == state ? 1.0 : 0.0; };
  Samples states;
  for (const auto state : {DaemonState::running, DaemonState::out_of_space, DaemonState::draining})
    states.push_back({name_of(state), is(state)});
  families.gauges("dispatcher_state", "1 for the state that the daemon is in, 0 for the others.",
                  "state", states);
  families.gauge("dispatcher_scrape_complete",
                 "0: a shard or the spool did not answer in time, and what it would have told is "
                 "absent.",
                 facts.survey && facts.spool_answered ? 1 : 0);
  if (facts.lanes) add_top_lanes(families, facts);
}

}  // namespace dispatcher
