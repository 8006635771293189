#pragma once

#include <rocksdb/iterator.h>

#include <memory>
#include <vector>

#include "queue/books.hpp"
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

  explicit LaneReader(Books& books) : books_(books) {}

  LaneRead read(const ReadLane& asked);
  LaneRead read(const ReadMessages& asked);

  /// Takes note of a settle in this level: once in a while the watermark moves up, as part of the
  /// next commit.
  void look_at_watermark(LaneNumber lane, Priority priority);

  /// What is written from here on is seen by reads from here on. Frees what the reads held.
  void renew() { entries_.reset(); }

 private:
  rocksdb::Iterator& entries();
  void raise_watermark(LaneNumber lane, Priority priority, Sequence watermark);
  void keep(LaneRead& answer, const MessageKey& key, const format::MessageEntry& entry);

  Books& books_;
  std::unique_ptr<rocksdb::Iterator> entries_;
};

}  // namespace queue
