#pragma once

#include <cstdint>

#include "queue/spool.hpp"
#include "tests/simulation/plants.hpp"

namespace simulation {

/// Between a shard and its spool: changes what the shard asks as a shard with a mistake would.
class BuggyShard final : public queue::ShardSpool {
 public:
  BuggyShard(Plant plant, queue::ShardSpool& spool) : plant_(plant), spool_(spool) {}

  void request(queue::ShardRequest request) override;

 private:
  /// Of each `each` chances one is taken.
  bool now_and_then(std::uint32_t each) { return ++chances_count_ % each == 0; }
  bool meet(queue::Settle& settle);
  bool meet(queue::Defer& defer);
  bool meet(queue::Hold& hold);
  bool meet(queue::Arm& arm);
  template <class Other>
  bool meet(Other&) {
    return false;
  }

  const Plant plant_;
  queue::ShardSpool& spool_;
  std::uint32_t chances_count_ = 0;
};

}  // namespace simulation
