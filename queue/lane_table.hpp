#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "queue/spool.hpp"

namespace queue {

/// What the spool thread remembers of one (lane, priority).
struct LaneLevel {
  /// Nothing at or below it waits: reads begin behind it.
  Sequence watermark = 0;
  /// Settled since the watermark was last looked at.
  std::uint32_t settled_count = 0;
  /// The shard has read to the end, or there was nothing ever, and was passed all that came since:
  /// so it is passed what comes, or told.
  bool read_to_end = false;
  /// Passed on since it was read last.
  std::uint32_t passed_count = 0;
};

struct SpoolLane {
  LaneNumber number = 0;
  std::string name;
  std::size_t shard = 0;
  /// As stored; and how far ahead, and how many arms ago, it was raised last.
  Sequence armed_limit = 0;
  Sequence limit_ahead = 0;
  std::uint32_t arms_since_raise = 0;
  std::array<LaneLevel, priorities_count> levels{};

  LaneLevel& level(Priority priority) {
    assert(priority >= 1 && priority <= priorities_count);
    return levels[priority - std::size_t{1}];
  }
};

/// All lanes, by number and by name. The spool thread only.
class LaneTable {
 public:
  /// Numbers may come in any order; each once.
  SpoolLane& add(LaneNumber number, std::string_view name) {
    assert(number != 0);
    if (lanes_.size() < number) lanes_.resize(number);
    SpoolLane& lane = lanes_[number - 1];
    assert(lane.number == 0);
    lane.number = number;
    lane.name = name;
    by_name_.emplace(lane.name, number);
    return lane;
  }

  SpoolLane* find(std::string_view name) {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &lanes_[found->second - 1];
  }

  SpoolLane& at(LaneNumber number) {
    assert(number >= 1 && number <= lanes_.size() && lanes_[number - 1].number == number);
    return lanes_[number - 1];
  }

  /// Every number from 1 to the last was added.
  bool whole() const {
    for (const SpoolLane& lane : lanes_) {
      if (lane.number == 0) return false;
    }
    return true;
  }

  auto begin() { return lanes_.begin(); }
  auto end() { return lanes_.end(); }
  std::size_t size() const { return lanes_.size(); }

 private:
  std::deque<SpoolLane> lanes_;  // never moved, so that names can be keys
  std::unordered_map<std::string_view, LaneNumber> by_name_;
};

}  // namespace queue
