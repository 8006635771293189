#include "dispatcher/outlet.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace dispatcher {

namespace {

/// Armed beyond the free connections and the answers expected soon, so that a slow start moves.
constexpr std::size_t arm_at_least = 4;
/// Connections asked for at once beyond those that have work, while lanes wait for more.
constexpr std::size_t connections_ahead = 16;
/// The lower part of a request's tag; above it the number of the post.
constexpr unsigned handle_bits = 32;
static_assert(sizeof(Handle) * 8 == handle_bits);
/// In a tag's lower part: it is of a read, whose number stands above.
constexpr Handle read_mark = ~Handle{0};
/// Reads in flight at once, at most; and never more than a part of the connections: a message that
/// waits to be sent goes before one that was sent perhaps.
constexpr std::size_t reads_max = 32;
constexpr std::size_t reads_part = 4;

bool is_read(std::uint64_t tag) { return static_cast<Handle>(tag) == read_mark; }
/// A limit that is used less than this is not what a 429 was about.
constexpr double use_min = 0.5;
/// A permit of the account may have been given back by another shard after this long.
constexpr std::chrono::milliseconds permit_retry{5};

/// What the road reads of an answer's head.
net::PoolOptions with_answer_fields(net::PoolOptions options) {
  options.captured_fields.assign(answer_fields.begin(), answer_fields.end());
  return options;
}

}  // namespace

Outlet::Outlet(Account& account, Options options, net::Runtime& runtime, LoadedMessages& loaded,
               OutletOwner& owner)
    : account_(account),
      options_(std::move(options)),
      runtime_(runtime),
      loaded_(loaded),
      owner_(owner),
      tls_(account.tls),
      connect_pace_(options_.connect_pace),
      retry_(runtime.timers(), [this] { owner_.turn_soon(); }),
      pool_(runtime, tls_, account.endpoint, with_answer_fields(options_.pool), *this) {}

void Outlet::consider(ServiceLane& lane) {
  assert(lane.outlet == this);
  if (lane.in_round || draining_) return;
  lane.in_round = true;
  round_.push_back(&lane);
  owner_.turn_soon();
}

std::size_t Outlet::arm_limit() {
  const std::size_t foreseeable = pool_.ready_count() + completions_.expected(runtime_.now());
  const std::size_t share =
      std::max<std::size_t>(armed_max(options_.pool.connections_max) / options_.outlets_count, 1);
  return std::min(share, std::max(foreseeable, arm_at_least));
}

void Outlet::arm(TimePoint now) {
  if (draining_) return;
  // An endpoint that cannot be reached gets no intents: they would only be taken back.
  const bool reachable = pool_.ready_count() + pool_.busy_count() > 0;
  while (reachable && !round_.empty() && armed_count_ < arm_limit()) {
    ServiceLane& lane = *round_.front();
    round_.pop_front();
    const Choice choice = lane.next(now);
    if (!choice.priority) {
      lane.in_round = false;
      if (choice.wake_at != TimePoint::max()) lane.wake.arm_at(choice.wake_at);
      continue;
    }
    Chain* chain = lane.order.take(*choice.priority);
    LoadedMessage& message = loaded_[chain->head.handle];
    message.chain = chain;
    const auto result = owner_.arm(chain->head.handle);
    if (result == OutletOwner::ArmResult::no_slot) {
      lane.order.give_back(chain);
      round_.push_front(&lane);
      break;
    }
    if (result == OutletOwner::ArmResult::deferred) {
      round_.push_back(&lane);
      continue;
    }
    lane.window.take(*choice.priority, now);
    if (lane.hold.active) lane.hold.probing = true;
    ++lane.turns;
    ++armed_count_;
    round_.push_back(&lane);
  }
  want_connections(now);
}

void Outlet::post(TimePoint now, WallTime wall_now) {
  while (!writable_.empty()) {
    const Handle handle = writable_.front();
    LoadedMessage& message = loaded_[handle];
    const bool too_old = now - message.armed_at > armed_age_max;
    if (message.sent_before) {
      writable_.pop_front();
      --armed_count_;
      message.lane->window.give_back();
      owner_.superseded(handle);
      continue;
    }
    if (draining_ || too_old || !still_allowed(message, now)) {
      take_back(handle);
      continue;
    }
    if (wall_now >= message.expires_at) {
      writable_.pop_front();
      --armed_count_;
      message.lane->window.give_back();
      owner_.expire(handle);
      continue;
    }
    if (pool_.ready_count() == 0) break;
    if (!account_.in_flight.try_acquire(now)) {
      retry_.arm_at(now + permit_retry);
      break;
    }
    writable_.pop_front();
    --armed_count_;
    ++in_flight_count_;
    message.written_at = wall_now;
    message.in_flight = true;
    pool_.post(++posts_count_ << handle_bits | handle,
               account_.requests.build(message.message, request_));
  }
}

