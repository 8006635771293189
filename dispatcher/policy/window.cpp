#include "dispatcher/policy/window.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

namespace dispatcher {

namespace {

/// Of a window, what normal messages may use in a burst.
constexpr double burst_share = 0.8;
/// A spread message that comes late may be made up for by this many: timers tick in milliseconds,
/// and the rate must not suffer from it.
constexpr int late_spread_max = 2;

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
  spread_credit_ = late_spread_max * spacing_;
}

TimePoint Window::next_possible(Priority priority, TimePoint now) {
  const TimePoint earliest = std::max(now, paused_until_);
  if (unlimited()) return earliest;
  release_until(now);
  const std::size_t bound = bound_count();
  const bool may_burst =
      priority == Priority::urgent || (priority == Priority::normal && bound < burst_capacity_);
  const TimePoint in_turn = may_burst ? earliest : std::max(earliest, next_spread_at_);
  if (bound < capacity_) return in_turn;
  // The slots of unanswered requests free at a time that nobody knows yet; of the others, the one
  // that lets the count fall below the capacity.
  const std::size_t excess = bound - capacity_;
  if (excess >= bound_until_.size()) return TimePoint::max();
  return std::max(in_turn, bound_until_[excess]);
}

void Window::take(Priority priority, TimePoint now) {
  if (unlimited()) return;
  assert(next_possible(priority, now) <= now);
  static_cast<void>(priority);
  ++open_count_;
  next_spread_at_ = std::max(next_spread_at_, now - spread_credit_) + spacing_;
}

void Window::give_back() {
  if (unlimited()) return;
  assert(open_count_ > 0);
  --open_count_;
}

void Window::arrived(TimePoint arrived_latest) {
  if (unlimited()) return;
  give_back();
  bind_until(arrived_latest + window_);
}

void Window::pause_until(TimePoint until) { paused_until_ = std::max(paused_until_, until); }

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
