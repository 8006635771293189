#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "dispatcher/policy/sliding_sum.hpp"

namespace dispatcher {

/// Whether an account's endpoint works. When it fails again and again it is left alone but for one
/// probe at a time, so that an outage puts a handful of texts in doubt and not the backlog: nothing
/// backs off by itself meanwhile. A probe reads a list first, which risks no text; only when that
/// was answered a message is the next. Once that was answered too everything goes on, with few
/// requests in flight at first. Pure; one thread.
class Breaker {
 public:
  /// Failures in a row that open it; or as many results, half of them failures, within `span`.
  static constexpr std::size_t failures_in_a_row = 5;
  static constexpr std::size_t results_min = 20;
  static constexpr std::chrono::seconds span{10};
  /// Of so many reads in a row that failed the last is followed by a message all the same: lists
  /// may fail where messages do not.
  static constexpr std::size_t failed_reads_max = 6;
  /// In flight after it closed, of what else may be; doubles each second.
  static constexpr double first_share = 0.1;

  bool is_open() const { return open_; }
  /// Open, and a probe may leave; `probe_began` says that it has.
  bool may_probe(TimePoint now) const { return open_ && !probing_ && now >= probe_at_; }
  TimePoint probe_at() const { return probe_at_; }
  /// The next probe is a message; else it reads a list.
  bool probes_by_message() const { return by_message_; }

  /// A request's end while it is closed, or a failed connect.
  void succeeded(TimePoint now) {
    if (open_) return;  // it left before
    row_ = 0;
    ++recent_.at(now).results;
  }
  void failed(TimePoint now) {
    if (open_) return;
    Counts& counts = recent_.at(now);
    ++counts.results;
    ++counts.failures;
    const Counts sum = recent_.sum(now);
    const bool half = sum.results >= results_min && sum.failures * 2 >= sum.results;
    if (++row_ < failures_in_a_row && !half) return;
    if (now >= whole_at_) openings_ = 0;  // it worked for a while
    open_ = true;
    by_message_ = false;
    failed_reads_ = 0;
    probe_at_ = now + wait();
  }
  void probe_began() { probing_ = true; }
  /// It ended, and says nothing.
  void probe_gone() { probing_ = false; }
  void probe_failed(TimePoint now) {
    by_message_ = !by_message_ && ++failed_reads_ >= failed_reads_max;
    if (by_message_) failed_reads_ = 0;
    probing_ = false;
    probe_at_ = now + wait();
  }
  void probe_succeeded(TimePoint now) {
    probing_ = false;
    probe_at_ = now;
    if (!std::exchange(by_message_, !by_message_)) return;
    open_ = false;
    row_ = 0;
    recent_.clear();
    closed_at_ = now;
    whole_at_ = now + slow_start;
  }
  /// The cause may be gone: the next probe need not wait.
  void probe_now(TimePoint now) { probe_at_ = std::min(probe_at_, now); }

  /// How much of what else may be in flight may be now, in (0, 1].
  double share(TimePoint now) const {
    if (now >= whole_at_) return 1;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now - closed_at_).count();
    return std::min(first_share * static_cast<double>(std::int64_t{1} << seconds), 1.0);
  }

 private:
  static constexpr std::array<std::chrono::seconds, 3> waits{
      std::chrono::seconds{1}, std::chrono::seconds{2}, std::chrono::seconds{5}};
  static constexpr std::chrono::seconds slow_start{4};  // 10, 20, 40, 80 %, then all
  struct Counts {
    std::size_t results = 0;
    std::size_t failures = 0;
    Counts& operator+=(const Counts& other) {
      results += other.results;
      failures += other.failures;
      return *this;
    }
  };

  std::chrono::seconds wait() { return waits[std::min(openings_++, waits.size() - 1)]; }

  bool open_ = false;
  bool by_message_ = false;
  bool probing_ = false;
  TimePoint probe_at_{};
  TimePoint closed_at_{};
  TimePoint whole_at_{};
  std::size_t row_ = 0;           // failures
  std::size_t failed_reads_ = 0;  // probes, since one by message
  std::size_t openings_ = 0;      // and failed probes, since it last worked for a while
  SlidingSum<Counts, 5> recent_{span};
};

}  // namespace dispatcher
