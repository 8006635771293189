#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// What the answers to one lane's requests were lately: in this slice of time and the one before
/// it. Pure; one thread.
class LaneTally {
 public:
  static constexpr std::chrono::seconds slice{10};
  /// A rate over less says nothing: lanes begin with a burst.
  static constexpr std::chrono::seconds span_min{1};

  struct Lately {
    std::uint64_t answers_count = 0;  ///< whole response heads
    std::uint64_t answers_429_count = 0;
    std::uint64_t sent_count = 0;
    std::chrono::duration<double> span{span_min};  ///< up to two slices

    double sent_per_second() const { return static_cast<double>(sent_count) / span.count(); }
    /// 0 to 1; 0 without answers.
    double share_429() const {
      if (answers_count == 0) return 0;
      return static_cast<double>(answers_429_count) / static_cast<double>(answers_count);
    }
  };

  /// \param status  of a final response head; any 2xx is a message sent
  void answered(int status, TimePoint now) {
    roll(now);
    ++current_.answers;
    if (status == 429) ++current_.answers_429;
    if (status >= 200 && status <= 299) ++current_.sent;
  }

  Lately lately(TimePoint now) {
    roll(now);
    Lately all;
    all.answers_count = before_.answers + current_.answers;
    all.answers_429_count = before_.answers_429 + current_.answers_429;
    all.sent_count = before_.sent + current_.sent;
    const auto passed = now - began_at_ + (has_before_ ? slice : std::chrono::seconds{0});
    all.span = std::max<std::chrono::duration<double>>(passed, span_min);
    return all;
  }

 private:
  struct Counts {
    std::uint64_t answers = 0;
    std::uint64_t answers_429 = 0;
    std::uint64_t sent = 0;
  };

  /// Begins the next slice when this one is over; anew after a pause.
  void roll(TimePoint now) {
    if (now < began_at_ + slice) return;
    has_before_ = now < began_at_ + 2 * slice;
    before_ = has_before_ ? current_ : Counts{};
    current_ = {};
    began_at_ = has_before_ ? began_at_ + slice : now;
  }

  TimePoint began_at_ = TimePoint{} - 2 * slice;  // so that the first look begins a slice
  bool has_before_ = false;                       // the slice before this one came right before it
  Counts before_;
  Counts current_;
};

}  // namespace dispatcher
