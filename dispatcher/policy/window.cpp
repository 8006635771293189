#include "dispatcher/policy/window.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <utility>

namespace dispatcher {

namespace {

/// Of a window, what normal messages may use in a burst.
constexpr double burst_share = 0.8;
/// How late a spread message may be without the next ones being later too: a busy machine wakes the
/// loop late, and the rate must not suffer. A few leave together then, 3 of them at the provider's
/// limit. One that comes later was not waited for. Measured in a model whose loop is up to 30 ms
/// late: with 10 ms 88.6 % of the limit are used, with 100 ms 99.4 %.
constexpr std::chrono::milliseconds spread_lateness_max{100};

/// Requests that are not answered after this long do not keep a limit from being read off.
constexpr std::chrono::seconds reading_max{1};

std::size_t configured_limit(const WindowOptions& options) {
  assert(options.requests_per_second >= 0);
  const double length = std::chrono::duration<double>(options.window).count();
  const auto whole = static_cast<std::size_t>(std::floor(options.requests_per_second * length));
  return std::max<std::size_t>(whole, 1);
}

}  // namespace

Window::Window(const WindowOptions& options)
    : options_(options),
      unlimited_(options.requests_per_second == 0),
      length_(options.window),
      window_(options.window + options.margin),
      limit_(configured_limit(options), window_) {}

void Window::configure(const WindowOptions& options, TimePoint now) {
  if (options == options_) return;
  const bool was_unlimited = unlimited_;
  const std::chrono::nanoseconds length = options.window;
  const std::chrono::nanoseconds grown = length + options.margin - window_;
  options_ = options;
  unlimited_ = options.requests_per_second == 0;
  length_ = length;
  window_ += grown;
  limit_.configure(configured_limit(options), window_);
  if (unlimited_) {
    bound_until_.clear();
    reading_.reset();
    return;
  }
  for (TimePoint& until : bound_until_) until += grown;
  pause_until(now + (was_unlimited ? window_ : std::max(grown, std::chrono::nanoseconds{0})));
  next_spread_at_ = std::min(next_spread_at_, now + length_);
}

std::size_t Window::burst_capacity() const {
  const auto share = static_cast<double>(limit_.current()) * burst_share;
  return std::max<std::size_t>(static_cast<std::size_t>(share), 1);
}

TimePoint Window::next_possible(Priority priority, TimePoint now) {
  const TimePoint earliest = std::max(now, paused_until_);
  if (unlimited()) return earliest;
  release_until(now);
  if (reading_ && open_count_ > 0 && reading_->ends_at > now) return reading_->ends_at;
  if (reading_) end_reading(now);
  limit_.pass(now);
  const TimePoint slot_at = falls_below(limit_.current());
  if (slot_at > now) limit_.reached();
  TimePoint in_turn = earliest;
  if (priority == Priority::bulk) in_turn = next_spread_at_;
  if (priority == Priority::normal) {
    in_turn = std::min(next_spread_at_, falls_below(burst_capacity()));
  }
  return std::max({earliest, slot_at, in_turn});
}

void Window::take(Priority priority, TimePoint now) {
  assert(unlimited() || next_possible(priority, now) <= now);
  static_cast<void>(priority);
  ++open_count_;
  if (unlimited()) return;
  const bool in_time = now <= next_spread_at_ + spread_lateness_max;
  // What is refused frees its slot and not its turn: many of those must not add up.
  next_spread_at_ = std::min((in_time ? next_spread_at_ : now) + spacing(), now + length_);
}

void Window::give_back() {
  assert(open_count_ > 0);
  --open_count_;
  if (unlimited()) return;
  next_spread_at_ -= spacing();  // it took nobody's turn
}

void Window::arrived(TimePoint arrived_latest) {
  assert(open_count_ > 0);
  --open_count_;
  if (unlimited()) return;
  bind_until(arrived_latest + window_);
  if (reading_) ++reading_->taken_count;
}

void Window::bind(TimePoint arrived_latest) {
  if (unlimited()) return;
  bind_until(arrived_latest + window_);
  if (bound_until_.size() > limit_.current()) bound_until_.pop_front();
}

void Window::refused(TimePoint arrived_latest, TimePoint now, bool learns) {
  assert(open_count_ > 0);
  --open_count_;  // what is refused is assumed to count for nothing
  if (unlimited()) return;
  if (!reading_) reading_ = Reading{.ends_at = now + reading_max};
  if (!learns || std::exchange(reading_->learns, true)) return;
  const TimePoint from = arrived_latest - length_ + window_;
  const auto first = std::ranges::upper_bound(bound_until_, from);
  reading_->taken_count = static_cast<std::size_t>(bound_until_.end() - first);
}

/// Those that are not answered yet are taken for accepted.
void Window::end_reading(TimePoint now) {
  if (reading_->learns) limit_.read(reading_->taken_count + open_count_, now);
  reading_.reset();
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
