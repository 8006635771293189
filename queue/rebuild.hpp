#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "queue/books.hpp"
#include "queue/damage_note.hpp"
#include "queue/format.hpp"
#include "queue/store.hpp"

namespace queue {

/// Makes a store whole again that lost commits or rows: `messages` is the one truth, and all else
/// is made to agree with it. What may have been sent without its record saying so is in doubt then;
/// what is known by its id alone gets the outcome `lost`. Reads everything, and may be done again.
/// Nobody else has the store.
class Rebuild {
 public:
  /// What was found. All but the first two are rows.
  struct Counts {
    std::uint64_t doubts_new = 0;     ///< messages that are in doubt only for the damage
    std::uint64_t accepted_lost = 0;  ///< messages of lost commits that are nowhere
    std::uint64_t ended_as_lost = 0;  ///< messages known by id, whose text or outcome is gone
    std::uint64_t settled_again = 0;  ///< messages that their outcome says are settled
    std::uint64_t nameless = 0;       ///< settled messages without outcome and id: removed
    std::uint64_t ids_restored = 0;
    std::uint64_t lanes_nameless = 0;
    std::uint64_t index_restored = 0;  ///< in due, held and dead
    std::uint64_t index_removed = 0;   ///< in due, held, dead, doubts, ids
    std::uint64_t counters_wrong = 0;
    bool operator==(const Counts&) const = default;
  };

  /// \param lost_outcome  the bytes of the outcome `lost`
  Rebuild(Store& store, const Damage& damage, std::string_view lost_outcome);

  /// `counters` as stored, or nothing if they are lost. True: what was changed is written, but not
  /// synced; false: the store has failed.
  bool run(std::optional<format::Counters> counters, WallTime now);
  /// As `run`, and changes nothing.
  bool look(std::optional<format::Counters> counters, WallTime now);

  const Counts& counts() const { return counts_; }
  /// As they are now; `commits` is as before.
  const format::Counters& counters() const { return counters_; }

 private:
  struct Lane {
    std::string name;
    Sequence armed_limit = 0;
  };
  struct RangeSeen {
    std::uint64_t present = 0;
    std::uint64_t below = 0;  ///< highest sequence present at or below the end of an open range
  };

  template <class Use>
  void for_each_row(Family family, Use&& use);
  void read_lanes();
  void read_outcomes();
  void read_messages();
  void read_ids();
  void name_lanes();
  void read_due();
  void read_held();
  void read_dead();
  void read_doubts();
  void forget_watermarks();
  void compare_counters(const std::optional<format::Counters>& stored);

  void take_settled(const MessageKey& key, std::uint64_t outcome);
  void take_dead(const MessageKey& key, const format::MessageEntry& entry);
  void take_open(const MessageKey& key, const format::MessageEntry& entry);
  void check_index(const MessageKey& key, const format::MessageEntry& entry, bool may_be_sent);
  void check_id(std::string_view id, const MessageKey& key);
  void take_id(std::string_view id, const format::IdEntry& entry);
  void settle(const MessageKey& key, std::uint64_t outcome);
  void end_as_lost(const MessageKey& key, std::string_view id);
  void see_sequence(Sequence sequence);
  std::uint64_t missing_in_ranges() const;
  std::optional<format::MessageEntry> message_at(const MessageKey& key);
  static bool has_ended(const format::MessageEntry& entry);
  bool covered(const MessageKey& key) const;
  void put(Family family, std::string_view key, std::string_view value);
  void remove(Family family, std::string_view key);
  void flush(bool all);

  Store& store_;
  Store::Batch batch_;
  std::size_t batched_ = 0;
  bool writes_ = true;
  const Damage& damage_;
  const std::string lost_outcome_;
  std::unordered_map<LaneNumber, Lane> lanes_;
  std::unordered_map<std::uint64_t, MessageKey> without_outcome_;  ///< by its number
  std::unordered_set<Sequence> doubts_;
  std::vector<RangeSeen> ranges_;
  format::Counters counters_;
  Counts counts_;
  std::string message_bytes_;  ///< of `message_at`
};

template <class Use>
void Rebuild::for_each_row(Family family, Use&& use) {
  const auto rows = store_.iterate(family);
  for (rows->SeekToFirst(); rows->Valid() && !store_.failed(); rows->Next()) {
    use(rows->key().ToStringView(), rows->value().ToStringView());
  }
  store_.check(*rows);
}

/// What became of the rows, for people: a sentence for each count that is not 0.
std::vector<std::string> sentences_of(const Rebuild::Counts& counts);

}  // namespace queue
