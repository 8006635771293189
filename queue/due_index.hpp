#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "queue/books.hpp"
#include "queue/format.hpp"
#include "queue/spool.hpp"

namespace queue {

/// Messages that wait for a time, in its order over all lanes. One whose time has come is handed
/// out once, and stays in the index until a record moves it on: a restart hands it out again.
///
/// Lanes share their shard's credit. One with very many scheduled messages (a campaign for noon)
/// gets no more than half of what is left of it, so that something is always left for the others;
/// the rest of its messages follow as those are moved on. Those that are awaited, by the later
/// messages of their participant, pass them. A few of each kind a lane may always have, whatever
/// the others have. What is wanted, since something that has credit waits behind it, needs none.
///
/// A message that waits in its lane goes behind what was scheduled for a time before it was
/// accepted: as long as some of that is due and not handed out, `read_limit` ends the lane.
class DueIndex {
 public:
  explicit DueIndex(Books& books) : books_(books) {}

  /// Shards are counted from here on.
  void open_for(std::size_t shards_count) { shards_.resize(shards_count); }
  void grant(std::size_t shard, std::uint32_t count) {
    shards_.at(shard).credit += count;
    shards_.at(shard).has_asked = true;
  }

  /// Found at start.
  void note_scheduled(LaneNumber lane, WallTime time);
  void insert(const MessageKey& key, WallTime time, const format::ParkedEntry& entry);
  void erase(const MessageKey& key, WallTime time);
  /// It may have been passed while it was withheld: unless it was handed out before, it is now.
  void come_back(const MessageKey& key, WallTime time);
  /// It lies there under this time, and is to come when that is reached, whatever credit is left.
  void want(const MessageKey& key, WallTime time);

  /// What has come due for the shard, as far as its credit goes. Looks at a bounded number of
  /// entries: `more_now` tells whether to come back at once.
  std::vector<StoredMessage> take(std::size_t shard, WallTime now);
  /// What was accepted into the lane then or later is not to be read yet. WallTime::max(): all may.
  WallTime read_limit(LaneNumber lane, WallTime now);
  bool more_now(WallTime now) const;
  /// When the next entry comes due; nothing: none that a shard could get.
  std::optional<WallTime> next_time() const;

  /// The earliest entry, handed out or not.
  std::optional<WallTime> earliest();
  /// All entries in order, from after `after` (empty: from the first), at most `count_max`, given
  /// to `use`; what to pass as the next `after`, empty at the end.
  template <class Use>
  std::string walk(const std::string& after, std::size_t count_max, Use&& use);

 private:
  struct ShardView {
    std::int64_t credit = 0;  ///< below 0: of what lanes may always have
    bool has_asked = false;
    std::string cursor;               ///< all of this shard below it were handed out, or are behind
    WallTime next = WallTime::min();  ///< nothing of this shard is due before
    std::deque<LaneNumber> behind{};  ///< lanes with messages below the cursor still to hand out
    std::deque<format::DueKey> wanted_behind{};  ///< wanted once the cursor had passed them
  };
  struct LaneView {
    std::size_t other_out_count = 0;
    std::size_t awaited_out_count = 0;
    /// Nothing scheduled that is not handed out is due before.
    WallTime scheduled_from = WallTime::max();
    bool is_behind = false;
    std::string cursor{};  ///< of one that is behind: all of it below were handed out
    WallTime cursor_time{};
    bool stopped_at_awaited = false;  ///< what stands at its cursor is, or may be
  };
  /// What one call may still do.
  struct Turn {
    WallTime now{};
    std::size_t steps = 0;
    std::vector<StoredMessage> taken{};
  };
  std::optional<StoredMessage> load(const format::DueKey& due, const format::ParkedEntry& parked);
  enum class Step : std::uint8_t { done = 1, no_room, no_room_awaited, failed };
  Step hand_out(ShardView& view, LaneView& lane, const format::DueKey& due, std::string_view value,
                Turn& turn);
  static bool has_room(const ShardView& view, const LaneView& lane, bool awaited);
  static void stop_at(LaneView& lane, const format::DueKey& due, bool awaited);
  void take_wanted(ShardView& view, Turn& turn);
  void take_behind(ShardView& view, LaneNumber number, Turn& turn);
  void take_next(ShardView& view, std::size_t shard, Turn& turn);
  /// Null: no lane that is behind may have more now.
  const LaneNumber* lane_to_catch_up(const ShardView& view) const;
  void forget(const MessageKey& key);
  void look_from(const MessageKey& key, WallTime time, bool awaited);

  Books& books_;
  std::vector<ShardView> shards_;
  std::unordered_map<Sequence, bool> handed_out_;   // whether it is awaited; bounded by credits
  std::unordered_set<Sequence> wanted_;             // and not handed out; bounded likewise
  std::unordered_map<LaneNumber, LaneView> lanes_;  // those that ever had something due
  std::string first_;                               // no entry below it
};

template <class Use>
std::string DueIndex::walk(const std::string& after, std::size_t count_max, Use&& use) {
  const auto entries = books_.store.iterate(Family::due);
  entries->Seek(after);
  if (entries->Valid() && !after.empty() && entries->key() == after) entries->Next();
  std::string last;
  for (std::size_t count = 0; count < count_max && entries->Valid(); ++count, entries->Next()) {
    last = entries->key().ToString();
    const auto due = format::decode_due_key(last);
    if (!due) {
      books_.store.fail_undecodable(Family::due, last);
      return {};
    }
    use(*due, entries->value().ToStringView());
  }
  books_.store.check(*entries);
  return entries->Valid() ? last : std::string();
}

}  // namespace queue
