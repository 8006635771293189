#include "queue/due_index.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Entries of other shards are stepped over; a turn must stay short all the same.
constexpr std::size_t steps_max = 1024;
/// One event carries no more.
constexpr std::size_t messages_max = 256;

}  // namespace

void DueIndex::insert(const MessageKey& key, WallTime time, const format::ParkedEntry& entry) {
  const std::string stored_key = format::due_key({time, key});
  std::string value;
  format::encode(value, entry);
  books_.batch.put(Family::due, stored_key, value);
  ++books_.counters.due_count;
  first_ = std::min(first_, stored_key);
  handed_out_.erase(key.sequence);
  if (shards_.empty()) return;
  ShardView& view = shards_.at(books_.lanes.at(key.lane).shard);
  view.cursor = std::min(view.cursor, stored_key);
  view.next = std::min(view.next, time);
}

void DueIndex::erase(const MessageKey& key, WallTime time) {
  books_.batch.remove(Family::due, format::due_key({time, key}));
  assert(books_.counters.due_count > 0);
  --books_.counters.due_count;
  handed_out_.erase(key.sequence);
}

void DueIndex::come_back(const MessageKey& key, WallTime time) {
  if (handed_out_.contains(key.sequence)) return;
  ShardView& view = shards_.at(books_.lanes.at(key.lane).shard);
  view.cursor = std::min(view.cursor, format::due_key({time, key}));
  view.next = std::min(view.next, time);
}

std::vector<StoredMessage> DueIndex::take(std::size_t shard, WallTime now) {
  std::vector<StoredMessage> taken;
  ShardView& view = shards_.at(shard);
  if (view.credit == 0 || view.next > now) return taken;
  const auto entries = books_.store.iterate(Family::due);
  entries->Seek(view.cursor);
  for (std::size_t step = 0; step < steps_max && entries->Valid(); ++step, entries->Next()) {
    view.cursor = entries->key().ToString();
    const auto due = format::decode_due_key(view.cursor);
    if (!due) {
      books_.store.fail_undecodable(Family::due, view.cursor);
      return taken;
    }
    view.next = due->time;
    const bool enough = view.credit == 0 || taken.size() == messages_max;
    if (due->time > now || enough) return taken;
    if (books_.lanes.at(due->key.lane).shard != shard) continue;
    if (handed_out_.contains(due->key.sequence)) continue;
    if (books_.withheld(due->key.sequence)) continue;
    auto loaded = load(*due, entries->value().ToStringView());
    if (!loaded) return taken;
    handed_out_.insert(due->key.sequence);
    books_.handed_out.note(loaded->message, due->time, loaded->in_doubt);
    taken.push_back(std::move(loaded->message));
    --view.credit;
  }
  books_.store.check(*entries);
  if (books_.store.failed()) return taken;  // no end: it may be healed
  if (!entries->Valid()) {
    view.cursor.push_back('\0');  // behind the last one seen
    view.next = WallTime::max();
  }
  return taken;
}

std::optional<DueIndex::Loaded> DueIndex::load(const format::DueKey& due, std::string_view value) {
  const auto parked = format::decode_parked(value);
  if (!parked) {
    books_.store.fail_undecodable(Family::due, format::due_key(due));
    return std::nullopt;
  }
  auto loaded = books_.load(due.key);
  if (!loaded) return std::nullopt;
  const format::MessageEntry entry = loaded->entry();
  assert(entry.standing == format::Standing::due && entry.due == due.time);
  Loaded made{books_.message_of(due.key, entry), parked->reason == format::ParkedReason::in_doubt};
  made.message.progress = parked->progress;
  return made;
}

bool DueIndex::more_now(WallTime now) const {
  return std::ranges::any_of(
      shards_, [&](const ShardView& view) { return view.credit > 0 && view.next <= now; });
}

std::optional<WallTime> DueIndex::next_time() const {
  WallTime next = WallTime::max();
  for (const ShardView& view : shards_) {
    if (view.credit > 0) next = std::min(next, view.next);
  }
  if (next == WallTime::max()) return std::nullopt;
  return next;
}

std::optional<WallTime> DueIndex::earliest() {
  const auto entries = books_.store.iterate(Family::due);
  entries->Seek(first_);
  books_.store.check(*entries);
  if (!entries->Valid()) return std::nullopt;
  first_ = entries->key().ToString();
  const auto due = format::decode_due_key(first_);
  if (!due) {
    books_.store.fail_undecodable(Family::due, first_);
    return std::nullopt;
  }
  return due->time;
}

}  // namespace queue
