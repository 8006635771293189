#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "queue/outbox.hpp"
#include "queue/ring.hpp"
#include "queue/spool.hpp"

namespace queue {

class ShardEnd;

/// Requests of one shard on their way together. The same few batches go to and fro: a ring of
/// requests would hold shard_requests_max of them, and each would be written to memory that is in
/// nobody's cache.
struct ShardBatch {
  static constexpr std::size_t requests_max = 32;

  ShardEnd* sender = nullptr;
  std::vector<ShardRequest> requests;  ///< 1..requests_max
};
using ShardBatches = Ring<std::unique_ptr<ShardBatch>>;

/// A shard's end: gathers requests, and sends them once they fill a batch or at `flush`.
class ShardEnd final : public ShardSpool {
 public:
  ShardEnd(ShardBatches& batches, std::size_t shard) : batches_(batches), shard_(shard) {}

  void request(ShardRequest request) override {
    if (!gathered_) gathered_ = empty_batch();
    gathered_->requests.push_back(std::move(request));
    if (gathered_->requests.size() == ShardBatch::requests_max) flush();
  }
  void flush() override {
    if (!gathered_) return;
    const bool fits = batches_.try_push(gathered_);
    assert(fits);  // the ring holds shard_requests_max of every shard
  }

  /// The shard's number.
  std::size_t shard() const { return shard_; }
  /// The batch was taken; its memory is used again. The spool thread only.
  void give_back(std::unique_ptr<ShardBatch> batch) {
    batch->requests.clear();
    (void)taken_.try_push(batch);  // more than enough are there: one less
  }

 private:
  static constexpr std::size_t taken_max = 64;

  std::unique_ptr<ShardBatch> empty_batch() {
    if (auto used = taken_.try_pop()) return std::move(*used);
    auto batch = std::make_unique<ShardBatch>();
    batch->sender = this;
    batch->requests.reserve(ShardBatch::requests_max);
    return batch;
  }

  ShardBatches& batches_;
  const std::size_t shard_;
  std::unique_ptr<ShardBatch> gathered_;
  Ring<std::unique_ptr<ShardBatch>> taken_{taken_max};
};

/// All that leads to and from the shards. Made by the thread that attaches them; but for `ends` it
/// belongs to the spool thread from then on.
struct ShardLinks {
  ShardLinks(const std::vector<Ring<SpoolEvent>*>& rings, std::function<void()> wake)
      : batches(rings.size() * shard_requests_max, std::move(wake)) {
    for (Ring<SpoolEvent>* ring : rings) {
      outboxes.emplace_back(*ring);
      ends.push_back(std::make_unique<ShardEnd>(batches, ends.size()));
    }
  }

  ShardBatches batches;
  std::vector<Outbox> outboxes;
  std::vector<std::unique_ptr<ShardEnd>> ends;
};

}  // namespace queue
