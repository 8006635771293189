#include "queue/history.hpp"

#include <algorithm>
#include <cassert>

namespace queue {

std::optional<std::string> History::place_of(const MessageKey& key, const HistoryNote& note) {
  if (note.bytes.empty()) return std::string();
  assert(note.bytes.size() <= record_bytes_max);
  if (books_.moved.contains(key.sequence)) books_.commit();  // its notes may be among it
  const auto notes = of(key);
  if (books_.store.failed()) return std::nullopt;
  if (notes.size() >= notes_max) return std::string();
  WallTime at = note.at;
  const auto taken = [&](const HistoryNote& other) { return other.at == at; };
  while (std::ranges::any_of(notes, taken)) ++at;
  return format::history_key(key, at);
}

void History::write(const MessageKey& key, const std::string& place, const HistoryNote& note) {
  if (place.empty()) return;
  books_.batch.put(Family::history, place, note.bytes);
  books_.moved.insert(key.sequence);
}

std::vector<HistoryNote> History::of(const MessageKey& key) {
  std::vector<HistoryNote> notes;
  const std::string prefix = format::message_key(key);
  const auto entries = books_.store.iterate(Family::history);
  for (entries->Seek(prefix); entries->Valid(); entries->Next()) {
    const std::string_view stored = entries->key().ToStringView();
    if (!stored.starts_with(prefix)) break;
    const auto at = format::decode_history_time(stored);
    if (!at) return books_.store.fail_undecodable(Family::history, stored), notes;
    notes.push_back({*at, entries->value().ToString()});
  }
  books_.store.check(*entries);
  return notes;
}

}  // namespace queue
