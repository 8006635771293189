#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "net/exchange.hpp"

namespace simulation {

using net::TimePoint;
using Duration = std::chrono::nanoseconds;

/// Virtual time, and what is to happen in it: one thing after the other, those of one moment in the
/// order in which they were put down.
class Agenda {
 public:
  static constexpr std::chrono::seconds start{1'000};

  TimePoint now() const { return now_; }
  /// Since the start of the run.
  Duration elapsed() const { return now_ - TimePoint{start}; }

  void at(TimePoint time, std::function<void()> action) {
    entries_.push_back({std::max(time, now_), ++last_number_, std::move(action)});
    std::ranges::push_heap(entries_, later);
  }
  void after(Duration duration, std::function<void()> action) {
    at(now_ + duration, std::move(action));
  }

  std::optional<TimePoint> next_time() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.front().time;
  }
  /// Time goes on to `time`; nothing is due before it.
  void move_to(TimePoint time) { now_ = std::max(now_, time); }
  /// Does the next thing, at its time; there is one.
  void step() {
    std::ranges::pop_heap(entries_, later);
    const Entry entry = std::move(entries_.back());
    entries_.pop_back();
    move_to(entry.time);
    ++steps_count_;
    entry.action();
  }
  std::uint64_t steps_count() const { return steps_count_; }

 private:
  struct Entry {
    TimePoint time;
    std::uint64_t number;
    std::function<void()> action;
  };
  static bool later(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time > b.time : a.number > b.number;
  }

  std::vector<Entry> entries_;  // a heap: the next one in front
  TimePoint now_{start};
  std::uint64_t last_number_ = 0;
  std::uint64_t steps_count_ = 0;
};

}  // namespace simulation
