#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

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
  HandedOut handed_out;
  std::unordered_map<Sequence, Doubt> doubts;
  /// Messages whose stored entry is older than what `batch` says about them.
  std::unordered_set<Sequence> moved;
  /// `batch` holds an intent or an outcome.
  bool active = false;

  /// Writes the batch, if there is anything in it.
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
