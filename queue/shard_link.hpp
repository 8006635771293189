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

struct ShardCommand {
  std::size_t shard = 0;
  ShardRequest request;
};
using ShardCommands = Ring<ShardCommand>;

/// A shard's end: puts its number on each request.
class ShardEnd final : public ShardSpool {
 public:
  ShardEnd(ShardCommands& commands, std::size_t shard) : commands_(commands), shard_(shard) {}

  void request(ShardRequest request) override {
    const bool fits = commands_.try_push({shard_, std::move(request)});
    assert(fits);  // the ring holds shard_requests_max of every shard
  }

 private:
  ShardCommands& commands_;
  const std::size_t shard_;
};

/// All that leads to and from the shards. Made by the thread that attaches them; but for `ends` it
/// belongs to the spool thread from then on.
struct ShardLinks {
  ShardLinks(const std::vector<Ring<SpoolEvent>*>& rings, std::function<void()> wake)
      : commands(rings.size() * shard_requests_max, std::move(wake)) {
    for (Ring<SpoolEvent>* ring : rings) {
      outboxes.emplace_back(*ring);
      ends.push_back(std::make_unique<ShardEnd>(commands, ends.size()));
    }
  }

  ShardCommands commands;
  std::vector<Outbox> outboxes;
  std::vector<std::unique_ptr<ShardEnd>> ends;
};

}  // namespace queue
