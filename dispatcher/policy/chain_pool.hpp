#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "dispatcher/policy/chain.hpp"

namespace dispatcher {

/// Memory for the chains of all lanes of a shard: most participants have one message, whose chain
/// is forgotten when it was sent. The next one gets what was given back last, which the cache still
/// has. A chain stays where it is until it is given back. Pure; one thread.
class ChainPool {
 public:
  /// What is given back beyond this many is freed.
  static constexpr std::size_t spare_max = 4096;

  /// It is to be given back.
  Chain& make(const OrderKey& key, Priority priority) {
    if (spare_.empty()) return *std::make_unique<Chain>(key, priority).release();
    Chain* chain = spare_.back().release();
    spare_.pop_back();
    std::destroy_at(chain);
    return *std::construct_at(chain, key, priority);
  }

  void give_back(Chain& chain) {
    std::unique_ptr<Chain> owned(&chain);
    if (spare_.size() < spare_max) spare_.push_back(std::move(owned));
  }

  std::size_t spare_count() const { return spare_.size(); }

 private:
  std::vector<std::unique_ptr<Chain>> spare_;
};

}  // namespace dispatcher
