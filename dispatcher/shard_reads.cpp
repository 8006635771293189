#include <algorithm>
#include <utility>

#include "dispatcher/shard.hpp"

/// Between spool and lanes: what the lanes want read.
namespace dispatcher {

namespace {

/// Reads on their way at once: what they bring is bounded with them, and so is the events ring.
constexpr std::size_t reads_outstanding_max = 256;
/// Read ahead per lane and priority: enough to keep a fast lane busy while the spool answers, and
/// never so much that many lanes together fill the memory.
constexpr std::size_t look_ahead_per_lane_max = 512;
constexpr std::size_t look_ahead_per_lane_min = 8;

}  // namespace

/// Than was read.
void Shard::has_more(ServiceLane& lane, Priority priority) {
  ReadAhead& read = lane.read_ahead[Lane::index(priority)];
  read.end = false;
  lane.order.read_up_to(priority, read.latest_from);
  hungry(lane);
}

void Shard::hungry(ServiceLane& lane) {
  if (lane.is_hungry || lane.outlet == nullptr) return;
  lane.is_hungry = true;
  hungry_.push_back(&lane);
  turn_soon();
}

/// It waits for them, and others wait for it that were read from the due index: what these took of
/// the credit could be all that is missing to have an equal text come from there and be decided.
void Shard::want_equal_texts(const LoadedMessage& message) {
  if (!message.chain->holds_due()) return;
  for (const auto& [sequence, apart] : texts_apart_) {
    if (reads_outstanding_ >= reads_outstanding_max) return;
    if (apart.text != message.text) continue;
    ++reads_outstanding_;
    spool_->request(queue::ReadMessages{apart.key.lane, apart.key.priority, {sequence}});
  }
}

void Shard::feed_hungry() {
  std::size_t fed = 0;
  while (fed < hungry_.size() && feed(*hungry_[fed])) hungry_[fed++]->is_hungry = false;
  hungry_.erase(hungry_.begin(), hungry_.begin() + static_cast<std::ptrdiff_t>(fed));
}

std::size_t Shard::look_ahead_per_lane() const {
  return std::clamp(options_.look_ahead_max / lanes_.size(), look_ahead_per_lane_min,
                    look_ahead_per_lane_max);
}

/// For more than the `loaded_max` of it that are in memory. Over the bound of what is parked a lane
/// takes more only while its own share of that is free, so that one participant's long wait stops
/// its own lane at most.
bool Shard::has_room(const ServiceLane& lane, Priority priority, std::size_t loaded_max) const {
  const bool parks_too_many = parked_count_ >= options_.parked_max &&
                              lane.order.parked_count() >= options_.parked_max / lanes_.size();
  return lane.outlet != nullptr && !parks_too_many && lane.order.read_count(priority) <= loaded_max;
}

bool Shard::feed(ServiceLane& lane) {
  const std::size_t per_lane = look_ahead_per_lane();
  for (const Priority priority : all_priorities) {
    const auto rank = static_cast<queue::Priority>(priority);
    if (reads_outstanding_ >= reads_outstanding_max) return false;
    if (auto again = lane.order.take_rereads(priority); !again.empty()) {
      ++reads_outstanding_;
      spool_->request(queue::ReadMessages{lane.number, rank, std::move(again)});
    }
    ReadAhead& read = lane.read_ahead[Lane::index(priority)];
    const std::size_t loaded = lane.order.read_count(priority);
    if (read.asked || read.end || !has_room(lane, priority, per_lane / 2)) continue;
    if (reads_outstanding_ >= reads_outstanding_max) return false;
    ++reads_outstanding_;
    read.asked = true;
    spool_->request(queue::ReadLane{lane.number, rank, read.after,
                                    static_cast<std::uint32_t>(per_lane - loaded)});
  }
  return true;
}

}  // namespace dispatcher
