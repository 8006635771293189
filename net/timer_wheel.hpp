#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "net/exchange.hpp"

namespace net {

/// A link of an intrusive ring; alone it points at itself.
struct TimerLink {
  TimerLink* previous = this;
  TimerLink* next = this;
};

class TimerWheel;

/// A deadline on a wheel. Arming and cancelling cost a few instructions and no memory, so every
/// request can have one. Destroying it cancels it. One thread.
class Timer : private TimerLink {
 public:
  /// `expired` runs on the wheel's thread, at or after the due time. It may arm, cancel and destroy
  /// any timer, but may not destroy its own. The wheel outlives the timer.
  Timer(TimerWheel& wheel, std::function<void()> expired);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Runs `expired` once at `due`, or up to a tick later; replaces what was armed before.
  void arm_at(TimePoint due);
  void cancel();
  bool is_armed() const { return armed_; }

 private:
  friend class TimerWheel;
  TimerWheel& wheel_;
  std::function<void()> expired_;
  std::int64_t due_tick_ = 0;
  bool armed_ = false;
};

/// A hashed wheel: a timer hangs in the slot of its tick, a bit per slot says where anything hangs.
/// Deadlines beyond one turn of the wheel stay in their slot for as many turns as they need. Reads
/// no clock.
class TimerWheel {
 public:
  static constexpr std::chrono::nanoseconds tick = std::chrono::milliseconds{8};
  static constexpr std::size_t slot_count = 4096;  // one turn is about 33 s

  TimerWheel();
  ~TimerWheel();  // every timer is gone or cancelled by then
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  /// Runs everything due at `now`; what the callbacks arm for a time up to `now` waits a tick.
  void advance(TimePoint now);

  /// When `advance` next has something to look at; never later than the earliest deadline, possibly
  /// earlier. Empty: nothing is armed.
  std::optional<TimePoint> next_wake() const;

  /// Called when a timer is armed for an earlier time than any told by this call, or by `next_wake`
  /// at the end of `advance`.
  std::function<void(TimePoint due)> on_earlier_wake;

 private:
  friend class Timer;
  static constexpr std::size_t word_bits = 64;
  static_assert(slot_count % word_bits == 0 && (slot_count & (slot_count - 1)) == 0);

  static std::int64_t tick_before(TimePoint time);
  static std::size_t slot_of(std::int64_t tick_number);
  void add(Timer& timer, TimePoint due);
  void remove(Timer& timer);
  std::optional<std::int64_t> next_occupied_tick() const;
  void collect_due(std::int64_t tick_number, std::int64_t now_tick, TimerLink& due);

  std::array<TimerLink, slot_count> slots_;
  std::array<std::uint64_t, slot_count / word_bits> occupied_{};
  std::int64_t current_tick_ = 0;  // every slot up to here has been looked at
  std::int64_t wake_tick_;         // what the driver was last told
  std::size_t armed_count_ = 0;
};

}  // namespace net
