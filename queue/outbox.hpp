#pragma once

#include <deque>
#include <utility>

#include "queue/ring.hpp"
#include "queue/spool.hpp"

namespace queue {

/// The way to one shard. What its ring cannot take now waits here, in order: the spool thread
/// never waits for a shard. Bounded by the shard's credits and by its number of lanes. The spool
/// thread only.
class Outbox {
 public:
  explicit Outbox(Ring<SpoolEvent>& ring) : ring_(&ring) {}

  void send(SpoolEvent event) {
    if (waiting_.empty() && ring_->try_push(event)) return;
    waiting_.push_back(std::move(event));
  }

  /// False: something still waits.
  bool flush() {
    while (!waiting_.empty()) {
      if (!ring_->try_push(waiting_.front())) return false;
      waiting_.pop_front();
    }
    return true;
  }

 private:
  Ring<SpoolEvent>* ring_;
  std::deque<SpoolEvent> waiting_;
};

}  // namespace queue