bool Outlet::post_read(std::uint32_t read, std::string_view target) {
  const std::size_t part = std::max<std::size_t>(options_.pool.connections_max / reads_part, 1);
  if (draining_ || reads_count_ >= std::min(reads_max, part)) return false;
  if (pool_.ready_count() == 0) {
    read_wanted_ = true;
    return false;
  }
  if (!account_.in_flight.try_acquire(runtime_.now())) return false;
  ++reads_count_;
  pool_.post(std::uint64_t{read} << handle_bits | read_mark,
             account_.requests.build_list(target, request_));
  return true;
}

bool Outlet::still_allowed(const LoadedMessage& message, TimePoint now) const {
  const ServiceLane& lane = *message.lane;
  return lane.window.paused_until() <= now && lane.window.may_write() && !lane.is_stopped() &&
         (!lane.hold.active || lane.hold.probing);
}

void Outlet::take_back(Handle handle) {
  assert(writable_.front() == handle);
  writable_.pop_front();
  --armed_count_;
  ServiceLane& lane = *loaded_[handle].lane;
  lane.window.give_back();
  owner_.revoke(handle);
  consider(lane);
  owner_.turn_soon();  // the lane may stand in the round already, and nothing else may happen
}

void Outlet::want_connections(TimePoint now) {
  const std::size_t work = pool_.busy_count() + armed_count_;
  const std::size_t wanted = work + (round_.empty() ? 0 : connections_ahead) +
                             (std::exchange(read_wanted_, false) ? std::size_t{1} : 0);
  if (wanted == 0) return;
  if (!connect_pace_.may_try(now)) {
    retry_.arm_at(connect_pace_.try_at());
    return;
  }
  if (connect_pace_.is_refused() && pool_.opening_count() == 0) renew_trust();
  // One connection finds out whether an endpoint that failed is back.
  pool_.want(connect_pace_.is_well() ? wanted : std::size_t{1});
}

/// A lane that uses its window is the likely cause: a lane is quick to, while the others of its
/// account have to send along for the cap.
bool Outlet::read_limit(ServiceLane& lane, TimePoint arrived_latest, TimePoint now) {
  if (lane.window.use() >= use_min) {
    lane.window.refused(arrived_latest, now);
    return true;
  }
  lane.window.arrived(arrived_latest);
  AccountCap& account = account_.in_flight;
  const auto others = static_cast<double>(account.in_flight());
  if (others < use_min * static_cast<double>(account.cap())) return false;
  account.refused(now);
  return true;
}

void Outlet::probe_now() {
  connect_pace_.try_now();
  owner_.turn_soon();
}

/// The cause of a refusal may be our own: the files that say whom to trust are read again once they
/// changed.
void Outlet::renew_trust() {
  if (!tls_->is_stale()) return;
  std::string detail;
  auto renewed = net::TlsContext::create(account_.tls_options, detail);
  if (!renewed) {
    connect_pace_.refused(runtime_.now());
    return owner_.connect_failed(account_, renewed.error(), detail);
  }
  tls_ = std::move(*renewed);
  pool_.trust(tls_);
}

void Outlet::drain() {
  draining_ = true;
  for (ServiceLane* lane : round_) lane->in_round = false;
  round_.clear();
  pool_.drain();
  owner_.turn_soon();
}

void Outlet::on_exchange(const net::Exchange& exchange) {
  if (is_read(exchange.tag)) return on_read(exchange);
  assert(in_flight_count_ > 0);
  --in_flight_count_;
  // A request that lingers may still be in flight to the provider.
  if (!exchange.lingers) account_.in_flight.release();
  completions_.completed(runtime_.now());
  const auto handle = static_cast<Handle>(exchange.tag);
  loaded_[handle].in_flight = false;
  if (exchange.phase == net::Phase::reuse) {
    // No byte left: the intent stays valid for the next connection.
    ++armed_count_;
    writable_.push_front(handle);
  } else {
    owner_.ended(handle, exchange);
  }
  owner_.turn_soon();
}

void Outlet::on_read(const net::Exchange& exchange) {
  assert(reads_count_ > 0);
  --reads_count_;
  if (!exchange.lingers) account_.in_flight.release();
  owner_.read_ended(static_cast<std::uint32_t>(exchange.tag >> handle_bits), exchange);
  owner_.turn_soon();
}

void Outlet::on_late_exchange(const net::Exchange& exchange) {
  account_.in_flight.release();
  if (!is_read(exchange.tag)) owner_.late(exchange);  // a late list is of no use any more
  owner_.turn_soon();
}

void Outlet::on_connect_failed(boost::system::error_code error, std::string_view detail) {
  // Connections that were opened together fail together: that is one failure, and one line.
  if (!connect_pace_.may_try(runtime_.now())) return;
  if (error == net::errc::certificate_refused) {
    connect_pace_.refused(runtime_.now());
  } else {
    connect_pace_.failed(runtime_.now(), runtime_.random());
  }
  owner_.connect_failed(account_, error, detail);
  owner_.turn_soon();
}

void Outlet::on_ready() {
  connect_pace_.succeeded();
  owner_.turn_soon();
}

}  // namespace dispatcher
