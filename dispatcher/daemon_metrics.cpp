#include "dispatcher/daemon_metrics.hpp"

#include <limits>
#include <utility>

#include "dispatcher/daemon.hpp"
#include "dispatcher/gathering.hpp"

/// What the daemon's shards measure, put together.
namespace dispatcher {
namespace {

template <std::size_t n>
void add_all(std::array<std::uint64_t, n>& sums,
             const std::array<ShardCounters::Count, n>& counts) {
  for (std::size_t i = 0; i < n; ++i) sums[i] += counts[i].load(std::memory_order_relaxed);
}

AccountFigures figures_of(const Account& account) {
  AccountFigures figures{.name = account.name, .in_flight = account.in_flight->in_flight()};
  const auto capped = [](std::uint64_t cap) {
    return cap == std::numeric_limits<std::uint32_t>::max() ? std::nullopt : std::optional(cap);
  };
  figures.in_flight_max = capped(account.in_flight->cap());
  figures.in_flight_max_configured = capped(account.in_flight->configured());
  return figures;
}

}  // namespace

DaemonMetrics Daemon::metrics() const {
  DaemonMetrics all;
  all.status = status();
  for (const auto& account : accounts_.all()) all.accounts.push_back(figures_of(*account));
  for (const auto& shard : shards_) {
    const ShardCounters& counters = shard->counters();
    add_all(all.verdicts, counters.verdicts);
    add_all(all.answers, counters.answers);
    add_all(all.lanes_held, counters.lanes_held_by);
    all.exchanges_reused += counters.exchanges_reused.load(std::memory_order_relaxed);
    all.connections_open += counters.connections_open.load(std::memory_order_relaxed);
    all.accepted_to_sent.add(counters.accepted_to_sent.read());
    all.upstream.add(counters.upstream.read());
  }
  if (spool_) all.spool = spool_->activity();
  return all;
}

void Daemon::survey(std::function<void(ShardSurvey)> done) {
  const auto add = [](ShardSurvey& all, ShardSurvey&& found) { all.add(found); };
  const auto take = gather<ShardSurvey>(runtime_, shards_.size(), add, std::move(done));
  for (const auto& shard : shards_) shard->survey(take);
}

}  // namespace dispatcher
