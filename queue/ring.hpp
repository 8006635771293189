#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace queue {

/// x86-64 and ARMv8 servers alike; neighbours that are written by different threads keep apart by
/// it.
inline constexpr std::size_t cache_line_bytes = 64;

/// A bounded lock-free queue: any number of producer threads, one consumer thread.
///
/// Each slot carries a turn that says whose it is. For the value number n (counted from 0) in a
/// ring of C slots, slot n % C is free for n when its turn is n, and holds n when it is n + 1;
/// taking n out sets the turn to n + C, which is "free" one lap later.
///
///   producer: claim n (tail_), write the value, turn = n + 1 (release)
///   consumer: turn == n + 1? (acquire), move the value out, turn = n + C (release)
///   producer one lap later: turn == n + C? (acquire), so the move out happened before its write
///
/// Sleep and wake-up. The consumer that finds nothing calls `park()`, and sleeps only if it says
/// so; the producer whose push finds the consumer parked calls the waker, once per sleep. Both
/// sides write one flag and read the other behind a full fence (Dekker), so either the consumer
/// sees the value or the producer sees the sleeper: a wake-up is never lost, and costs nothing
/// while the consumer is awake.
template <class T>
class Ring {
  static_assert(std::is_nothrow_move_constructible_v<T>, "a throwing move would lose a slot");
  static_assert(std::is_nothrow_destructible_v<T>);

 public:
  /// \param capacity_min  at least this many values fit; rounded up to a power of two, at least 2
  /// \param waker         wakes the parked consumer; called on a producer's thread, must not throw
  explicit Ring(
      std::size_t capacity_min, std::function<void()> waker = [] {})
      : mask_(std::bit_ceil(capacity_min < 2 ? std::size_t{2} : capacity_min) - 1),
        slots_(std::make_unique<Slot[]>(mask_ + 1)),
        waker_(std::move(waker)) {
    for (std::size_t i = 0; i <= mask_; ++i) slots_[i].turn.store(i, std::memory_order_relaxed);
  }

  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  /// No producer or consumer may be inside a call.
  ~Ring() {
    while (try_pop()) {
    }
  }

  std::size_t capacity() const { return mask_ + 1; }

  /// Adds `value` and leaves it moved from, or returns false and leaves it as it was: full.
  /// Any thread.
  bool try_push(T& value) noexcept {
    std::uint64_t n = tail_.load(std::memory_order_relaxed);
    for (;;) {
      Slot& slot = slots_[n & mask_];
      // Pairs with the consumer's release of the turn: its move out is over before we write.
      const std::uint64_t turn = slot.turn.load(std::memory_order_acquire);
      if (turn == n) {
        // Relaxed: the claim hands over nothing, the slot's turn does.
        if (tail_.compare_exchange_weak(n, n + 1, std::memory_order_relaxed)) {
          ::new (static_cast<void*>(slot.storage.data())) T(std::move(value));
          slot.turn.store(n + 1, std::memory_order_release);  // pairs with the acquire in try_pop
          wake_if_parked();
          return true;
        }
      } else if (turn < n) {
        return false;  // still holds the value of one lap ago
      } else {
        n = tail_.load(std::memory_order_relaxed);  // another producer claimed n
      }
    }
  }
  bool try_push(T&& value) noexcept { return try_push(value); }

  /// The oldest value, or nothing. The consumer's thread only.
  std::optional<T> try_pop() noexcept {
    Slot& slot = slots_[head_ & mask_];
    // Pairs with the producer's release: its write of the value is over before we read.
    if (slot.turn.load(std::memory_order_acquire) != head_ + 1) return std::nullopt;
    T* stored = std::launder(reinterpret_cast<T*>(slot.storage.data()));
    std::optional<T> value(std::move(*stored));
    stored->~T();
    slot.turn.store(head_ + mask_ + 1, std::memory_order_release);  // pairs with try_push's acquire
    ++head_;
    return value;
  }

  /// Announces that the consumer is about to sleep. True: nothing waits, sleep until the waker is
  /// called. False: something came, do not sleep. The consumer's thread only.
  bool park() noexcept {
    parked_.store(true, std::memory_order_relaxed);
    // Full fence, partner of the one in wake_if_parked: our flag is visible before we look.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (slots_[head_ & mask_].turn.load(std::memory_order_acquire) != head_ + 1) return true;
    // A producer that took the flag first has called, or will call, the waker: harmless.
    parked_.store(false, std::memory_order_relaxed);
    return false;
  }

 private:
  struct alignas(cache_line_bytes) Slot {
    std::atomic<std::uint64_t> turn{0};
    alignas(T) std::array<std::byte, sizeof(T)> storage;
  };
  static_assert(sizeof(Slot) % cache_line_bytes == 0, "neighbours must not share a cache line");

  void wake_if_parked() noexcept {
    // Full fence, partner of the one in park: our value is visible before we look at the flag.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!parked_.load(std::memory_order_relaxed)) return;
    if (parked_.exchange(false, std::memory_order_relaxed)) waker_();  // one producer wins
  }

  const std::size_t mask_;
  const std::unique_ptr<Slot[]> slots_;
  const std::function<void()> waker_;
  alignas(cache_line_bytes) std::atomic<std::uint64_t> tail_{0};  // producers
  alignas(cache_line_bytes) std::uint64_t head_ = 0;              // consumer
  alignas(cache_line_bytes) std::atomic<bool> parked_{false};     // both, rarely written
};

}  // namespace queue
