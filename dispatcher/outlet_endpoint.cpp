#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "dispatcher/message/interaction_list.hpp"
#include "dispatcher/outlet.hpp"
#include "dispatcher/request_tag.hpp"

/// An outlet's endpoint: when to connect, whom to trust, and how to find out whether it works
/// again.
namespace dispatcher {

namespace {

/// Connections asked for at once beyond those that have work, while lanes wait for more.
constexpr std::size_t connections_ahead = 16;
/// A read that found no slot or permit is tried again this much later.
constexpr std::chrono::milliseconds read_retry{20};

}  // namespace

void Outlet::want_connections(TimePoint now) {
  const std::size_t work = pool_.busy_count() + armed_count_;
  const std::size_t wanted = work + (round_.empty() ? 0 : connections_ahead) +
                             (std::exchange(read_wanted_, false) ? std::size_t{1} : 0);
  if (wanted == 0) return;
  if (!connect_pace_.may_try(now)) return retry_by(connect_pace_.try_at());
  if (connect_pace_.is_refused() && pool_.opening_count() == 0) renew_trust();
  // One connection finds out whether an endpoint that failed is back.
  const bool is_well = connect_pace_.is_well() && !breaker_.is_open();
  pool_.want(is_well ? wanted : std::size_t{1});
}

/// While the endpoint fails: nothing leaves but one probe at a time.
void Outlet::probe(TimePoint now) {
  if (!breaker_.may_probe(now)) {
    if (breaker_.probe_at() > now) retry_by(breaker_.probe_at());
    return;
  }
  if (pool_.ready_count() == 0) return;  // to connect is a probe as well
  if (breaker_.probes_by_message()) {
    trial_ = arm_next(now);
    if (trial_) breaker_.probe_began();
  } else {
    probe_by_list(now);
  }
}

/// Reads the list that the next message would appear in: whatever becomes of it, no text is in
/// doubt.
void Outlet::probe_by_list(TimePoint now) {
  Choice choice;
  ServiceLane* lane = next_lane(now, choice);
  if (lane == nullptr) return;
  const Message& message = loaded_[lane->order.peek(*choice.priority)].message;
  if (lane->reads.next_possible(Priority::urgent, now) > now ||
      !post_read(own_read, list_target(message.service, message.session))) {
    return retry_by(now + read_retry);
  }
  lane->reads.take(Priority::urgent, now);
  own_read_lane_ = lane;
}

void Outlet::end_own_read(const net::Exchange& exchange) {
  if (exchange.head_complete || exchange.phase == net::Phase::response) {
    own_read_lane_->reads.arrived(exchange.ended);
  } else {
    own_read_lane_->reads.give_back();
  }
}

void Outlet::probe_now() {
  connect_pace_.try_now();
  refused_probe_at_ = {};
  breaker_.probe_now(runtime_.now());
  owner_.turn_soon();
}

/// The cause of a refusal may be our own: the files that say whom to trust are read again once they
/// changed.
void Outlet::renew_trust() {
  if (!tls_->is_stale()) return;
  std::string detail;
  auto renewed = net::TlsContext::create(account_->tls_options, detail);
  if (!renewed) {
    connect_pace_.refused(runtime_.now());
    return no_connection(renewed.error(), detail);
  }
  tls_ = std::move(*renewed);
  pool_.trust(tls_);
}

void Outlet::no_connection(boost::system::error_code error, std::string_view detail) {
  owner_.trouble(*account_, "no connection: " + error.message() + ": " + std::string(detail));
}

/// Whatever made the account be refused may be put right.
void Outlet::renew_credential() {
  std::string complaint;
  if (auto renewed = account_->read_requests(complaint)) {
    renewed_requests_ = std::make_unique<RequestBuilder>(std::move(*renewed));
    credential_since_ = runtime_.now();
  } else {
    owner_.trouble(*account_, complaint);
  }
}

bool Outlet::serves(const Account& account) const {
  return !draining_ && account.name == account_->name && account.endpoint == account_->endpoint;
}

void Outlet::renew(std::shared_ptr<const Account> account, const Options& options) {
  assert(serves(*account) && account->in_flight == account_->in_flight);
  assert(options.pool.connections_max == options_.pool.connections_max);
  options_ = options;
  pool_.configure(options.pool);
  const bool other_trust = account->tls != account_->tls;
  account_ = std::move(account);
  renewed_requests_.reset();
  credential_since_ = runtime_.refresh_now();
  if (other_trust) {
    tls_ = account_->tls;
    pool_.trust(tls_);
  }
  probe_now();
}

void Outlet::on_connect_failed(boost::system::error_code error, std::string_view detail) {
  // Connections that were opened together fail together: that is one failure, and one line.
  const TimePoint now = runtime_.now();
  if (!connect_pace_.may_try(now)) return;
  if (error == net::errc::certificate_refused) {
    connect_pace_.refused(now);
  } else {
    connect_pace_.failed(now, runtime_.random());
    const bool was_open = breaker_.is_open();
    breaker_.failed(now);
    if (breaker_.is_open() != was_open) tell_endpoint();
  }
  no_connection(error, detail);
  owner_.turn_soon();
}

void Outlet::on_ready() {
  if (!connect_pace_.is_well()) breaker_.probe_now(runtime_.now());
  connect_pace_.succeeded();
  owner_.turn_soon();
}

}  // namespace dispatcher
