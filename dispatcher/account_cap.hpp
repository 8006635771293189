#pragma once

#include <atomic>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>

#include "dispatcher/policy/learned_limit.hpp"

namespace dispatcher {

/// Requests of one account in flight, over all shards: the provider caps them, and does not say at
/// how many. Any thread; the times are of one clock.
/// \see https://www.twilio.com/docs/api/errors/20429
class AccountCap {
 public:
  /// A learned cap is tried upwards once in this time.
  static constexpr std::chrono::seconds raise_period{5};

  /// \param in_flight_max  never exceeded; 0: no cap, until one is learned
  explicit AccountCap(std::uint32_t in_flight_max)
      : limit_(bound(in_flight_max), raise_period),
        configured_(limit_.current()),
        cap_(limit_.current()) {}

  /// Another bound from now on; 0: none. Those in flight stay, whatever it is; what was learned
  /// still holds where it is lower.
  void configure(std::uint32_t in_flight_max) {
    const std::scoped_lock lock(mutex_);
    const std::size_t configured = bound(in_flight_max);
    if (configured == limit_.configured()) return;
    limit_.configure(configured, raise_period);
    configured_.store(configured, std::memory_order_relaxed);
    publish();
  }

  /// One more request may leave; `release` when it has ended.
  bool try_acquire(TimePoint now) {
    // Relaxed: the count hands over no other data.
    const std::uint64_t before = in_flight_.fetch_add(1, std::memory_order_relaxed);
    if (before < cap_.load(std::memory_order_relaxed)) return true;
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    if (now >= raise_at_.load(std::memory_order_relaxed)) raise(now);
    return false;
  }
  void release() {
    const std::uint64_t before = in_flight_.fetch_sub(1, std::memory_order_relaxed);
    assert(before > 0);
    static_cast<void>(before);
  }

  std::uint64_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  /// As configured, or as learned.
  std::uint64_t cap() const { return cap_.load(std::memory_order_relaxed); }
  /// As configured; the largest 32-bit number: no cap.
  std::uint64_t configured() const { return configured_.load(std::memory_order_relaxed); }
  bool full() const { return in_flight() >= cap(); }

  /// A request, released by now, was refused because too many were in flight: as many as there are
  /// now were not.
  void refused(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    limit_.read(in_flight(), now);
    publish();
  }

 private:
  static std::size_t bound(std::uint32_t in_flight_max) {
    return in_flight_max == 0 ? std::numeric_limits<std::uint32_t>::max() : in_flight_max;
  }
  /// The cap is reached, and it is time to try one that is higher.
  void raise(TimePoint now) {
    const std::scoped_lock lock(mutex_);
    limit_.reached();
    limit_.pass(now);
    publish();
  }
  void publish() {
    cap_.store(limit_.current(), std::memory_order_relaxed);
    raise_at_.store(limit_.is_lowered() ? limit_.raise_at() : TimePoint::max(),
                    std::memory_order_relaxed);
  }

  std::mutex mutex_;
  LearnedLimit limit_;  // guarded
  std::atomic<std::uint64_t> configured_;
  std::atomic<std::uint64_t> cap_;
  std::atomic<TimePoint> raise_at_{TimePoint::max()};
  std::atomic<std::uint64_t> in_flight_{0};
};

}  // namespace dispatcher
