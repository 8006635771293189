#include "tests/simulation/network.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cstring>
#include <utility>

namespace simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SimTransport final : public net::Transport {
 public:
  explicit SimTransport(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}
  ~SimTransport() override {
    if (wire_) close(net::CloseKind::reset);
  }
  boost::system::error_code connect_error() override { return wire_->connect_error(); }
  net::IoResult read(std::span<std::byte> into) override { return wire_->read(into); }
  net::IoResult write(std::span<const std::byte> from) override { return wire_->write(from); }
  void await_writable() override { wire_->await_writable(); }
  std::size_t unacknowledged_bytes() override { return wire_->unacknowledged_bytes(); }
  bool was_silent(net::TimePoint) const override { return false; }
  void close(net::CloseKind kind) override { std::exchange(wire_, nullptr)->close(kind); }

 private:
  std::shared_ptr<Wire> wire_;
};

struct SimLookup final : net::Resolver::Lookup {
  explicit SimLookup(net::Resolver::Handler called)
      : handler(std::make_shared<net::Resolver::Handler>(std::move(called))) {}
  std::shared_ptr<net::Resolver::Handler> handler;
};

net::Address some_address(std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  net::Address made;
  std::memcpy(&made.storage, &name, sizeof name);
  made.length_bytes = sizeof name;
  return made;
}

}  // namespace

std::unique_ptr<net::Transport> Network::connect(const net::Address&,
                                                 net::TransportListener& listener) {
  const auto wire = std::make_shared<Wire>(*this, ++connects_count, listener);
  wire->connect();
  return std::make_unique<SimTransport>(wire);
}

std::unique_ptr<net::Resolver::Lookup> Network::resolve(const std::string&, std::uint16_t port,
                                                        Handler handler) {
  auto lookup = std::make_unique<SimLookup>(std::move(handler));
  const bool fails =
      faults.meet(FaultKind::lookup_failed, FaultKind::lookup_failed, ++lookups_count) != nullptr;
  agenda.after(milliseconds{1}, [withdrawn = std::weak_ptr(lookup->handler), fails, port] {
    const auto called = withdrawn.lock();
    if (!called) return;
    const auto handle = *called;  // it may destroy the lookup
    if (fails) return handle(boost::asio::error::host_not_found, {});
    handle({}, {some_address(port)});
  });
  return lookup;
}

void Wire::connect() {
  Faults& faults = network_.faults;
  const Fault* fault = faults.meet(FaultKind::connect_refused, FaultKind::connect_silent, number_);
  if (fault != nullptr && fault->kind == FaultKind::connect_silent) return;
  const bool refused = fault != nullptr || faults.lasts(FaultKind::outage);
  network_.agenda.after(2 * network_.latency, [wire = shared_from_this(), refused] {
    wire->came_about(refused ? boost::asio::error::connection_refused
                             : boost::system::error_code{});
  });
}

void Wire::came_about(boost::system::error_code error) {
  if (listener_ == nullptr) return;
  connect_error_ = error;
  network_.trace.note(error ? "no connection" : "connection", number_);
  if (!error) peer_ = network_.welcome(shared_from_this());
  const auto kept = shared_from_this();
  listener_->on_transport({.readable = false, .writable = true});
}

net::IoResult Wire::read(std::span<std::byte> into) {
  if (failure_) return {.status = net::IoStatus::failed, .error = failure_};
  if (inbox_.empty()) {
    if (ended_) return {.status = net::IoStatus::end};
    unread_ = false;
    return {.status = net::IoStatus::would_block};
  }
  const std::size_t count = std::min(into.size(), inbox_.size());
  std::memcpy(into.data(), inbox_.data(), count);
  inbox_.erase(0, count);
  return {net::IoStatus::done, count};
}

net::IoResult Wire::write(std::span<const std::byte> from) {
  if (failure_) return {.status = net::IoStatus::failed, .error = failure_};
  if (network_.agenda.now() < no_room_until_) return {.status = net::IoStatus::would_block};
  std::string bytes(reinterpret_cast<const char*>(from.data()), from.size());
  if (peer_ && !peer_->is_established()) {
    const Fault* cut =
        network_.faults.meet(FaultKind::handshake_cut, FaultKind::handshake_cut, number_);
    if (cut != nullptr) {
      break_off(network_.latency);
    } else {
      carry_up(std::move(bytes), {});
    }
    return {net::IoStatus::done, from.size()};
  }
  const Fault* fault =
      network_.faults.meet(FaultKind::up_split, FaultKind::up_no_room, ++network_.pieces_up_count);
  if (network_.faults.meet(FaultKind::crash_at_write, FaultKind::crash_at_write,
                           network_.pieces_up_count) != nullptr) {
    network_.power_cut();
  }
  if (fault == nullptr) {
    carry_up(std::move(bytes), {});
    return {net::IoStatus::done, from.size()};
  }
  network_.trace.note(name_of(fault->kind), number_);
  if (fault->kind == FaultKind::up_no_room) {
    no_room_until_ = network_.agenda.now() + fault->span;
    const std::size_t taken = std::max<std::size_t>(from.size() / 2, 1);
    carry_up(bytes.substr(0, taken), {});
    return {net::IoStatus::done, taken};
  }
  meet_up(*fault, std::move(bytes));
  return {net::IoStatus::done, from.size()};
}

