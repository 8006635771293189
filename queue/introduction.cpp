#include "queue/introduction.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Entries looked at in one step; no event carries more messages.
constexpr std::size_t step_count = 256;

}  // namespace

void Introduction::begin() {
  for (const auto& [group, hold] : books_.group_holds) {
    for (Outbox& outbox : outboxes_) outbox.send(GroupHoldChanged{group, hold});
  }
  for (SpoolLane& lane : books_.lanes) {
    lane.shard = books_.shard_of(lane.name);
    LaneOpened opened{lane.number, lane.name, books_.hold_of(lane.name)};
    const auto arrived = books_.arrived_latest.find(lane.number);
    if (arrived != books_.arrived_latest.end()) opened.arrived_latest = std::move(arrived->second);
    outboxes_.at(lane.shard).send(std::move(opened));
  }
  books_.arrived_latest.clear();
  for (const auto& [sequence, doubt] : books_.doubts) doubts_.push_back(sequence);
}

/// False: the store has failed.
bool Introduction::tell_doubts() {
  for (std::size_t left = step_count; left > 0 && !doubts_.empty(); --left) {
    const auto doubt = books_.doubts.find(doubts_.back());
    if (doubt != books_.doubts.end()) {
      auto told = told_doubt(doubt->second);
      if (!told) return false;
      outboxes_.at(books_.lanes.at(told->message.key.lane).shard).send(std::move(*told));
    }
    doubts_.pop_back();
  }
  return true;
}

std::optional<InDoubt> Introduction::told_doubt(const Doubt& doubt) {
  const auto loaded = books_.load(doubt.key);
  if (!loaded) return std::nullopt;
  const format::MessageEntry entry = loaded->entry();
  InDoubt told{books_.message_of(doubt.key, entry), no_slot, doubt.at};
  told.message.progress = doubt.progress;
  const bool in_due_index = entry.standing == format::Standing::due;
  books_.handed_out.note(told.message, in_due_index ? std::optional(entry.due) : std::nullopt);
  return told;
}

bool Introduction::step() {
  if (done_) return true;
  if (!tell_doubts() || !doubts_.empty()) return false;
  std::vector<DueBlocks> blocks(outboxes_.size());
  auto after =
      due_.walk(after_, step_count, [&](const format::DueKey& due, std::string_view value) {
        const auto parked = format::decode_parked(value);
        if (!parked) return books_.store.fail_undecodable(Family::due, format::due_key(due));
        if (parked->reason == format::ParkedReason::scheduled) {
          return due_.note_scheduled(due.key.lane, due.time);
        }
        if (books_.doubts.contains(due.key.sequence)) return;
        const auto loaded = books_.load(due.key);
        if (!loaded) return;
        StoredMessage message = books_.message_of(due.key, loaded->entry());
        message.progress = parked->progress;
        blocks[books_.lanes.at(due.key.lane).shard].messages.push_back(std::move(message));
      });
  if (books_.store.failed()) return false;
  for (std::size_t shard = 0; shard < blocks.size(); ++shard) {
    if (!blocks[shard].messages.empty()) outboxes_[shard].send(std::move(blocks[shard]));
  }
  after_ = std::move(after);
  done_ = after_.empty();
  return done_;
}

}  // namespace queue
