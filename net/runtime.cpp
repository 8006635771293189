#include "net/runtime.hpp"

#include <time.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <thread>

#include "net/dns_resolver.hpp"
#include "net/poller.hpp"
#include "net/tcp_transport.hpp"

namespace net {

struct Runtime::Impl {
  explicit Impl(std::uint64_t random_seed, Runtime& runtime)
      : engine(random_seed),
        driver(io),
        poller(io, [&runtime] { return runtime.refresh_now(); }),
        connector(poller),
        resolver(io) {}

  boost::asio::io_context io{1};  // one thread runs it
  std::mt19937_64 engine;
  boost::asio::steady_timer driver;
  Poller poller;
  TcpConnector connector;
  DnsResolver resolver;
};

Runtime::Runtime(std::uint64_t random_seed) : impl_(std::make_unique<Impl>(random_seed, *this)) {
  wheel_.on_earlier_wake = [this](TimePoint due) { wake_at(due); };
  now_ = Runtime::read_clock();
}

Runtime::~Runtime() = default;

boost::asio::io_context& Runtime::io() { return impl_->io; }

double Runtime::random() {
  constexpr int mantissa_bits = 53;
  return static_cast<double>(impl_->engine() >> (64 - mantissa_bits)) * 0x1p-53;
}

void Runtime::pause(std::chrono::microseconds duration) { std::this_thread::sleep_for(duration); }

void Runtime::serve_sockets() { impl_->poller.serve(); }

void Runtime::run_timers() {
  wheel_.advance(refresh_now());
  if (const auto due = wheel_.next_wake()) wake_at(*due);
}

Connector& Runtime::connector() { return impl_->connector; }

Resolver& Runtime::resolver() { return impl_->resolver; }

TimePoint Runtime::read_clock() const {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return TimePoint{std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec}};
}

WallTime Runtime::read_wall_clock() const {
  return std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
}

void Runtime::wake_at(TimePoint due) {
  const auto delay = std::max(due - read_clock(), TimePoint::duration::zero());
  impl_->driver.expires_after(delay);
  impl_->driver.async_wait([this](boost::system::error_code error) {
    if (!error) run_timers();
  });
}

}  // namespace net
