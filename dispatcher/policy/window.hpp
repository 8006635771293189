#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

#include "dispatcher/message/message.hpp"
#include "dispatcher/policy/learned_limit.hpp"

namespace dispatcher {

struct WindowOptions {
  /// Mean over the window that the provider allows per Service; 0: no limit.
  /// \see https://www.twilio.com/docs/proxy/proxy-limits (30 requests/s, 5 s sliding window)
  double requests_per_second = 30;
  std::chrono::milliseconds window{5'000};
  /// Added to every slot's time: the two ends' clocks do not tick alike.
  std::chrono::milliseconds margin{5};

  bool operator==(const WindowOptions&) const = default;
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

  /// Other limits from now on: from `now` no window sees more than they allow. What is bound stays
  /// bound; where it is not known what still counts (no limit held, or that of a shorter window),
  /// nothing may leave until it is over.
  void configure(const WindowOptions& options, TimePoint now);

  /// Earliest time at which `priority` may take a slot, not before `now`; TimePoint::max() when
  /// that depends on an answer that has not come.
  TimePoint next_possible(Priority priority, TimePoint now);
  /// Takes a slot; `next_possible(priority, now) <= now`.
  void take(Priority priority, TimePoint now);

  /// The slot's request was not written.
  void give_back();
  /// The slot's request was written, and can have arrived until `arrived_latest`.
  void arrived(TimePoint arrived_latest);

  /// A request that took no slot here, of an earlier process, can have arrived until
  /// `arrived_latest`. Of very many the latest count, as many as there are slots.
  void bind(TimePoint arrived_latest);

  /// The slot's request, which can have arrived until `arrived_latest`, was refused. The window
  /// stays closed until the requests on their way are answered, a second at most. `learns`: what
  /// the provider has taken by then is the limit from now on.
  void refused(TimePoint arrived_latest, TimePoint now, bool learns);
  /// A slot that was taken may be used still: not while the window is closed, nor when the limit
  /// turned out to be lower than what is bound.
  bool may_write() const { return unlimited() || (!reading_ && bound_count() <= capacity()); }
  /// Slots bound, of those there are.
  double use() const {
    return unlimited() ? 0 : static_cast<double>(bound_count()) / static_cast<double>(capacity());
  }

  /// Nothing of the Service may leave before `until`; the later of two counts.
  void pause_until(TimePoint until);
  TimePoint paused_until() const { return paused_until_; }

  /// Requests a window: as configured, or as learned. 0: no limit.
  std::size_t capacity() const { return unlimited() ? 0 : limit_.current(); }
  std::size_t configured_capacity() const { return unlimited() ? 0 : limit_.configured(); }
  std::size_t bound_count() const { return open_count_ + bound_until_.size(); }
  /// Slots taken whose requests have not ended.
  std::size_t unanswered_count() const { return unlimited() ? 0 : open_count_; }

 private:
  struct Reading {
    TimePoint ends_at{};          // at the latest
    bool learns = false;          // else the window is closed, and no more
    std::size_t taken_count = 0;  // in the window before the first refusal, as far as is known
  };
  bool unlimited() const { return unlimited_; }
  std::size_t burst_capacity() const;
  std::chrono::nanoseconds spacing() const { return length_ / limit_.current(); }
  void end_reading(TimePoint now);
  /// When fewer than `count` slots are bound, if none is taken meanwhile; the past: now.
  TimePoint falls_below(std::size_t count) const;
  void release_until(TimePoint now);
  void bind_until(TimePoint until);

  WindowOptions options_;
  bool unlimited_;
  std::chrono::nanoseconds length_;  // as the provider counts
  std::chrono::nanoseconds window_;  // with the margin
  LearnedLimit limit_;
  std::optional<Reading> reading_;
  std::size_t open_count_ = 0;  // taken, and when they arrived is not known yet; without limit too
  std::deque<TimePoint> bound_until_;  // ascending
  TimePoint next_spread_at_{};         // when the next spread message is on time
  TimePoint paused_until_{};
};

}  // namespace dispatcher
