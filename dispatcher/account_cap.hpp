#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>

namespace dispatcher {

/// Requests of one account in flight, over all shards: the provider caps them.
/// \see https://www.twilio.com/docs/api/errors/20429
class AccountCap {
 public:
  /// \param in_flight_max  0: no cap
  explicit AccountCap(std::uint32_t in_flight_max) : in_flight_max_(in_flight_max) {}

  /// One more request may leave; `release` when it has ended. Any thread.
  bool try_acquire() {
    // Relaxed: the count hands over no other data.
    const std::uint32_t before = in_flight_.fetch_add(1, std::memory_order_relaxed);
    if (in_flight_max_ == 0 || before < in_flight_max_) return true;
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }
  bool full() const {
    return in_flight_max_ != 0 && in_flight_.load(std::memory_order_relaxed) >= in_flight_max_;
  }
  void release() {
    const std::uint32_t before = in_flight_.fetch_sub(1, std::memory_order_relaxed);
    assert(before > 0);
    static_cast<void>(before);
  }

 private:
  const std::uint32_t in_flight_max_;
  std::atomic<std::uint32_t> in_flight_{0};
};

}  // namespace dispatcher
