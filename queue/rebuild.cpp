#include "queue/rebuild.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Changes written at once.
constexpr std::size_t batch_entries = 4096;

}  // namespace

Rebuild::Rebuild(Store& store, const Damage& damage, std::string_view lost_outcome)
    : store_(store),
      batch_(store),
      damage_(damage),
      lost_outcome_(lost_outcome),
      ranges_(damage.accepted.size()) {}

bool Rebuild::run(std::optional<format::Counters> counters, WallTime now) {
  counters_ = counters.value_or(format::Counters{});
  counters_.open_count = counters_.held_count = counters_.due_count = 0;
  counters_.in_doubt_count = counters_.dead_count = 0;
  if (!counters) counters_.last_activity = now;
  read_lanes();
  read_outcomes();
  read_doubts();
  read_messages();
  read_ids();
  name_lanes();
  read_due();
  read_held();
  read_dead();
  counters_.in_doubt_count += doubts_.size();
  forget_watermarks();
  counts_.accepted_lost = missing_in_ranges();
  compare_counters(counters);
  flush(true);
  return !store_.failed();
}

bool Rebuild::look(std::optional<format::Counters> counters, WallTime now) {
  writes_ = false;
  return run(counters, now);
}

void Rebuild::read_lanes() {
  for_each_row(Family::lanes, [&](std::string_view name, std::string_view value) {
    const auto lane = format::decode_lane(value);
    if (!lane || name.empty() || name.size() > lane_name_bytes_max) {
      return remove(Family::lanes, name);
    }
    lanes_[lane->lane] = {std::string(name), lane->armed_limit};
    counters_.lane_last = std::max(counters_.lane_last, lane->lane);
  });
}

/// An outcome is the end of its message, whatever else is stored of it, unless it was revived then.
void Rebuild::read_outcomes() {
  for_each_row(Family::outcomes, [&](std::string_view key, std::string_view value) {
    const auto number = format::decode_outcome_key(key);
    const auto outcome = format::decode_outcome(value);
    if (!number || !outcome) return remove(Family::outcomes, key);
    counters_.outcome_last = std::max(counters_.outcome_last, *number);
    const auto bytes = store_.get(Family::ids, outcome->id);
    const auto id = bytes ? format::decode_id(*bytes) : std::nullopt;
    if (!id) return;
    const auto message = message_at(id->key);
    if (message && has_ended(*message)) return;
    if (message && store_.get(Family::dead, format::revived_key(*number))) return;
    settle(id->key, *number);
    ++counts_.settled_again;
  });
  flush(true);
}

void Rebuild::read_messages() {
  for_each_row(Family::messages, [&](std::string_view stored, std::string_view value) {
    const auto key = format::decode_message_key(stored);
    const auto entry = format::decode_message(value);
    if (!key || !entry) {
      ++counts_.index_removed;
      return remove(Family::messages, stored);
    }
    counters_.sequence_last = std::max(counters_.sequence_last, key->sequence);
    counters_.lane_last = std::max(counters_.lane_last, key->lane);
    see_sequence(key->sequence);
    if (entry->standing == format::Standing::settled) {
      take_settled(*key, entry->outcome);
    } else if (entry->standing == format::Standing::dead) {
      take_dead(*key, *entry);
    } else {
      take_open(*key, *entry);
    }
  });
  flush(true);
}

void Rebuild::take_settled(const MessageKey& key, std::uint64_t number) {
  counters_.outcome_last = std::max(counters_.outcome_last, number);
  const auto bytes = store_.get(Family::outcomes, format::outcome_key(number));
  const auto outcome = bytes ? format::decode_outcome(*bytes) : std::nullopt;
  if (outcome) return check_id(outcome->id, key);
  without_outcome_.emplace(number, key);
}

/// It knows its own id.
void Rebuild::take_dead(const MessageKey& key, const format::MessageEntry& entry) {
  counters_.outcome_last = std::max(counters_.outcome_last, entry.outcome);
  check_id(entry.id, key);
  const std::string number = format::outcome_key(entry.outcome);
  const auto bytes = store_.get(Family::outcomes, number);
  if (!bytes || !format::decode_outcome(*bytes)) {
    std::string value;
    format::encode(value, format::OutcomeEntry{entry.id, lost_outcome_});
    put(Family::outcomes, number, value);
    ++counts_.ended_as_lost;
  }
  if (store_.get(Family::dead, number)) return;
  put(Family::dead, number, format::message_key(key));
  ++counts_.index_restored;
}

