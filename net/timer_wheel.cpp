#include "net/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace net {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

void unlink(TimerLink& link) {
  link.previous->next = link.next;
  link.next->previous = link.previous;
  link.previous = link.next = &link;
}

void append(TimerLink& ring, TimerLink& link) {
  link.previous = ring.previous;
  link.next = &ring;
  ring.previous->next = &link;
  ring.previous = &link;
}

}  // namespace

Timer::Timer(TimerWheel& wheel, std::function<void()> expired)
    : wheel_(wheel), expired_(std::move(expired)) {}

Timer::~Timer() { cancel(); }

void Timer::arm_at(TimePoint due) {
  cancel();
  wheel_.add(*this, due);
}

void Timer::cancel() {
  if (armed_) wheel_.remove(*this);
}

TimerWheel::TimerWheel() : wake_tick_(never) {}

TimerWheel::~TimerWheel() { assert(armed_count_ == 0); }

std::int64_t TimerWheel::tick_before(TimePoint time) {
  return time.time_since_epoch().count() / tick.count();
}

std::size_t TimerWheel::slot_of(std::int64_t tick_number) {
  return static_cast<std::size_t>(tick_number) & (slot_count - 1);
}

void TimerWheel::add(Timer& timer, TimePoint due) {
  const auto due_tick = tick_before(due + tick - std::chrono::nanoseconds{1});  // rounded up
  timer.due_tick_ = std::max(due_tick, current_tick_ + 1);
  const auto slot = slot_of(timer.due_tick_);
  append(slots_[slot], timer);
  occupied_[slot / word_bits] |= std::uint64_t{1} << (slot % word_bits);
  timer.armed_ = true;
  ++armed_count_;
  if (timer.due_tick_ < wake_tick_) {
    wake_tick_ = timer.due_tick_;
    if (on_earlier_wake) on_earlier_wake(TimePoint{timer.due_tick_ * tick});
  }
}

void TimerWheel::remove(Timer& timer) {
  unlink(timer);
  timer.armed_ = false;
  --armed_count_;
  const auto slot = slot_of(timer.due_tick_);
  if (slots_[slot].next == &slots_[slot])
    occupied_[slot / word_bits] &= ~(std::uint64_t{1} << (slot % word_bits));
}

std::optional<std::int64_t> TimerWheel::next_occupied_tick() const {
  if (armed_count_ == 0) return std::nullopt;
  const auto first = slot_of(current_tick_ + 1);
  for (std::size_t step = 0; step <= occupied_.size(); ++step) {
    const auto word_at = (first / word_bits + step) % occupied_.size();
    auto word = occupied_[word_at];
    if (step == 0) word &= ~std::uint64_t{0} << (first % word_bits);
    if (word == 0) continue;
    const auto slot = word_at * word_bits + static_cast<std::size_t>(std::countr_zero(word));
    return current_tick_ + 1 + static_cast<std::int64_t>((slot - first) & (slot_count - 1));
  }
  return std::nullopt;
}

std::optional<TimePoint> TimerWheel::next_wake() const {
  const auto next = next_occupied_tick();
  if (!next) return std::nullopt;
  return TimePoint{*next * tick};
}

void TimerWheel::collect_due(std::int64_t tick_number, std::int64_t now_tick, TimerLink& due) {
  auto& ring = slots_[slot_of(tick_number)];
  for (auto* link = ring.next; link != &ring;) {
    auto& timer = static_cast<Timer&>(*link);
    link = link->next;
    if (timer.due_tick_ > now_tick) continue;  // a later turn of the wheel
    remove(timer);
    append(due, timer);
    timer.armed_ = true;  // still cancellable while it waits for its callback
    ++armed_count_;
  }
}

void TimerWheel::advance(TimePoint now) {
  const auto now_tick = tick_before(now);
  TimerLink due;
  // One turn visits every slot, however far the clock jumped.
  const auto turn_end = current_tick_ + static_cast<std::int64_t>(slot_count);
  for (auto next = next_occupied_tick(); next && *next <= std::min(now_tick, turn_end);
       next = next_occupied_tick()) {
    current_tick_ = *next;
    collect_due(*next, now_tick, due);
  }
  current_tick_ = std::max(current_tick_, now_tick);
  while (due.next != &due) {
    auto& timer = static_cast<Timer&>(*due.next);
    remove(timer);
    timer.expired_();
  }
  wake_tick_ = next_occupied_tick().value_or(never);
}

}  // namespace net
