#include "queue/books.hpp"

#include <algorithm>
#include <cassert>

namespace queue {

void Books::commit() {
  if (batch.empty() || store.failed()) return;
  if (!overdue) {
    ++counters.commits;
    if (limits) ++counters.limit_commits;
    if (active) counters.last_activity = std::max(counters.last_activity, now());
    std::string value;
    format::encode(value, counters);
    batch.put(Family::meta, format::counters_key, value);
  }
  overdue = !store.write(batch);
  if (overdue) return;
  moved.clear();
  active = false;
  limits = false;
}

void Books::opened(const MessageKey& key, WallTime accepted_at) {
  ++counters.open_count;
  census.opened(key, accepted_at);
}

void Books::ended(const MessageKey& key, WallTime accepted_at) {
  assert(counters.open_count > 0);
  --counters.open_count;
  census.ended(key, accepted_at);
}

std::optional<Books::Loaded> Books::load(const MessageKey& key) {
  if (moved.contains(key.sequence)) commit();
  const std::string stored_key = format::message_key(key);
  auto bytes = store.get(Family::messages, stored_key);
  if (store.failed()) return std::nullopt;
  if (!bytes || !format::decode_message(*bytes)) {
    store.fail_undecodable(Family::messages, stored_key);
    return std::nullopt;
  }
  return Loaded{std::move(*bytes)};
}

std::optional<Books::Parked> Books::load_parked(const MessageKey& key,
                                                const format::MessageEntry& entry) {
  const bool due = entry.standing == format::Standing::due;
  assert(due || entry.standing == format::Standing::held);
  const Family family = due ? Family::due : Family::held;
  const std::string stored_key = due ? format::due_key({entry.due, key}) : format::message_key(key);
  auto bytes = store.get(family, stored_key);
  if (store.failed()) return std::nullopt;
  if (!bytes || !format::decode_parked(*bytes)) {
    store.fail_undecodable(family, stored_key);
    return std::nullopt;
  }
  return Parked{std::move(*bytes)};
}

bool Books::in_doubt(const MessageKey& key, const format::MessageEntry& entry) {
  if (doubts.contains(key.sequence)) return true;
  if (entry.standing != format::Standing::due && entry.standing != format::Standing::held) {
    return false;
  }
  const auto parked = load_parked(key, entry);
  return parked && parked->entry().reason == format::ParkedReason::in_doubt;
}

StoredMessage Books::message_of(const MessageKey& key, const format::MessageEntry& entry) const {
  StoredMessage message;
  message.key = key;
  message.accepted_at = entry.accepted_at;
  message.not_before = entry.not_before;
  message.id = entry.id;
  message.payload = entry.payload;
  return message;
}

}  // namespace queue
