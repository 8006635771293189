#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/lane_view.hpp"
#include "dispatcher/message/message.hpp"
#include "queue/spool_control.hpp"
#include "queue/spool_words.hpp"

namespace dispatcher {

/// Messages of one lane that cannot be sent in time.
struct Infeasible {
  std::string service;
  std::vector<std::string> ids;
  std::uint64_t ahead_least = 0;  ///< as many go before each of them, at least
  double per_second = 0;
};

/// What one request handed in, as far as it matters for the question which of it can be sent before
/// it expires. Pure; one thread.
class IntakeDeadlines {
 public:
  /// A message of the request, in their order.
  void add(const Message& message, WallTime now);
  /// What the spool said of each of them: only what it stored stays.
  void keep_accepted(const std::vector<queue::Acceptance>& answers);

  /// Lanes in which something is to be judged.
  std::vector<std::string> services() const;

  /// Which cannot be sent in time, behind what was open before them, where each participant that
  /// has messages there takes one turn at least. What is scheduled is not judged yet.
  /// \param rows  of the lanes, with this request's messages counted
  /// \param apart_count  open messages of any lane that wait for no turn, at most
  std::vector<Infeasible> judge(const std::vector<queue::ListLanes::Row>& rows,
                                const LaneViews& views, std::uint64_t apart_count,
                                WallTime now) const;

 private:
  struct Entry {
    std::size_t lane = 0;
    Priority priority = Priority::normal;
    SidBinary participant{};
    bool scheduled = false;
    std::optional<WallTime> expires_at{};
    std::string id{};  ///< with expires_at
  };
  static std::size_t index_of(const Entry& entry) {
    return static_cast<std::size_t>(entry.priority) - 1;
  }
  struct LaneEntries {
    std::string service;
    std::vector<const Entry*> waiting;  ///< that wait for a turn, in their order
  };

  std::vector<LaneEntries> by_lane() const;
  static double per_participant(const LaneEntries& lane);
  static Infeasible judge(const LaneEntries& lane, const queue::ListLanes::Row& row,
                          const LaneView& view, std::uint64_t apart_count, WallTime now);

  std::vector<Entry> entries_;
  std::vector<std::string> services_;  // by the number of the lane in this request
  std::unordered_map<std::string, std::size_t> lanes_;
};

}  // namespace dispatcher
