#include "queue/passage.hpp"

#include <cassert>
#include <utility>

namespace queue {

void Passage::pass(std::vector<StoredMessage>&& fresh, std::vector<Outbox>& outboxes) {
  if (fresh.empty()) return;
  const WallTime now = books_.now();
  std::vector<PassedOn> passed(outboxes.size());
  std::vector<MessageKey> first_unread;
  for (StoredMessage& message : fresh) {
    SpoolLane& lane = books_.lanes.at(message.key.lane);
    LaneLevel& level = lane.level(message.key.priority);
    if (!level.read_to_end) continue;
    if (!may_pass(message, level, lane.shard, now)) {
      level.read_to_end = false;
      first_unread.push_back(message.key);
      continue;
    }
    assert(!books_.withheld(message.key.sequence));  // nobody knows it yet
    ++level.passed_count;
    --credits_[lane.shard];
    books_.handed_out.note(message, std::nullopt);
    passed[lane.shard].messages.push_back(std::move(message));
  }
  for (std::size_t shard = 0; shard < passed.size(); ++shard) {
    if (!passed[shard].messages.empty()) outboxes[shard].send(std::move(passed[shard]));
  }
  for (const MessageKey& key : first_unread) {
    outboxes[books_.lanes.at(key.lane).shard].send(LaneGrew{key.lane, key.priority});
  }
}

bool Passage::may_pass(const StoredMessage& message, const LaneLevel& level, std::size_t shard,
                       WallTime now) {
  return credits_.at(shard) > 0 && level.passed_count < passed_without_read_max &&
         message.accepted_at < due_.read_limit(message.key.lane, now);
}

}  // namespace queue
