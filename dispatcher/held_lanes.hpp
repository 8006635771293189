#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace dispatcher {

/// A lane that does not go on by itself.
struct HeldLane {
  std::string service;
  std::string reason;
  bool by_operator = false;
};

struct HeldLanes {
  static constexpr std::size_t shown_max = 1000;
  std::vector<HeldLane> shown;  ///< the first of them
  std::uint64_t count = 0;      ///< of all

  void add(HeldLane lane) {
    ++count;
    if (shown.size() < shown_max) shown.push_back(std::move(lane));
  }
};

}  // namespace dispatcher
