#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

struct WindowOptions {
  /// Mean over the window that the provider allows per Service; 0: no limit.
  /// \see https://www.twilio.com/docs/proxy/proxy-limits (30 requests/s, 5 s sliding window)
  double requests_per_second = 30;
  std::chrono::milliseconds window{5'000};
  /// Added to every slot's time: the two ends' clocks do not tick alike.
  std::chrono::milliseconds margin{5};
};

/// The provider's limit for one Service: at most rate x window requests may reach it within any
/// window. We see when a request left and when its answer came, not when it arrived: its slot stays
/// bound until one window after the last moment at which it can have arrived. A bucket that refills
/// by time alone would admit twice the limit. Pure; one thread.
///
/// Who may take a slot: urgent messages any; normal ones burst over most of a window and are then
/// spread; bulk ones are always spread, so that a fresh urgent message finds a slot.
class Window {
 public:
  explicit Window(const WindowOptions& options);

  /// Earliest time at which `priority` may take a slot, not before `now`; TimePoint::max() when
  /// that depends on an answer that has not come.
  TimePoint next_possible(Priority priority, TimePoint now);
  /// Takes a slot; `next_possible(priority, now) <= now`.
  void take(Priority priority, TimePoint now);

  /// The slot's request was not written.
  void give_back();
  /// The slot's request was written, and can have arrived until `arrived_latest`.
  void arrived(TimePoint arrived_latest);

  /// Nothing of the Service may leave before `until`; the later of two counts.
  void pause_until(TimePoint until);
  TimePoint paused_until() const { return paused_until_; }

  std::size_t capacity() const { return capacity_; }
  std::size_t bound_count() const { return open_count_ + bound_until_.size(); }

 private:
  bool unlimited() const { return capacity_ == 0; }
  /// When fewer than `count` slots are bound, if none is taken meanwhile; the past: now.
  TimePoint falls_below(std::size_t count) const;
  void release_until(TimePoint now);
  void bind_until(TimePoint until);

  std::size_t capacity_;
  std::size_t burst_capacity_;  // of normal messages
  std::chrono::nanoseconds window_;
  std::chrono::nanoseconds spacing_{};  // 1 / rate
  std::size_t open_count_ = 0;          // taken, and when they arrived is not known yet
  std::deque<TimePoint> bound_until_;   // ascending
  TimePoint next_spread_at_{};          // when the next spread message is on time
  TimePoint paused_until_{};
};

}  // namespace dispatcher
