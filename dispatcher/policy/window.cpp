#include "dispatcher/policy/window.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

namespace dispatcher {

namespace {

/// Of a window, what normal messages may use in a burst.
constexpr double burst_share = 0.8;
/// How late a spread message may be without the next ones being later too: timers tick in
/// milliseconds, and the rate must not suffer from it. Well below the spacing at the provider's
/// limit (33 ms), so that two never leave at once.
constexpr std::chrono::milliseconds spread_credit{10};

}  // namespace

Window::Window(const WindowOptions& options)
    : capacity_(static_cast<std::size_t>(std::floor(
          options.requests_per_second * std::chrono::duration<double>(options.window).count()))),
      burst_capacity_(static_cast<std::size_t>(static_cast<double>(capacity_) * burst_share)),
      window_(options.window + options.margin) {
  assert(options.requests_per_second >= 0);
  if (options.requests_per_second == 0) return;
  capacity_ = std::max<std::size_t>(capacity_, 1);
  burst_capacity_ = std::max<std::size_t>(burst_capacity_, 1);
  spacing_ = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(1.0 / options.requests_per_second));
}

TimePoint Window::next_possible(Priority priority, TimePoint now) {
  const TimePoint earliest = std::max(now, paused_until_);
  if (unlimited()) return earliest;
  release_until(now);
  const TimePoint slot_at = falls_below(capacity_);
  TimePoint in_turn = earliest;
  if (priority == Priority::bulk) in_turn = next_spread_at_;
  if (priority == Priority::normal) {
    in_turn = std::min(next_spread_at_, falls_below(burst_capacity_));
  }
  return std::max({earliest, slot_at, in_turn});
}

void Window::take(Priority priority, TimePoint now) {
  if (unlimited()) return;
  assert(next_possible(priority, now) <= now);
  static_cast<void>(priority);
  ++open_count_;
  next_spread_at_ = std::max(next_spread_at_, now - spread_credit) + spacing_;
}

void Window::give_back() {
  if (unlimited()) return;
  assert(open_count_ > 0);
  --open_count_;
  next_spread_at_ -= spacing_;  // it took nobody's turn
}

void Window::arrived(TimePoint arrived_latest) {
  if (unlimited()) return;
  assert(open_count_ > 0);
  --open_count_;
  bind_until(arrived_latest + window_);
}

void Window::pause_until(TimePoint until) { paused_until_ = std::max(paused_until_, until); }

TimePoint Window::falls_below(std::size_t count) const {
  const std::size_t bound = bound_count();
  if (bound < count) return TimePoint::min();
  // Of the slots whose time is known, the one that lets the others be fewer than `count`. Those of
  // unanswered requests free at a time that nobody knows yet.
  const std::size_t excess = bound - count;
  return excess < bound_until_.size() ? bound_until_[excess] : TimePoint::max();
}

void Window::release_until(TimePoint now) {
  while (!bound_until_.empty() && bound_until_.front() <= now) bound_until_.pop_front();
}

void Window::bind_until(TimePoint until) {
  // Answers come nearly in the order of their arrival: the place is near the end.
  auto place = bound_until_.end();
  while (place != bound_until_.begin() && *std::prev(place) > until) --place;
  bound_until_.insert(place, until);
}

}  // namespace dispatcher
