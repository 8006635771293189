#include "dispatcher/shard.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <utility>

namespace dispatcher {

namespace {

constexpr std::chrono::milliseconds status_interval{50};

/// While requests are under way, answers gather for this long before they are looked at: handled
/// together they cost far less, and a call takes a thousand times as long.
constexpr std::chrono::microseconds gathering{300};
/// In flight at once from which on it is worth the wait.
constexpr std::size_t busy_from = 16;

/// What the spool has not taken yet: for each slot the end of one attempt, a credit and the next
/// intent, whose end waits for its Armed; an answer to each recalled message, and its credit; the
/// end and the credit of each message that ended early; the credit of what was passed on.
constexpr std::size_t requests_per_slot_max = 3;
constexpr std::size_t requests_per_recall_max = 2;
constexpr std::size_t requests_per_early_end_max = 2;
static_assert(requests_per_slot_max *
                      (connections_max_largest + Outlet::armed_max(connections_max_largest)) +
                  requests_per_recall_max * queue::recalls_max +
                  requests_per_early_end_max * Shard::early_ends_max + Shard::passed_max <=
              queue::shard_requests_max);

}  // namespace

Shard::Shard(ShardSettings settings, net::Runtime& runtime, std::uint32_t first_slot,
             ShardObserver& observer)
    : options_(std::move(settings.options)),
      runtime_(runtime),
      accounts_(AccountDirectory({})),
      observer_(observer),
      reconciler_(runtime, *this),
      first_slot_(first_slot),
      status_timer_(runtime.timers(), [this] { turn_soon(); }),
      began_at_(runtime.wall_now()),
      notices_timer_(runtime.timers(), [this] { tell_infeasible(); }),
      events_(events_max, [this] { boost::asio::post(runtime_.io(), [this] { turn(); }); }) {
  assert(options_.outlet.pool.connections_max <= connections_max_largest);
  outlets_ = outlets_of(settings.accounts);
  accounts_ = std::move(settings.accounts);
  slot_owner_.resize(slots_needed(options_));
  for (std::size_t i = slot_owner_.size(); i-- > 0;) {
    free_slots_.push_back(first_slot_ + static_cast<std::uint32_t>(i));
  }
}

std::size_t Shard::slots_needed(const ShardOptions& options) {
  const std::size_t connections_max = options.outlet.pool.connections_max;
  return connections_max + Outlet::armed_max(connections_max);
}

void Shard::run(queue::ShardSpool& spool) {
  spool_ = &spool;
  const auto keep_running = boost::asio::make_work_guard(runtime_.io());
  spool_->request(queue::DueCredit{options_.due_ahead_max});
  spool_->request(queue::PassCredit{passed_max});
  turn_soon();
  while (!runtime_.io().stopped()) {
    runtime_.io().run_one();  // sleeps until something is ready
    runtime_.io().poll();     // and takes all that is
    spool_->flush();
    if (is_busy()) runtime_.pause(gathering);
  }
}

bool Shard::is_busy() const {
  std::size_t in_flight = 0;
  for (const auto& outlet : outlets_) in_flight += outlet->in_flight_count();
  return in_flight >= busy_from;
}

void Shard::drain() {
  boost::asio::post(runtime_.io(), [this] {
    draining_ = true;
    for (const auto& outlet : outlets_) outlet->drain();
    turn_soon();
  });
}

void Shard::stop() { runtime_.io().stop(); }

void Shard::turn_soon() {
  if (std::exchange(turn_pending_, true)) return;
  // Behind whatever is ready to run: what came together is handled together.
  boost::asio::post(runtime_.io(), [this] { turn(); });
}

/// One turn of the road: everything that may move now moves one step. Never blocks.
void Shard::turn() {
  take_events();
  const bool about_to_write =
      std::ranges::any_of(outlets_, [](const auto& outlet) { return outlet->has_writable(); });
  if (about_to_write) runtime_.serve_sockets();
  const TimePoint now = runtime_.refresh_now();
  turn_pending_ = false;  // what came up until here is seen to here
  if (!spool_failed_) {
    if (!draining_) reconciler_.step(now);
    for (const auto& outlet : outlets_) {
      outlet->arm(now);
      outlet->post(now, runtime_.wall_now());
    }
    feed_hungry();
    ask_status(now);
  }
  drop_drained();
  publish();
  if (draining_ &&
      std::ranges::all_of(outlets_, [](const auto& outlet) { return outlet->quiet(); }))
    stop();
  if (!events_.park()) turn_soon();
}

bool Shard::idle() const {
  const auto waits_for_others = [](const auto& entry) {
    const ServiceLane& lane = *entry.second;
    return lane.is_held() || lane.outlet->refused() || lane.drained();
  };
  return reads_outstanding_ == 0 && hungry_.empty() &&
         std::ranges::all_of(outlets_, [](const auto& outlet) { return outlet->quiet(); }) &&
         std::ranges::all_of(lanes_, waits_for_others);
}

/// Asks the spool what is still to come, now and then while nothing is left to do here; or whether
/// it has taken the early ends, once as many are out as may be.
void Shard::ask_status(TimePoint now) {
  if (status_asked_) return;
  const bool all_out = early_ends_out_ == early_ends_max;
  if (!all_out && (now < status_next_at_ || !idle())) return;
  status_asked_ = true;
  early_ends_asked_ = early_ends_out_;
  spool_->request(queue::AskStatus{});
}

void Shard::on_event(queue::SpoolStatus&& event) {
  status_asked_ = false;
  early_ends_out_ -= early_ends_asked_;
  status_next_at_ = runtime_.now() + status_interval;
  status_timer_.arm_at(status_next_at_);
  const bool nothing_due =
      event.due_count == 0 || event.due_earliest > runtime_.wall_now() + empty_horizon;
  counters_.empty.store(nothing_due && idle(), std::memory_order_relaxed);
}

void Shard::publish() {
  std::size_t armed = 0;
  std::size_t in_flight = 0;
  std::size_t open = 0;
  net::PoolCounters pools = counted_;
  for (const auto& outlet : outlets_) {
    armed += outlet->armed_count();
    in_flight += outlet->in_flight_count();
    open += outlet->open_count();
    pools.connections_opened += outlet->counters().connections_opened;
    pools.handshakes_resumed += outlet->counters().handshakes_resumed;
    pools.connects_failed += outlet->counters().connects_failed;
    pools.exchanges_reused += outlet->counters().exchanges_reused;
  }
  lanes_held_[static_cast<std::size_t>(HoldCause::certificate)] = refused_lanes_count();
  std::size_t held = 0;
  for (std::size_t cause = 0; cause < hold_causes_count; ++cause) {
    ShardCounters::set(counters_.lanes_held_by[cause], lanes_held_[cause]);
    held += lanes_held_[cause];
  }
  ShardCounters::set(counters_.lanes_held, held);
  ShardCounters::set(counters_.armed, armed);
  ShardCounters::set(counters_.in_flight, in_flight);
  ShardCounters::set(counters_.loaded, loaded_.count());
  ShardCounters::set(counters_.reconciling, reconciler_.count());
  ShardCounters::set(counters_.connections_open, open);
  ShardCounters::set(counters_.connections_opened, pools.connections_opened);
  ShardCounters::set(counters_.handshakes_resumed, pools.handshakes_resumed);
  ShardCounters::set(counters_.connects_failed, pools.connects_failed);
  ShardCounters::set(counters_.exchanges_reused, pools.exchanges_reused);
}

/// Lanes that only the certificate of their endpoint keeps from sending.
std::size_t Shard::refused_lanes_count() const {
  const bool any_refused =
      std::ranges::any_of(outlets_, [](const auto& outlet) { return outlet->refused(); });
  if (!any_refused) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(lanes_, [](const auto& entry) {
    return !entry.second->is_held() && entry.second->outlet->refused();
  }));
}

void Shard::trouble(const Account& account, const std::string& what) {
  observer_.on_account_trouble(account.name, what);
}

void Shard::endpoint_works(const Account& account) { observer_.on_account_well(account.name); }

}  // namespace dispatcher