void Wire::meet_up(const Fault& fault, std::string bytes) {
  const std::string half = bytes.substr(0, bytes.size() / 2);
  switch (fault.kind) {
    case FaultKind::up_split:
      carry_up(half, {});
      return carry_up(bytes.substr(half.size()), fault.span);
    case FaultKind::up_slow:
      return carry_up(std::move(bytes), fault.span);
    case FaultKind::up_cut:
      carry_up(half, {});
      return break_off(network_.latency);
    case FaultKind::up_lost:
      unacknowledged_ += bytes.size();
      return break_off(network_.latency);
    default:  // up_reset_behind
      carry_up(std::move(bytes), {});
      return break_off(network_.latency + milliseconds{5});
  }
}

/// A reset, towards both ends: what is on its way up still arrives, nothing comes down any more.
void Wire::break_off(Duration delay) {
  network_.agenda.after(delay, [wire = shared_from_this()] {
    wire->drop_peer();
    wire->broken_ = true;
    wire->failure_ = boost::asio::error::connection_reset;
    wire->announce();
  });
}

void Wire::await_writable() {
  const auto at = std::max(no_room_until_, network_.agenda.now() + microseconds{10});
  network_.agenda.at(at, [wire = shared_from_this()] {
    if (wire->listener_ != nullptr)
      wire->listener_->on_transport({.readable = false, .writable = true});
  });
}

std::size_t Wire::unacknowledged_bytes() const { return unacknowledged_; }

void Wire::carry_up(std::string bytes, Duration delay) {
  unacknowledged_ += bytes.size();
  const TimePoint written_at = network_.agenda.now();
  up_free_at_ = std::max(up_free_at_, written_at + network_.latency + delay);
  network_.agenda.at(up_free_at_,
                     [wire = shared_from_this(), bytes = std::move(bytes), written_at] {
                       wire->unacknowledged_ -= bytes.size();
                       if (wire->peer_) wire->peer_->on_bytes(bytes, written_at);
                     });
}

void Wire::send(std::string bytes) {
  if (broken_ || listener_ == nullptr) return;
  if (!peer_ || !peer_->is_established()) return carry_down(std::move(bytes), {});
  const Fault* fault = network_.faults.meet(FaultKind::down_split, FaultKind::down_reset,
                                            ++network_.pieces_down_count);
  if (fault == nullptr) return carry_down(std::move(bytes), {});
  network_.trace.note(name_of(fault->kind), number_);
  meet_down(*fault, std::move(bytes));
}

void Wire::meet_down(const Fault& fault, std::string bytes) {
  const std::string half = bytes.substr(0, bytes.size() / 2);
  switch (fault.kind) {
    case FaultKind::down_split:
      carry_down(half, {});
      return carry_down(bytes.substr(half.size()), fault.span);
    case FaultKind::down_slow:
      return carry_down(std::move(bytes), fault.span);
    case FaultKind::down_cut:
      carry_down(half, {});
      return end(StreamEnd::finish);
    default:  // down_reset
      return break_off(network_.latency);
  }
}

void Wire::carry_down(std::string bytes, Duration delay) {
  down_free_at_ = std::max(down_free_at_, network_.agenda.now() + network_.latency + delay);
  network_.agenda.at(down_free_at_, [wire = shared_from_this(), bytes = std::move(bytes)] {
    wire->arrived_down(bytes);
  });
}

void Wire::arrived_down(std::string_view bytes) {
  if (listener_ == nullptr || failure_ || ended_) return;
  inbox_ += bytes;
  announce();
}

void Wire::end(StreamEnd kind) {
  if (kind == StreamEnd::reset) return break_off(network_.latency);
  broken_ = true;
  down_free_at_ = std::max(down_free_at_, network_.agenda.now() + network_.latency);
  network_.agenda.at(down_free_at_, [wire = shared_from_this()] {
    wire->ended_ = true;
    wire->announce();
  });
}

/// Repeats until the client has read everything.
void Wire::announce() {
  constexpr std::uint32_t lost_each = 9;
  const std::uint32_t ordinal = ++network_.announcements_count;
  if (network_.plant == Plant::lost_readiness && ordinal % lost_each == 0) return;
  unread_ = true;
  if (announcing_ || listener_ == nullptr) return;
  announcing_ = true;
  const auto kept = shared_from_this();
  listener_->on_transport({.readable = true, .writable = false});
  announcing_ = false;
  if (!unread_ || listener_ == nullptr) return;
  network_.agenda.after(microseconds{10}, [kept] {
    if (kept->unread_ && kept->listener_ != nullptr) kept->announce();
  });
}

void Wire::close(net::CloseKind) {
  listener_ = nullptr;
  broken_ = true;
  const TimePoint at = std::max(up_free_at_, network_.agenda.now() + network_.latency);
  network_.agenda.at(at, [wire = shared_from_this()] { wire->drop_peer(); });
}

void Wire::drop_peer() {
  if (!peer_) return;
  peer_->on_end();
  network_.agenda.after({}, [gone = std::shared_ptr<Peer>(std::move(peer_))] {});
}

}  // namespace simulation
