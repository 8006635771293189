#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/message/time.hpp"
#include "dispatcher/policy/lane_limit.hpp"
#include "dispatcher/policy/lane_tally.hpp"
#include "dispatcher/policy/why.hpp"

namespace dispatcher {

/// How one lane stands, as its shard sees it now.
struct LaneView {
  /// A message that waits for nothing but its lane: it is read, and the next of its participant.
  struct Sendable {
    std::string id;
    WallTime accepted_at{};
  };

  std::string service;
  std::string account;  ///< empty: none has the Service
  LaneLimit limit;
  std::size_t slots_bound_count = 0;  ///< of the window
  /// Of those read ahead; 1 without any, or where order does not matter.
  double messages_per_participant = 1;
  LaneTally::Lately lately;
  /// What the lane waits for (`cause`, `until`, `detail`). None: it has nothing to send, and what
  /// is open waits message by message, for its time, a look or an operator.
  std::optional<Why> why{};
  std::optional<Sendable> oldest{};
};

using LaneViews = std::vector<LaneView>;

}  // namespace dispatcher
