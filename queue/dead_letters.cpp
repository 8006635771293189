#include "queue/dead_letters.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {
namespace {

/// Letters looked at in one step: each is two reads, and a turn must stay short.
constexpr std::size_t steps_max = 128;

}  // namespace

bool DeadLetters::list(ListDead&& list) {
  if (lists_.size() == waiting_max) return false;
  lists_.push_back({std::move(list), {}});
  return true;
}

bool DeadLetters::change(ChangeDead&& change) {
  if (changes_.size() == waiting_max) return false;
  changes_.push_back({std::move(change)});
  return true;
}

std::optional<DeadLetters::Changed> DeadLetters::change_some() {
  if (changes_.empty()) return std::nullopt;
  Changing& work = changes_.front();
  const auto& items = work.asked.items;
  for (std::size_t step = 0; step < steps_max && work.looked_count < items.size(); ++step) {
    const auto changed = change_one(work.asked.kind, items[work.looked_count]);
    if (!changed) return std::nullopt;  // the store failed: from there on once it is healed
    ++work.looked_count;
    work.changed_count += *changed ? 1U : 0U;
  }
  if (work.looked_count < items.size()) return std::nullopt;
  Changed changed{std::move(work.asked.done), work.changed_count};
  changes_.pop_front();
  return changed;
}

/// Whether it was a dead letter. Nothing: the store failed first, and nothing was changed.
std::optional<bool> DeadLetters::change_one(ChangeDead::Kind kind, const ChangeDead::Item& item) {
  const std::string stored_key = format::outcome_key(item.outcome_sequence);
  const auto bytes = books_.store.get(Family::dead, stored_key);
  if (books_.store.failed()) return std::nullopt;
  if (!bytes) return false;
  const auto key = format::decode_message_key(*bytes);
  if (!key) return books_.store.fail_undecodable(Family::dead, stored_key), std::nullopt;
  const auto loaded = books_.load(*key);
  if (!loaded) return std::nullopt;
  const format::MessageEntry entry = loaded->entry();
  // The commit in the making may have changed it already: named twice.
  const bool dead = entry.standing == format::Standing::dead;
  if (!dead || entry.outcome != item.outcome_sequence) return false;
  books_.batch.remove(Family::dead, stored_key);
  assert(books_.counters.dead_count > 0);
  --books_.counters.dead_count;
  if (kind == ChangeDead::Kind::revive) {
    books_.batch.put(Family::dead, format::revived_key(item.outcome_sequence), {});
    revive(*key, entry, item.due);
  } else {
    purge(*key, entry);
  }
  books_.moved.insert(key->sequence);
  return true;
}

void DeadLetters::revive(const MessageKey& key, const format::MessageEntry& entry, WallTime due) {
  format::MessageEntry opened = entry;
  opened.standing = format::Standing::due;
  opened.due = due;
  opened.accepted_at = books_.now();
  std::string value;
  format::encode(value, opened);
  books_.batch.put(Family::messages, format::message_key(key), value);
  due_.insert(key, due, {format::ParkedReason::scheduled, {}});
  books_.handed_out.forget(key.sequence);  // where it counts as settled
  books_.opened(key, opened.accepted_at);
}

void DeadLetters::purge(const MessageKey& key, const format::MessageEntry& entry) {
  format::MessageEntry settled;
  settled.standing = format::Standing::settled;
  settled.outcome = entry.outcome;
  std::string value;
  format::encode(value, settled);
  books_.batch.put(Family::messages, format::message_key(key), value);
}

void DeadLetters::list_some() {
  if (lists_.empty()) return;
  auto& [asked, page] = lists_.front();
  const std::uint64_t after = page.rows.empty() ? asked.after : page.rows.back().outcome_sequence;
  const auto letters = books_.store.iterate(Family::dead);
  letters->Seek(format::outcome_key(after));
  for (std::size_t step = 0; step < steps_max && letters->Valid(); ++step, letters->Next()) {
    if (page.rows.size() == asked.count_max) break;
    const std::string_view stored = letters->key().ToStringView();
    if (stored >= format::revived_key(0)) break;  // these stand behind all letters
    const auto number = format::decode_outcome_key(stored);
    const auto key = format::decode_message_key(letters->value().ToStringView());
    if (!number || !key) return books_.store.fail_undecodable(Family::dead, stored);
    if (*number == after) continue;
    auto row = row_of(*number, *key);
    if (!row) return;
    page.rows.push_back(std::move(*row));
  }
  books_.store.check(*letters);
  if (books_.store.failed()) return;
  const bool full = page.rows.size() == asked.count_max;
  const bool more = letters->Valid() && letters->key().ToStringView() < format::revived_key(0);
  if (more && !full) return;
  if (full) page.next = page.rows.back().outcome_sequence;
  asked.done(std::move(page));
  lists_.pop_front();
}

/// Nothing: the store has failed.
std::optional<ListDead::Row> DeadLetters::row_of(std::uint64_t number, const MessageKey& key) {
  const std::string stored_key = format::outcome_key(number);
  const auto bytes = books_.store.get(Family::outcomes, stored_key);
  if (books_.store.failed()) return std::nullopt;
  const auto outcome = bytes ? format::decode_outcome(*bytes) : std::nullopt;
  const bool known_lane = key.lane <= books_.lanes.size();
  if (!outcome || !known_lane) {
    return books_.store.fail_undecodable(Family::outcomes, stored_key), std::nullopt;
  }
  return ListDead::Row{.outcome_sequence = number,
                       .id = std::string(outcome->id),
                       .lane_name = books_.lanes.at(key.lane).name,
                       .priority = key.priority,
                       .outcome = std::string(outcome->outcome)};
}

void DeadLetters::abandon(boost::system::error_code error) {
  for (Listing& list : std::exchange(lists_, {})) list.asked.done(error);
  for (Changing& change : std::exchange(changes_, {})) change.asked.done(error);
}

}  // namespace queue
