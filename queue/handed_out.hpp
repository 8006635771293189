#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/spool.hpp"

namespace queue {

/// Ids of messages lately given to the shards, so that settling one needs no read. A fixed table:
/// a newer message takes the place of an older one, whose settling then costs a read.
class HandedOut {
 public:
  struct Entry {
    Sequence sequence = 0;
    WallTime accepted_at{};
    std::string id;
    /// It lies in the due index under this time; none: it waits in its lane.
    std::optional<WallTime> due;
    bool in_doubt = false;  ///< parked there because it may have been sent
    bool settled = false;
  };

  static constexpr std::size_t entries_count = 32'768;  // some 4 MiB with ids of 36 characters

  HandedOut() : entries_(entries_count) {}

  void note(const StoredMessage& message, std::optional<WallTime> due, bool in_doubt = false) {
    Entry& entry = slot(message.key.sequence);
    entry.sequence = message.key.sequence;
    entry.accepted_at = message.accepted_at;
    entry.id = message.id;
    entry.due = due;
    entry.in_doubt = in_doubt;
    entry.settled = false;
  }

  /// Null: not known (any more). A settled one is still known: settling it twice is a bug.
  Entry* find(Sequence sequence) {
    Entry& entry = slot(sequence);
    return entry.sequence == sequence ? &entry : nullptr;
  }

  void forget(Sequence sequence) {
    if (Entry* entry = find(sequence)) entry->sequence = 0;
  }

 private:
  Entry& slot(Sequence sequence) { return entries_[sequence % entries_count]; }

  std::vector<Entry> entries_;
};

}  // namespace queue
