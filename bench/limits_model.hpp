#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <random>
#include <utility>
#include <vector>

#include "dispatcher/message/message.hpp"

/// A provider with its limits, and whoever sends to it, in virtual time: hours of it take seconds.
namespace dispatcher::limits {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// A message, as far as limits are concerned. Its number is its place in the order of acceptance.
struct Text {
  std::size_t service = 0;
  std::uint32_t participant = 0;
  Priority priority = Priority::normal;
  TimePoint accepted_at{};
};

/// What the provider takes; it counts nothing that it refuses.
struct ProviderLimits {
  std::size_t window_max = 150;  ///< of one Service in 5 s
  std::size_t in_flight_max = 100;
};

struct Answer {
  std::uint64_t text = 0;
  bool refused = false;  ///< 429
  TimePoint written_at{};
  nanoseconds spent{};  ///< on it, as the provider says
};

class Model;

/// Who sends.
class Sender {
 public:
  virtual ~Sender() = default;
  virtual void accept(std::uint64_t number, const Text& text) = 0;
  virtual void answered(const Answer& answer, TimePoint now) = 0;
  /// Writes what may be written. \return  when it wants to look again, though nothing happened
  virtual TimePoint turn(Model& model, TimePoint now) = 0;
};

class Model {
 public:
  static constexpr TimePoint begin{1h};

  Model(unsigned seed, std::size_t services_count, Sender& sender)
      : engine_(seed), windows_(services_count), sender_(sender) {}

  ProviderLimits limits;

  /// Of the time since the begin; nothing that lies before the last event.
  void accept(nanoseconds at, const Text& text) {
    texts_.push_back(text);
    texts_.back().accepted_at = begin + at;
    push({.at = begin + at, .what = What::acceptance, .text = texts_.size() - 1});
  }

  /// What a sender calls to write one.
  void write(std::uint64_t text) {
    push({now_ + between(50us, 500us), What::arrival, text, {.text = text, .written_at = now_}});
  }

  void run_until(nanoseconds end) {
    while (now_ < begin + end) {
      for (; !events_.empty() && events_.top().at <= now_; events_.pop()) happen(events_.top());
      TimePoint next = std::min(sender_.turn(*this, now_), begin + end);
      if (!events_.empty()) next = std::min(next, events_.top().at);
      // A loop looks a little late.
      now_ = std::max(next, now_) + between(0ns, 1ms);
    }
  }

  /// Requests that the provider saw in [from, to): taken, or refused.
  std::size_t taken(nanoseconds from, nanoseconds to) const { return count(taken_, from, to); }
  std::size_t refused(nanoseconds from, nanoseconds to) const { return count(refused_, from, to); }
  double refused_percent(nanoseconds from, nanoseconds to) const {
    const auto not_taken = static_cast<double>(refused(from, to));
    return 100 * not_taken / (not_taken + static_cast<double>(taken(from, to)));
  }
  /// How many were in flight at the provider in the mean of [from, to); `to` is over.
  double in_flight_mean(nanoseconds from, nanoseconds to) const {
    nanoseconds busy{};
    for (const auto& [arrived, ended] : stays_) {
      busy += std::max(std::min(ended, begin + to) - std::max(arrived, begin + from), 0ns);
    }
    return static_cast<double>(busy.count()) / static_cast<double>((to - from).count());
  }
  /// When the last one was taken.
  nanoseconds last_taken() const { return *std::ranges::max_element(taken_) - begin; }
  /// From the acceptance here to the provider's: so long at most waits this share of the texts of
  /// that priority.
  nanoseconds wait(Priority priority, double share) const {
    std::vector<nanoseconds> waits;
    for (const auto& [text, waited] : waits_) {
      if (texts_[text].priority == priority) waits.push_back(waited);
    }
    std::ranges::sort(waits);
    return waits.at(static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1)));
  }

  double chance() { return std::uniform_real_distribution<>{0, 1}(engine_); }

 private:
  enum class What : std::uint8_t { acceptance, arrival, end, answer };
  struct Event {
    TimePoint at{};
    What what{};
    std::uint64_t text = 0;
    Answer answer{};
    bool operator>(const Event& other) const {
      return std::pair(at, text) > std::pair(other.at, other.text);
    }
  };

  nanoseconds between(nanoseconds low, nanoseconds high) {
    return nanoseconds{
        std::uniform_int_distribution<std::int64_t>{low.count(), high.count()}(engine_)};
  }
  void push(const Event& event) { events_.push(event); }
  static std::size_t count(const std::vector<TimePoint>& times, nanoseconds from, nanoseconds to) {
    return static_cast<std::size_t>(std::ranges::count_if(
        times, [&](TimePoint at) { return at >= begin + from && at < begin + to; }));
  }

  void happen(Event event) {
    switch (event.what) {
      case What::acceptance:
        return sender_.accept(event.text, texts_[event.text]);
      case What::arrival:
        return arrive(event);
      case What::end:
        --in_flight_;
        stays_.emplace_back(event.at - event.answer.spent, event.at);
        [[fallthrough]];
      case What::answer:
        break;
    }
    if (event.what == What::answer) return sender_.answered(event.answer, now_);
    event.at += between(50us, 500us);
    event.what = What::answer;
    push(event);
  }

  void arrive(Event event) {
    auto& window = windows_[texts_[event.text].service];
    while (!window.empty() && window.front() <= event.at - 5s) window.pop_front();
    event.answer.refused = window.size() >= limits.window_max || in_flight_ >= limits.in_flight_max;
    if (event.answer.refused) {
      refused_.push_back(event.at);
      event.at += between(50us, 500us);
      event.what = What::answer;
      return push(event);
    }
    taken_.push_back(event.at);
    waits_.emplace_back(event.text, event.at - texts_[event.text].accepted_at);
    window.push_back(event.at);
    ++in_flight_;
    event.answer.spent = between(75ms, 85ms);
    event.at += event.answer.spent;
    event.what = What::end;
    push(event);
  }

  std::mt19937_64 engine_;
  TimePoint now_ = begin;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<Text> texts_;
  std::vector<std::pair<std::uint64_t, nanoseconds>> waits_;
  std::vector<std::deque<TimePoint>> windows_;  // of each Service: what was taken
  std::size_t in_flight_ = 0;
  std::vector<TimePoint> taken_;
  std::vector<TimePoint> refused_;
  std::vector<std::pair<TimePoint, TimePoint>> stays_;
  Sender& sender_;
};

}  // namespace dispatcher::limits
