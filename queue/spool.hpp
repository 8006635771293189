#pragma once

#include <cstddef>

#include "queue/error.hpp"
#include "queue/spool_events.hpp"
#include "queue/spool_requests.hpp"
#include "queue/spool_words.hpp"

/// The durable store of messages, and the words its users speak to it: what messages are
/// (spool_words.hpp), what a shard asks (spool_requests.hpp), what it is told (spool_events.hpp).
namespace queue {

/// Requests of one shard that the spool may not have taken yet: as many always fit. A message in
/// the shard's memory causes at most one Settle, Defer or Hold and one DueCredit until the spool
/// hands out another; a slot one Arm and one Revoke until its Armed has come; a read is one of
/// those the shard has not had answered, and so is its one FindReceipts; a recalled message one
/// answer, and at most `recalls_max` of them are out at once; a message passed on at most one
/// PassCredit.
inline constexpr std::size_t shard_requests_max = 65'536;

/// Messages recalled and not answered yet, at most, over all shards.
inline constexpr std::size_t recalls_max = 4096;
static_assert(
    recalls_max <= shard_requests_max / 16,
    "one answer to each, and the most of the ring is left for what a shard does of itself");

/// A shard's end of the spool. The real one pushes into the spool thread's ring, a model in memory,
/// which hands on at once, stands in for it in simulation. Events come back through a ring that the
/// shard owns.
class ShardSpool {
 public:
  virtual ~ShardSpool() = default;

  /// Never blocks and never fails: the shard keeps to its credits, and the ring is sized for all
  /// that they can cause. Records take effect in the order of the calls. The shard's thread only.
  virtual void request(ShardRequest request) = 0;
  /// What was requested may wait for this: it travels in batches. A shard calls it before it
  /// sleeps.
  virtual void flush() {}
};

}  // namespace queue
