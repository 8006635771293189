#include "dispatcher/outlet.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "dispatcher/request_tag.hpp"

namespace dispatcher {

namespace {

/// Armed beyond the free connections and the answers expected soon, so that a slow start moves.
constexpr std::size_t arm_at_least = 4;
/// Reads in flight at once, at most; and never more than a part of the connections: a message that
/// waits to be sent goes before one that was sent perhaps.
constexpr std::size_t reads_max = 32;
constexpr std::size_t reads_part = 4;

/// A permit of the account may have been given back by another shard after this long.
constexpr std::chrono::milliseconds permit_retry{5};

/// What the road reads of an answer's head.
net::PoolOptions with_answer_fields(net::PoolOptions options) {
  options.captured_fields.assign(answer_fields.begin(), answer_fields.end());
  return options;
}

}  // namespace

Outlet::Outlet(std::shared_ptr<const Account> account, Options options, net::Runtime& runtime,
               LoadedMessages& loaded, OutletOwner& owner)
    : account_(std::move(account)),
      cap_(*account_->in_flight),
      options_(std::move(options)),
      runtime_(runtime),
      loaded_(loaded),
      owner_(owner),
      tls_(account_->tls),
      connect_pace_(options_.connect_pace),
      retry_(runtime.timers(), [this] { owner_.turn_soon(); }),
      pool_(runtime, tls_, account_->endpoint, with_answer_fields(options_.pool), *this) {}

void Outlet::consider(ServiceLane& lane) {
  assert(lane.outlet == this);
  if (lane.in_round || draining_) return;
  lane.in_round = true;
  round_.push_back(&lane);
  owner_.turn_soon();
}

/// After an outage few requests are in flight at first. Else the account's cap says no by itself:
/// it has to be asked, or it would never be tried upwards.
std::size_t Outlet::in_flight_limit(TimePoint now) const {
  const std::size_t connections_max = options_.pool.connections_max;
  const double share = breaker_.share(now);
  if (share >= 1) return connections_max;
  const auto most = std::min<std::uint64_t>(connections_max, cap_.cap());
  return std::max<std::size_t>(static_cast<std::size_t>(share * static_cast<double>(most)), 1);
}

std::size_t Outlet::arm_limit(TimePoint now) {
  const std::size_t foreseeable = pool_.ready_count() + completions_.expected(now);
  const std::size_t share =
      std::max<std::size_t>(armed_max(options_.pool.connections_max) / options_.outlets_count, 1);
  return std::min({share, in_flight_limit(now), std::max(foreseeable, arm_at_least)});
}

void Outlet::arm(TimePoint now) {
  if (draining_) return;
  retry_at_ = TimePoint::max();
  if (breaker_.is_open()) {
    probe(now);
  } else {
    // An endpoint that cannot be reached gets no intents: they would only be taken back.
    const bool reachable = pool_.ready_count() + pool_.busy_count() > 0;
    while (reachable && armed_count_ < arm_limit(now) && arm_next(now)) {
    }
  }
  want_connections(now);
}

/// The lane whose turn it is, which stays in front; those that may not send leave the round until
/// they may. Null: none may.
ServiceLane* Outlet::next_lane(TimePoint now, Choice& choice) {
  for (; !round_.empty(); round_.pop_front()) {
    ServiceLane& lane = *round_.front();
    const bool waits = lane.hold.by_account && now < refused_probe_at_;
    choice = waits ? Choice{{}, refused_probe_at_} : lane.next(now);
    if (choice.priority) return &lane;
    lane.in_round = false;
    if (choice.wake_at != TimePoint::max()) lane.wake.arm_at(choice.wake_at);
  }
  return nullptr;
}

/// The lanes whose turns come next: of one the chain, of the one before it the message.
void Outlet::foresee_turns() const {
  const auto next = [this](std::size_t turn) {
    return turn < round_.size() ? round_[turn]->order.foreseen() : nullptr;
  };
  if (const Chain* chain = next(2)) prefetch(chain, sizeof *chain);
  if (const Chain* chain = next(1)) loaded_.foresee(chain->loaded.front().handle);
}

/// Arms one message; nothing: none can be armed now.
std::optional<Handle> Outlet::arm_next(TimePoint now) {
  Choice choice;
  while (ServiceLane* lane = next_lane(now, choice)) {
    foresee_turns();
    Chain* chain = lane->order.take(*choice.priority);
    const Handle handle = chain->head.handle;
    loaded_[handle].chain = chain;
    loaded_[handle].outlet = this;
    const auto result = owner_.arm(handle);
    if (result == OutletOwner::ArmResult::no_slot) {
      lane->order.give_back(chain);
      return std::nullopt;
    }
    round_.pop_front();
    round_.push_back(lane);
    if (result == OutletOwner::ArmResult::deferred) continue;
    lane->window.take(*choice.priority, now);
    if (lane->hold.active) lane->hold.probing = true;
    if (lane->hold.by_account) {
      refused_probe_at_ = now + probe_interval;
      renew_credential();
    }
    ++lane->turns;
    ++armed_count_;
    return handle;
  }
  return std::nullopt;
}

void Outlet::post(TimePoint now, WallTime wall_now) {
  while (!writable_.empty()) {
    const Handle handle = writable_.front();
    LoadedMessage& message = loaded_[handle];
    const bool too_old = now - message.armed_at > armed_age_max;
    if (message.sent_before) {
      unarm(handle);
      owner_.superseded(handle);
      continue;
    }
    if (draining_ || too_old || !still_allowed(handle, now)) {
      take_back(handle);
      continue;
    }
    if (wall_now >= message.expires_at) {
      unarm(handle);
      owner_.expire(handle);
      continue;
    }
    if (pool_.ready_count() == 0) break;
    if (in_flight_count_ >= in_flight_limit(now)) break;  // an answer makes room
    if (!cap_.try_acquire(now)) {
      retry_by(now + permit_retry);
      break;
    }
    writable_.pop_front();
    --armed_count_;
    ++in_flight_count_;
    message.written_at = wall_now;
    message.in_flight = true;
    message.account_in_flight = cap_.in_flight();
    pool_.post(message_tag(++posts_count_, handle), requests().build(message.message, request_));
  }
}

bool Outlet::post_read(std::uint32_t read, std::string_view target) {
  const TimePoint now = runtime_.now();
  const std::size_t part = std::max<std::size_t>(options_.pool.connections_max / reads_part, 1);
  if (draining_ || reads_count_ >= std::min(reads_max, part)) return false;
  if (breaker_.is_open()) {
    if (!breaker_.may_probe(now)) return false;
    // A message is the next probe, but it may be that each of them waits for a read like this.
    if (breaker_.probes_by_message() && !round_.empty()) return false;
  }
  if (pool_.ready_count() == 0) {
    read_wanted_ = true;
    return false;
  }
  if (!cap_.try_acquire(now)) return false;
  ++reads_count_;
  if (breaker_.is_open()) {
    breaker_.probe_began();
    probe_read_ = read_tag(read);
  }
  pool_.post(read_tag(read), requests().build_list(target, request_));
  return true;
}

bool Outlet::still_allowed(Handle handle, TimePoint now) const {
  const ServiceLane& lane = *loaded_[handle].lane;
  return lane.outlet == this && lane.window.paused_until() <= now && lane.window.may_write() &&
         !lane.is_stopped() && (!lane.hold.active || lane.hold.probing) &&
         (!breaker_.is_open() || trial_ == handle);
}

/// The first of the writable leaves without a request.
void Outlet::unarm(Handle handle) {
  assert(writable_.front() == handle);
  writable_.pop_front();
  --armed_count_;
  loaded_[handle].lane->window.give_back();
  // Its room is another's; the lane may stand in the round already, and nothing else may happen.
  owner_.turn_soon();
  if (trial_ != handle) return;
  trial_.reset();
  breaker_.probe_gone();
}

void Outlet::take_back(Handle handle) {
  ServiceLane& lane = *loaded_[handle].lane;
  unarm(handle);
  owner_.revoke(handle);
  if (lane.outlet != nullptr) lane.outlet->consider(lane);
}

void Outlet::retry_by(TimePoint at) {
  retry_at_ = std::min(retry_at_, at);
  retry_.arm_at(retry_at_);
}

void Outlet::clear_round() {
  for (ServiceLane* lane : round_) lane->in_round = false;
  round_.clear();
}

void Outlet::drain() {
  draining_ = true;
  clear_round();
  pool_.drain();
  owner_.turn_soon();
}

bool Outlet::drained() const {
  return draining_ && quiet() && reads_count_ == 0 && pool_.lingering_count() == 0;
}

}  // namespace dispatcher
