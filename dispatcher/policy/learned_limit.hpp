#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// How many requests a provider takes in a window, when it takes fewer than was configured: what it
/// took in the window before it refused one is what it takes. From there the limit is tried upwards
/// while nothing is refused, slowly at first. Pure; one thread.
class LearnedLimit {
 public:
  /// Nothing is tried sooner after a refusal.
  static constexpr std::chrono::seconds clean_time{10};
  /// The largest step upwards, a window.
  static constexpr std::size_t step_max = 32;

  /// \param configured  never exceeded; at least 1
  LearnedLimit(std::size_t configured, std::chrono::nanoseconds window)
      : configured_(configured), window_(window), current_(configured) {}

  std::size_t configured() const { return configured_; }
  std::size_t current() const { return current_; }
  bool is_lowered() const { return current_ < configured_; }
  /// No sooner is more tried.
  TimePoint raise_at() const { return raise_at_; }

  /// One was refused, and `taken_count` were taken in the window before it.
  void read(std::size_t taken_count, TimePoint now) {
    current_ = std::clamp<std::size_t>(taken_count, 1, current_);
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
  }

 private:
  std::size_t configured_;
  std::chrono::nanoseconds window_;
  std::size_t current_;
  std::size_t step_ = 1;
  bool was_reached_ = false;  // since it was last changed
  TimePoint raise_at_{};
};

}  // namespace dispatcher
