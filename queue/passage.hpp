#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "queue/books.hpp"
#include "queue/due_index.hpp"
#include "queue/outbox.hpp"
#include "queue/spool.hpp"

namespace queue {

/// What was just accepted goes to its shard at once where that has read its level to the end: a
/// lane that keeps up costs no reads. Else the shard is told, once, that there is something to be
/// read. The spool thread only.
class Passage {
 public:
  /// Passed on in a level before it has to be read again. A shard that has no room for more does
  /// not say so: it reads on later, and what it is passed meanwhile is passed in vain.
  static constexpr std::uint32_t passed_without_read_max = 64;

  Passage(Books& books, DueIndex& due) : books_(books), due_(due) {}

  /// Shards are counted from here on.
  void open_for(std::size_t shards_count) { credits_.resize(shards_count); }
  void grant(std::size_t shard, std::uint32_t count) { credits_.at(shard) += count; }

  /// `fresh` was committed, each into a level whose end is known to its shard, ascending.
  void pass(std::vector<StoredMessage>&& fresh, std::vector<Outbox>& outboxes);

 private:
  bool may_pass(const StoredMessage& message, const LaneLevel& level, std::size_t shard,
                WallTime now);

  Books& books_;
  DueIndex& due_;
  std::vector<std::uint64_t> credits_;
};

}  // namespace queue
