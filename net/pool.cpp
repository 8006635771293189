#include "net/pool.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "net/pool_impl.hpp"

namespace net {
namespace {

ConnectionTimeouts timeouts_of(const PoolOptions& options) {
  return {.connect = options.connect_timeout,
          .handshake = options.handshake_timeout,
          .write = options.write_timeout,
          .response = options.response_timeout,
          .linger = options.linger_timeout,
          .idle = options.idle_timeout,
          .age_max = options.age_max};
}

}  // namespace

Pool::Impl::Impl(Runtime& runtime, std::shared_ptr<TlsContext> tls, Endpoint endpoint,
                 PoolOptions options, PoolListener& listener)
    : endpoint_(std::move(endpoint)),
      options_(std::move(options)),
      listener_(listener),
      shared_{runtime,
              endpoint_.host,
              timeouts_of(options_),
              *this,
              std::make_shared<Trust>(std::move(tls)),
              ReaderList{options_.captured_fields}},
      addresses_(runtime, endpoint_, options_.resolve_timeout,
                 [this](boost::system::error_code error) { on_looked_up(error); }),
      opener_(runtime.timers(), [this] { open_wanted(); }) {
  assert(options_.connections_max > 0);
  assert(options_.handshakes_max > 0);
  assert(options_.captured_fields.size() <= captured_fields_max);
}

std::size_t Pool::Impl::open_count() const {
  return ready_.size() + busy_count_ + lingering_count_ + opening_count_;
}

std::size_t Pool::Impl::to_open_count() const {
  const auto useful = ready_.size() + busy_count_ + opening_count_;
  const auto missing = wanted_count_ > useful ? wanted_count_ - useful : 0;
  return std::min(missing, options_.connections_max - open_count());
}

void Pool::Impl::want(std::size_t count) {
  if (draining_) return;
  wanted_count_ = std::min(count, options_.connections_max);
  if (to_open_count() > 0) opener_.arm_at(shared_.runtime.now());
}

void Pool::Impl::open_wanted() {
  while (to_open_count() > 0 && opening_count_ < options_.handshakes_max) {
    if (!addresses_.is_fresh()) addresses_.look_up();
    if (!addresses_.is_usable()) return;  // on_looked_up goes on
    auto& slot = free_slot();
    ++opening_count_;
    slot.first_address = addresses_.next_start();
    slot.addresses_tried = 0;
    connect(slot);
  }
  // Reached: connections that close later are not opened again by themselves.
  if (to_open_count() == 0) wanted_count_ = 0;
}

Pool::Impl::Slot& Pool::Impl::free_slot() {
  if (free_.empty()) {
    slots_.push_back(std::make_unique<Slot>(shared_));
    return *slots_.back();
  }
  auto& slot = *free_.back();
  free_.pop_back();
  return slot;
}

void Pool::Impl::connect(Slot& slot) {
  slot.address = addresses_.at(slot.first_address + slot.addresses_tried);
  slot.open(slot.address);
}

void Pool::Impl::on_looked_up(boost::system::error_code error) {
  if (!error) return open_wanted();
  fail_opening(error, "looking up " + endpoint_.host + " failed: " + error.message());
}

void Pool::Impl::fail_opening(boost::system::error_code error, std::string_view detail) {
  wanted_count_ = 0;
  ++counters_.connects_failed;
  listener_.on_connect_failed(error, detail);
}

void Pool::Impl::on_connect_failed(Connection& connection, boost::system::error_code error) {
  auto& slot = static_cast<Slot&>(connection);
  ++slot.addresses_tried;
  if (slot.addresses_tried < addresses_.count()) return connect(slot);
  --opening_count_;
  release(slot);
  addresses_.distrust();
  fail_opening(error, "connecting to " + endpoint_.host + " (last tried: " +
                          to_string(slot.address) + ") failed: " + error.message());
}

void Pool::Impl::on_handshake_failed(Connection& connection, boost::system::error_code error,
                                     std::string_view detail) {
  --opening_count_;
  release(connection);
  fail_opening(error, detail);
}

void Pool::Impl::on_opened(Connection& connection, bool resumed) {
  --opening_count_;
  ++counters_.connections_opened;
  if (resumed) ++counters_.handshakes_resumed;
  if (!resumed) counters_.certificate_ends = connection.certificate_ends();
  static_cast<Slot&>(connection).is_used = false;
  ready_.push_back(static_cast<Slot*>(&connection));
  open_wanted();
  listener_.on_ready();
}

void Pool::Impl::post(std::uint64_t tag, std::string_view request) {
  assert(!ready_.empty());
  auto& slot = *ready_.back();
  ready_.pop_back();
  ++busy_count_;
  if (std::exchange(slot.is_used, true)) ++counters_.exchanges_reused;
  slot.post(tag, request);
}

void Pool::Impl::on_ended(Connection& connection, const Exchange& exchange) {
  --busy_count_;
  if (connection.is_ready() && draining_) connection.close();
  if (connection.is_ready())
    ready_.push_back(static_cast<Slot*>(&connection));
  else if (connection.is_lingering())
    ++lingering_count_;
  else
    release(connection);
  listener_.on_exchange(exchange);
}

bool Pool::Impl::may_linger() {
  constexpr std::size_t share = 10;
  return !draining_ && lingering_count_ < std::max(options_.connections_max / share, {1});
}

void Pool::Impl::on_linger_ended(Connection& connection, const Exchange& exchange) {
  --lingering_count_;
  release(connection);
  listener_.on_late_exchange(exchange);
}

void Pool::Impl::on_idle_closed(Connection& connection) {
  std::erase(ready_, &connection);
  release(connection);
}

void Pool::Impl::trust(std::shared_ptr<TlsContext> tls) {
  shared_.trust = std::make_shared<Trust>(std::move(tls));
  close_ready();
  for (const auto& slot : slots_)
    if (slot->is_opening() && slot->is_outdated()) {
      slot->close();
      connect(*slot);
    }
}

void Pool::Impl::configure(const PoolOptions& options) {
  assert(options.handshakes_max > 0);
  options_.handshakes_max = options.handshakes_max;
  shared_.timeouts = timeouts_of(options);
  addresses_.configure(options.resolve_timeout);
}

void Pool::Impl::close_ready() {
  for (auto* slot : ready_) {
    slot->close();
    release(*slot);
  }
  ready_.clear();
}

void Pool::Impl::drain() {
  draining_ = true;
  wanted_count_ = 0;
  opening_count_ = 0;
  opener_.cancel();
  addresses_.cancel();
  for (const auto& slot : slots_)
    if (slot->is_opening()) {
      slot->close();
      release(*slot);
    }
  close_ready();
}

Pool::Pool(Runtime& runtime, std::shared_ptr<TlsContext> tls, Endpoint endpoint,
           PoolOptions options, PoolListener& listener)
    : impl_(std::make_unique<Impl>(runtime, std::move(tls), std::move(endpoint), std::move(options),
                                   listener)) {}
Pool::~Pool() = default;

std::size_t Pool::ready_count() const { return impl_->ready_count(); }
std::size_t Pool::busy_count() const { return impl_->busy_count(); }
std::size_t Pool::lingering_count() const { return impl_->lingering_count(); }
std::size_t Pool::opening_count() const { return impl_->opening_count(); }
void Pool::want(std::size_t count) { impl_->want(count); }
void Pool::post(std::uint64_t tag, std::string_view request) { impl_->post(tag, request); }
void Pool::trust(std::shared_ptr<TlsContext> tls) { impl_->trust(std::move(tls)); }
void Pool::configure(const PoolOptions& options) { impl_->configure(options); }
void Pool::drain() { impl_->drain(); }
const PoolCounters& Pool::counters() const { return impl_->counters(); }

}  // namespace net
