#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "queue/spool_control.hpp"

namespace queue {

/// When some messages were accepted, in bounded memory however many they are: spans of time, each
/// with a count. A new span is a minute wide. Where there would be too many, two neighbours become
/// one, those that are closest together for their age: so a span is the wider the older it is, up
/// to some third of its age.
class AgeHistogram {
 public:
  static constexpr std::size_t spans_max = 32;  ///< some 800 bytes

  void add(WallTime at);
  /// One that was added.
  void remove(WallTime at);

  std::uint64_t count() const { return count_; }
  /// The beginning of the oldest span that is not empty: nothing is older. Nothing: none is there.
  std::optional<WallTime> oldest() const;

  /// By lane_age_first and its doublings. All of a span are as old as its beginning: an age is told
  /// too high by the width of the span at most, never too low.
  using Ages = std::array<std::uint64_t, lane_ages_count>;
  void add_ages(Ages& ages, WallTime now) const;

  using Minute = std::chrono::sys_time<std::chrono::minutes>;
  struct Span {
    Minute begin;
    Minute end;  ///< excluded
    std::uint64_t count = 0;
  };
  /// In order; none is empty, none touches what another covers.
  const std::vector<Span>& spans() const { return spans_; }
  /// Makes it one with these spans; false: they are no histogram's, and it is as it was.
  bool restore(std::vector<Span> spans);

 private:
  std::vector<Span>::iterator first_ending_after(Minute minute);
  void merge_two(Minute newest);

  std::vector<Span> spans_;
  std::uint64_t count_ = 0;
};

}  // namespace queue
