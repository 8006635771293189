#include <algorithm>
#include <cassert>

#include "dispatcher/outlet.hpp"
#include "dispatcher/request_tag.hpp"

/// What an outlet's exchanges tell of its limits, and whether its endpoint works.
namespace dispatcher {

namespace {

/// A limit of which less is in use is hardly what a 429 was about.
constexpr double busy_from = 0.5;

/// The endpoint, or what stands before it, did not do its work. 501 and 505 are about what is
/// asked.
bool is_failure(const net::Exchange& exchange) {
  if (!exchange.head_complete) return true;
  const int status = exchange.status;
  return status == 408 || (status >= 500 && status != 501 && status != 505);
}

}  // namespace

void Outlet::taken(const LoadedMessage& message, const net::Exchange& exchange, TimePoint now) {
  refusals_.taken(message.account_in_flight, now);
  TimePoint& refused_at = message.lane->refused_at;
  if (exchange.write_began > refused_at) refused_at = TimePoint::max();
}

bool Outlet::refused(const LoadedMessage& message, const net::Exchange& exchange,
                     TimePoint arrived_latest, TimePoint now) {
  ServiceLane& lane = *message.lane;
  const auto in_flight = static_cast<double>(cap_.in_flight());
  Refusal refusal;
  refusal.lane_is_busy = lane.window.use() >= busy_from;
  refusal.account_is_busy = in_flight >= busy_from * static_cast<double>(cap_.cap());
  refusal.more_was_taken = refusals_.more_was_taken(message.account_in_flight, now);
  refusal.again = exchange.write_began > lane.refused_at;
  refusal.lanes_refused = refusals_.refused(lane.number, now);
  const Blame blamed = blame(refusal);
  lane.refused_at = std::min(lane.refused_at, now);
  lane.window.refused(arrived_latest, now, blamed == Blame::lane);
  if (blamed == Blame::account) cap_.refused(now);
  return blamed != Blame::nobody;
}

void Outlet::on_answer(std::uint64_t tag) {
  if (!is_read(tag)) loaded_.foresee(handle_of(tag));
}

void Outlet::on_exchange(const net::Exchange& exchange) {
  if (is_read(exchange.tag)) return on_read(exchange);
  assert(in_flight_count_ > 0);
  --in_flight_count_;
  // A request that lingers may still be in flight to the provider.
  if (!exchange.lingers) cap_.release();
  completions_.completed(runtime_.now());
  const Handle handle = handle_of(exchange.tag);
  loaded_[handle].in_flight = false;
  prefetch(loaded_[handle].chain, sizeof(Chain));  // settled once the answer was read
  if (exchange.phase == net::Phase::reuse) {
    // No byte left: the intent stays valid for the next connection.
    ++armed_count_;
    writable_.push_front(handle);
  } else {
    judge(exchange, trial_ == handle);
    if (trial_ == handle) trial_.reset();
    owner_.ended(handle, exchange);
  }
  owner_.turn_soon();
}

void Outlet::on_read(const net::Exchange& exchange) {
  assert(reads_count_ > 0);
  --reads_count_;
  if (!exchange.lingers) cap_.release();
  if (probe_read_ == exchange.tag) {
    probe_read_.reset();
    // Where a message has to show that the endpoint works, a list that is answered says nothing.
    const bool says_nothing = exchange.phase == net::Phase::reuse ||
                              (breaker_.probes_by_message() && !is_failure(exchange));
    if (says_nothing) {
      breaker_.probe_gone();
    } else {
      judge(exchange, true);
    }
  }
  const std::uint32_t read = read_of(exchange.tag);
  if (read == own_read) {
    end_own_read(exchange);
  } else {
    owner_.read_ended(read, exchange);
  }
  owner_.turn_soon();
}

void Outlet::on_late_exchange(const net::Exchange& exchange) {
  cap_.release();
  if (!is_read(exchange.tag)) owner_.late(exchange);  // a late list is of no use any more
  owner_.turn_soon();
}

/// What an exchange says of the endpoint. Reads say something only as probes: lists may fail where
/// messages do not.
void Outlet::judge(const net::Exchange& exchange, bool is_probe) {
  const TimePoint now = runtime_.now();
  const bool was_open = breaker_.is_open();
  if (is_probe) {
    is_failure(exchange) ? breaker_.probe_failed(now) : breaker_.probe_succeeded(now);
  } else {
    is_failure(exchange) ? breaker_.failed(now) : breaker_.succeeded(now);
  }
  if (breaker_.is_open() != was_open) tell_endpoint();
}

void Outlet::tell_endpoint() {
  if (!breaker_.is_open()) return owner_.endpoint_works(*account_);
  owner_.trouble(*account_,
                 "the provider fails again and again: only probes are sent until it works");
}

}  // namespace dispatcher
