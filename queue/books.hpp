#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "queue/census.hpp"
#include "queue/format.hpp"
#include "queue/handed_out.hpp"
#include "queue/lane_table.hpp"
#include "queue/spool.hpp"
#include "queue/store.hpp"

namespace queue {

/// An intent whose process died before it wrote an outcome.
struct Doubt {
  MessageKey key;
  WallTime at{};
  std::string progress;
};

/// What the spool thread knows and is about to write. The spool thread only.
struct Books {
  Books(Store& opened, std::function<WallTime()> clock)
      : store(opened), batch(opened), now(std::move(clock)) {}

  Store& store;
  Store::Batch batch;
  const std::function<WallTime()> now;
  /// Empty until the shards are there.
  std::function<std::size_t(const std::string&)> shard_of;
  format::Counters counters;
  LaneTable lanes;
  Census census;
  HandedOut handed_out;
  std::unordered_map<Sequence, Doubt> doubts;
  /// Messages that are recalled and not answered.
  std::unordered_set<Sequence> recalled;
  /// Why operators hold something, by its name. As many as they have made.
  using Holds = std::unordered_map<std::string, std::string>;
  Holds lane_holds;  ///< also of lanes that do not exist yet
  Holds group_holds;
  /// Messages whose stored entry or history is older than what `batch` says about them.
  std::unordered_set<Sequence> moved;
  /// `batch` holds an intent or an outcome.
  bool active = false;
  /// `batch` counts among `format::Counters::limit_commits`.
  bool limits = false;

  /// Told to its shard in another way: no read hands it out.
  bool withheld(Sequence sequence) const {
    return doubts.contains(sequence) || recalled.contains(sequence);
  }
  std::string hold_of(const std::string& lane_name) const {
    const auto found = lane_holds.find(lane_name);
    return found == lane_holds.end() ? std::string() : found->second;
  }

  /// The message is open from now on, or not any more: with the batch.
  void opened(const MessageKey& key, WallTime accepted_at);
  void ended(const MessageKey& key, WallTime accepted_at);

  /// The batch is complete, and was not written because the store failed: it is what must be
  /// written first once the store is healed. It may be stored already; writing it twice is as once.
  bool overdue = false;

  /// Writes the batch, if there is anything in it. With a failed store the batch stays.
  void commit();

  /// The bytes of a stored entry that is known to be readable.
  struct Loaded {
    std::string bytes;
    /// Views `bytes`.
    format::MessageEntry entry() const { return *format::decode_message(bytes); }
  };
  /// The entry as of now (a pending batch that changes it is written first). Nothing: it is not
  /// there or not readable, and the store has failed.
  std::optional<Loaded> load(const MessageKey& key);

  /// Why a due or held message is parked. Nothing as above.
  struct Parked {
    std::string bytes;
    /// Views `bytes`.
    format::ParkedEntry entry() const { return *format::decode_parked(bytes); }
  };
  std::optional<Parked> load_parked(const MessageKey& key, const format::MessageEntry& entry);

  /// The open message may have been sent, as far as the disk knows. After a failure of the store
  /// the answer means nothing.
  bool in_doubt(const MessageKey& key, const format::MessageEntry& entry);

  StoredMessage message_of(const MessageKey& key, const format::MessageEntry& entry) const;
};

}  // namespace queue
