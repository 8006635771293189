#pragma once

#include <rocksdb/iterator.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/spool.hpp"

namespace queue {

/// Reads waiting messages out of their lanes, and keeps each lane's watermark. The spool thread
/// only, between two commits.
class LaneReader {
 public:
  /// One answer carries no more messages than this, whatever was asked for.
  static constexpr std::uint32_t messages_max = 1024;
  /// After so many were settled in a level its watermark is looked at.
  static constexpr std::uint32_t settled_before_look = 512;

  LaneReader(Books& books, DueIndex& due) : books_(books), due_(due) {}

  LaneRead read(const ReadLane& asked);
  LaneRead read(const ReadMessages& asked);
  /// Levels that a read found no end of, because something scheduled had to be handed out first: it
  /// was. Each once.
  std::vector<std::pair<LaneNumber, Priority>> readable_again(WallTime now);

  /// Takes note of a settle in this level: once in a while the watermark moves up, as part of the
  /// next commit. Entries that were looked at.
  std::size_t look_at_watermark(LaneNumber lane, Priority priority);

  /// What is written from here on is seen by reads from here on. Frees what the reads held.
  void renew() { entries_.reset(); }

 private:
  /// A read ended before a message that was accepted then.
  struct Cut {
    LaneNumber lane = 0;
    Priority priority = 0;
    WallTime accepted_at{};
  };
  rocksdb::Iterator& entries();
  void raise_watermark(LaneNumber lane, Priority priority, Sequence watermark);
  void keep(LaneRead& answer, const MessageKey& key, const format::MessageEntry& entry);

  Books& books_;
  DueIndex& due_;
  std::vector<Cut> cuts_;  // one of a level, unless a shard asks in vain
  std::unique_ptr<rocksdb::Iterator> entries_;
};

}  // namespace queue
