#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// How many requests a provider takes in a window, when it takes fewer than was configured: what it
/// took in the window before it refused one is what it takes. From there the limit is tried upwards
/// while nothing is refused, slowly at first.
///
/// A provider that refuses one now and then without any limit would wear it down, one reading after
/// the other: a limit that keeps being refused although each reading lowered it a little is none,
/// and what it was before the series counts again. Pure; one thread.
class LearnedLimit {
 public:
  /// Nothing is tried sooner after a refusal.
  static constexpr std::chrono::seconds clean_time{10};
  /// The largest step upwards, a window.
  static constexpr std::size_t step_max = 32;
  /// Refusals so near to the first are one reading.
  static constexpr std::chrono::seconds reading_time{1};
  /// Small readings in a row that are believed, and how long no small one is when there were more.
  static constexpr std::size_t small_readings_max = 3;
  static constexpr std::chrono::seconds disbelief_time{60};

  /// \param configured  never exceeded; at least 1
  LearnedLimit(std::size_t configured, std::chrono::nanoseconds window)
      : configured_(configured),
        window_(window),
        current_(configured),
        before_reading_(configured),
        before_series_(configured) {}

  std::size_t configured() const { return configured_; }
  std::size_t current() const { return current_; }
  bool is_lowered() const { return current_ < configured_; }
  /// No sooner is more tried.
  TimePoint raise_at() const { return raise_at_; }

  /// Another limit, of another window, from now on. What was learned still holds where it is lower,
  /// and may rise to it.
  void configure(std::size_t configured, std::chrono::nanoseconds window) {
    const auto learned = static_cast<double>(current_) * (static_cast<double>(window.count()) /
                                                          static_cast<double>(window_.count()));
    const auto whole = std::max<std::size_t>(static_cast<std::size_t>(learned), 1);
    current_ = is_lowered() ? std::min(whole, configured) : configured;
    configured_ = configured;
    window_ = window;
    before_reading_ = current_;
    before_series_ = current_;
    small_readings_ = 0;
  }

  /// One was refused, and `taken_count` were taken in the window before it.
  void read(std::size_t taken_count, TimePoint now) {
    if (now >= reading_ends_at_) begin_reading(now);
    const std::size_t limit = std::clamp<std::size_t>(taken_count, 1, current_);
    if (is_small(limit) && now < disbelieves_until_) return;
    current_ = limit;
    step_ = 1;
    was_reached_ = false;
    raise_at_ = now + clean_time;
  }
  /// All that the limit allows was used: it is worth trying more.
  void reached() { was_reached_ = true; }
  /// Raises the limit when it is time.
  void pass(TimePoint now) {
    if (!is_lowered() || now < raise_at_ || !was_reached_) return;
    current_ = std::min(current_ + step_, configured_);
    step_ = std::min(step_ * 2, step_max);
    was_reached_ = false;
    raise_at_ = now + window_;
    small_readings_ = 0;
    reading_ends_at_ = now;  // what is refused from now on is another reading
    before_reading_ = current_;
  }

 private:
  /// By no more than 5 %, at least one.
  bool is_small(std::size_t limit) const {
    return before_reading_ - limit <= std::max<std::size_t>(before_reading_ / 20, 1);
  }
  void begin_reading(TimePoint now) {
    const bool after_small = before_reading_ > current_ && is_small(current_);
    if (!after_small) {
      small_readings_ = 0;
      before_series_ = current_;
    } else if (++small_readings_ == small_readings_max) {
      small_readings_ = 0;
      current_ = before_series_;
      disbelieves_until_ = now + disbelief_time;
    }
    before_reading_ = current_;
    reading_ends_at_ = now + reading_time;
  }

  std::size_t configured_;
  std::chrono::nanoseconds window_;
  std::size_t current_;
  std::size_t step_ = 1;
  bool was_reached_ = false;  // since it was last changed
  TimePoint raise_at_{};
  std::size_t before_reading_;  // the limit when the last reading began, or as raised since
  std::size_t before_series_;   // and when the first of the small ones did
  std::size_t small_readings_ = 0;
  TimePoint reading_ends_at_{};
  TimePoint disbelieves_until_{};
};

}  // namespace dispatcher
