#include <algorithm>
#include <utility>

#include "queue/rebuild.hpp"

/// The half of the rebuild that reads what stands beside the messages.
namespace queue {

void Rebuild::read_ids() {
  for_each_row(Family::ids, [&](std::string_view id, std::string_view value) {
    const auto entry = format::decode_id(value);
    if (entry && entry->key.lane != 0 && entry->key.priority >= 1 &&
        entry->key.priority <= priorities_count) {
      return take_id(id, *entry);
    }
    ++counts_.index_removed;
    remove(Family::ids, id);
  });
  for (const auto& [number, key] : without_outcome_) {
    remove(Family::messages, format::message_key(key));
    ++counts_.nameless;
  }
  flush(true);
}

/// An id whose message or outcome is gone: nobody knows what became of it, and that is told.
void Rebuild::take_id(std::string_view id, const format::IdEntry& entry) {
  const auto message = message_at(entry.key);
  if (store_.failed()) return;
  counters_.sequence_last = std::max(counters_.sequence_last, entry.key.sequence);
  counters_.lane_last = std::max(counters_.lane_last, entry.key.lane);
  if (!message) {
    see_sequence(entry.key.sequence);
    return end_as_lost(entry.key, id);
  }
  const auto found = without_outcome_.find(message->outcome);
  if (message->standing != format::Standing::settled || found == without_outcome_.end()) return;
  std::string value;
  format::encode(value, format::OutcomeEntry{id, lost_outcome_});
  put(Family::outcomes, format::outcome_key(message->outcome), value);
  without_outcome_.erase(found);
  ++counts_.ended_as_lost;
}

/// Lanes whose names are gone have no open messages any more; the numbers stay taken.
void Rebuild::name_lanes() {
  for (LaneNumber lane = 1; lane <= counters_.lane_last; ++lane) {
    if (lanes_.contains(lane)) continue;
    std::string value;
    format::encode(value, format::LaneEntry{lane, 0});
    put(Family::lanes, "lost-lane-" + std::to_string(lane), value);
    ++counts_.lanes_nameless;
  }
  flush(true);
}

void Rebuild::read_due() {
  for_each_row(Family::due, [&](std::string_view key, std::string_view value) {
    const auto due = format::decode_due_key(key);
    const auto parked = format::decode_parked(value);
    const auto message = due && parked ? message_at(due->key) : std::nullopt;
    if (!message || message->standing != format::Standing::due || message->due != due->time) {
      ++counts_.index_removed;
      return remove(Family::due, key);
    }
    ++counters_.due_count;
    const bool in_doubt = parked->reason == format::ParkedReason::in_doubt;
    if (in_doubt && !doubts_.contains(due->key.sequence)) ++counters_.in_doubt_count;
  });
  flush(true);
}

void Rebuild::read_held() {
  for_each_row(Family::held, [&](std::string_view stored, std::string_view value) {
    const auto key = format::decode_message_key(stored);
    const auto parked = format::decode_parked(value);
    const auto message = key && parked ? message_at(*key) : std::nullopt;
    if (!message || message->standing != format::Standing::held) {
      ++counts_.index_removed;
      return remove(Family::held, stored);
    }
    ++counters_.held_count;
    const bool in_doubt = parked->reason == format::ParkedReason::in_doubt;
    if (in_doubt && !doubts_.contains(key->sequence)) ++counters_.in_doubt_count;
  });
  flush(true);
}

/// Marks of revived ones stay: their messages may have ended since.
void Rebuild::read_dead() {
  for_each_row(Family::dead, [&](std::string_view stored, std::string_view value) {
    if (stored >= format::revived_key(0)) return;
    const auto number = format::decode_outcome_key(stored);
    const auto key = format::decode_message_key(value);
    const auto message = number && key ? message_at(*key) : std::nullopt;
    if (message && message->standing == format::Standing::dead && message->outcome == *number) {
      ++counters_.dead_count;
      return;
    }
    ++counts_.index_removed;
    remove(Family::dead, stored);
  });
  flush(true);
}

void Rebuild::read_doubts() {
  for_each_row(Family::doubts, [&](std::string_view key, std::string_view value) {
    const auto doubt = format::decode_intent(value);
    const auto message = doubt ? message_at(doubt->key) : std::nullopt;
    const bool open = message && (message->standing == format::Standing::waiting ||
                                  message->standing == format::Standing::due);
    if (open) {
      doubts_.insert(doubt->key.sequence);
    } else {
      ++counts_.index_removed;
      remove(Family::doubts, key);
    }
  });
  flush(true);
}

/// They say that nothing waits below them, of messages that may wait again.
void Rebuild::forget_watermarks() {
  for_each_row(Family::meta, [&](std::string_view key, std::string_view) {
    if (key.starts_with("watermark")) remove(Family::meta, key);
  });
}

void Rebuild::see_sequence(Sequence sequence) {
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const Damage::Range& range = damage_.accepted[i];
    if (sequence > range.last) continue;
    if (!range.above) ranges_[i].below = std::max(ranges_[i].below, sequence);
    if (range.above && sequence > *range.above) ++ranges_[i].present;
  }
}

/// Sequences follow each other, but for the skips of starts.
std::uint64_t Rebuild::missing_in_ranges() const {
  std::uint64_t missing = 0;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const std::uint64_t above = damage_.accepted[i].above.value_or(ranges_[i].below);
    const std::uint64_t expected =
        damage_.accepted[i].last > above
            ? (damage_.accepted[i].last - above) % format::numbers_skipped
            : 0;
    missing += expected > ranges_[i].present ? expected - ranges_[i].present : 0;
  }
  return missing;
}

void Rebuild::compare_counters(const std::optional<format::Counters>& stored) {
  const auto differ = [&](auto member) {
    return !stored || (*stored).*member != counters_.*member;
  };
  const bool wrong =
      differ(&format::Counters::open_count) || differ(&format::Counters::held_count) ||
      differ(&format::Counters::due_count) || differ(&format::Counters::in_doubt_count) ||
      differ(&format::Counters::dead_count) || differ(&format::Counters::sequence_last) ||
      differ(&format::Counters::outcome_last) || differ(&format::Counters::lane_last);
  if (wrong) counts_.counters_wrong = 1;
}

std::vector<std::string> sentences_of(const Rebuild::Counts& counts) {
  std::vector<std::string> sentences;
  const auto say = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) sentences.push_back(std::to_string(count) + " " + std::string(what));
  };
  say(counts.doubts_new, "messages may have been sent, and are in doubt for the damage");
  say(counts.accepted_lost, "accepted messages are lost, ids and all: hand them in again");
  say(counts.ended_as_lost,
      "messages have the outcome lost: their text or what became of them is gone");
  say(counts.settled_again, "messages are settled, as their outcomes say");
  say(counts.nameless, "settled messages without an outcome or an id are removed");
  say(counts.ids_restored, "ids are known again, but not what was handed in with them");
  say(counts.lanes_nameless, "lanes have lost their names");
  say(counts.index_restored, "entries of due, held and dead are made again from the messages");
  say(counts.index_removed, "entries that fit no message are removed");
  say(counts.counters_wrong, "row of counters did not agree with what is there, and is made again");
  return sentences;
}

}  // namespace queue
