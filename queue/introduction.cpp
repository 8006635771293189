#include "queue/introduction.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Due entries looked at in one step.
constexpr std::size_t step_count = 1024;
/// One event carries no more.
constexpr std::size_t messages_max = 256;

}  // namespace

void Introduction::begin() {
  for (SpoolLane& lane : books_.lanes) {
    lane.shard = books_.shard_of(lane.name);
    outboxes_.at(lane.shard).send(LaneOpened{lane.number, lane.name});
  }
  for (const auto& [sequence, doubt] : books_.doubts) {
    if (books_.store.failed()) return;
    tell_doubt(doubt);
  }
}

void Introduction::tell_doubt(const Doubt& doubt) {
  const auto loaded = books_.load(doubt.key);
  if (!loaded) return;
  const format::MessageEntry entry = loaded->entry();
  InDoubt told{books_.message_of(doubt.key, entry), no_slot, doubt.at};
  told.message.progress = doubt.progress;
  const bool in_due_index = entry.standing == format::Standing::due;
  books_.handed_out.note(told.message, in_due_index ? std::optional(entry.due) : std::nullopt);
  outboxes_.at(books_.lanes.at(doubt.key.lane).shard).send(std::move(told));
}

bool Introduction::step() {
  if (done_ || books_.store.failed()) return true;
  std::vector<DueBlocks> blocks(outboxes_.size());
  after_ = due_.walk(after_, step_count, [&](const format::DueKey& due, std::string_view value) {
    const auto parked = format::decode_parked(value);
    if (!parked) return books_.store.fail_undecodable(Family::due, format::due_key(due));
    if (parked->reason == format::ParkedReason::scheduled) return;
    if (books_.doubts.contains(due.key.sequence)) return;
    const auto loaded = books_.load(due.key);
    if (!loaded) return;
    const std::size_t shard = books_.lanes.at(due.key.lane).shard;
    StoredMessage message = books_.message_of(due.key, loaded->entry());
    message.progress = parked->progress;
    blocks[shard].messages.push_back(std::move(message));
    if (blocks[shard].messages.size() == messages_max) {
      outboxes_[shard].send(std::exchange(blocks[shard], {}));
    }
  });
  for (std::size_t shard = 0; shard < blocks.size(); ++shard) {
    if (!blocks[shard].messages.empty()) outboxes_[shard].send(std::move(blocks[shard]));
  }
  done_ = after_.empty();
  return done_;
}

}  // namespace queue
