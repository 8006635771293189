#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "queue/age_histogram.hpp"
#include "queue/lane_table.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// How many messages are open, by lane and priority, and since when: what ListLanes tells. What was
/// open at start is counted by a walk over the messages in the order of their keys (CensusWalk),
/// while others come and go: where the walk has passed, a change counts at once, and elsewhere not
/// at all, since the walk will find what came of it. The spool thread only.
class Census {
 public:
  /// Accepted, or a dead letter was revived.
  void opened(const MessageKey& key, WallTime accepted_at);
  /// It has an outcome. `accepted_at` is that of its `opened`, or what the walk found.
  void ended(const MessageKey& key, WallTime accepted_at);
  /// An open message came to be due or held.
  void parked(const MessageKey& key) { open_at(key); }

  /// All that is open is counted; before, what the walk has passed.
  bool complete() const { return stage_ == Stage::complete; }
  std::uint64_t open_count() const { return open_count_; }

  /// As of the last call above.
  ListLanes::Table table(const ListLanes& asked, LaneTable& lanes, WallTime now) const;

  // The walk, in this order.

  /// Nothing of this level that is open lies at or below its mark: this is where that begins.
  void set_mark(LaneNumber lane, Priority priority, Sequence mark);
  /// One that lies below its mark, perhaps; until the walk passes over the messages.
  void open_at(const MessageKey& key);
  Sequence mark(LaneNumber lane, Priority priority) const;
  /// The marks are right.
  void begin_passing();
  /// Up to this key, nothing that lies above its mark is open but what was passed as that.
  void pass(const MessageKey& key) { position_ = key; }
  void pass_open(const MessageKey& key, WallTime accepted_at);
  /// The last key passed: the walk goes on from there, since new ones may lie right behind it.
  MessageKey position() const { return position_; }
  /// The walk has passed all there is, or there is nothing to pass.
  void finish() { stage_ = Stage::complete; }

  // Instead of the walk: what another process had counted (census_row.hpp).

  using UseLevel = std::function<void(LaneNumber, Priority, const AgeHistogram&)>;
  void for_each_level(const UseLevel& use) const;
  /// Of this level so much is open; before anything else.
  void restore(LaneNumber lane, Priority priority, AgeHistogram open);

 private:
  enum class Stage : std::uint8_t { marking = 1, passing, complete };
  struct Level {
    Sequence mark = 0;
    AgeHistogram open;
  };
  using Lane = std::array<Level, priorities_count>;

  bool is_passed(const MessageKey& key) const;
  Level& level(LaneNumber lane, Priority priority);
  static WallTime oldest_of(const Lane& lane);
  std::vector<LaneNumber> lanes_asked(const ListLanes& asked, LaneTable& lanes) const;

  std::vector<Lane> lanes_;  // by number, from 1
  std::uint64_t open_count_ = 0;
  Stage stage_ = Stage::marking;
  MessageKey position_{1, 1, 0};  // before the first there can be
};

}  // namespace queue