void Rebuild::take_open(const MessageKey& key, const format::MessageEntry& entry) {
  if (!lanes_.contains(key.lane)) {
    if (doubts_.erase(key.sequence) > 0) remove(Family::doubts, format::message_key(key));
    return end_as_lost(key, entry.id);
  }
  check_id(entry.id, key);
  ++counters_.open_count;
  const bool may_be_sent = damage_.intents_lost && covered(key);
  if (entry.standing != format::Standing::waiting) check_index(key, entry, may_be_sent);
  if (!may_be_sent || entry.standing == format::Standing::held) return;
  if (!doubts_.insert(key.sequence).second) return;
  std::string value;
  format::encode(value, format::IntentEntry{key, counters_.last_activity, {}});
  put(Family::doubts, format::message_key(key), value);
  ++counts_.doubts_new;
}

/// The entry of a due or held message in its index.
void Rebuild::check_index(const MessageKey& key, const format::MessageEntry& entry,
                          bool may_be_sent) {
  const bool due = entry.standing == format::Standing::due;
  const Family family = due ? Family::due : Family::held;
  const std::string index_key = due ? format::due_key({entry.due, key}) : format::message_key(key);
  const auto bytes = store_.get(family, index_key);
  const auto parked = bytes ? format::decode_parked(*bytes) : std::nullopt;
  const bool told_as_held = !due && may_be_sent;
  const bool good = parked && !(told_as_held && parked->reason == format::ParkedReason::decided);
  if (good || store_.failed()) return;
  format::ParkedEntry made;
  made.reason = due ? format::ParkedReason::scheduled : format::ParkedReason::decided;
  if (told_as_held) made.reason = format::ParkedReason::in_doubt;
  if (parked) made.progress = parked->progress;
  std::string value;
  format::encode(value, made);
  put(family, index_key, value);
  if (parked) {
    ++counts_.doubts_new;
  } else {
    ++counts_.index_restored;
  }
}

void Rebuild::check_id(std::string_view id, const MessageKey& key) {
  const auto bytes = store_.get(Family::ids, id);
  if (store_.failed() || (bytes && format::decode_id(*bytes))) return;
  std::string value;
  format::encode(value, format::IdEntry{key, {}});
  put(Family::ids, id, value);
  ++counts_.ids_restored;
}

void Rebuild::end_as_lost(const MessageKey& key, std::string_view id) {
  const std::uint64_t number = ++counters_.outcome_last;
  settle(key, number);
  std::string value;
  format::encode(value, format::OutcomeEntry{id, lost_outcome_});
  put(Family::outcomes, format::outcome_key(number), value);
  ++counts_.ended_as_lost;
}

void Rebuild::settle(const MessageKey& key, std::uint64_t outcome) {
  std::string value;
  format::MessageEntry entry;
  entry.standing = format::Standing::settled;
  entry.outcome = outcome;
  format::encode(value, entry);
  put(Family::messages, format::message_key(key), value);
}

bool Rebuild::has_ended(const format::MessageEntry& entry) {
  return entry.standing == format::Standing::settled || entry.standing == format::Standing::dead;
}

bool Rebuild::covered(const MessageKey& key) const {
  return damage_.limits_lost || key.sequence <= lanes_.at(key.lane).armed_limit;
}

std::optional<format::MessageEntry> Rebuild::message_at(const MessageKey& key) {
  auto bytes = store_.get(Family::messages, format::message_key(key));
  if (!bytes) return std::nullopt;
  message_bytes_ = std::move(*bytes);
  return format::decode_message(message_bytes_);
}

void Rebuild::put(Family family, std::string_view key, std::string_view value) {
  batch_.put(family, key, value);
  flush(false);
}

void Rebuild::remove(Family family, std::string_view key) {
  batch_.remove(family, key);
  flush(false);
}

void Rebuild::flush(bool all) {
  if (!all && ++batched_ < batch_entries) return;
  batched_ = 0;
  if (!writes_) return batch_.clear();
  if (!batch_.empty()) (void)store_.write(batch_);
}

}  // namespace queue
