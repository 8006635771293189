#include "queue/lane_reader.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "queue/bytes.hpp"
#include "queue/format.hpp"

namespace queue {
namespace {

/// Entries looked at for one answer: those that are settled are stepped over, and a turn must stay
/// short all the same.
constexpr std::size_t steps_max = 4096;

/// The entries of one (lane, priority) above `after`, in order.
class Level {
 public:
  Level(Store& store, rocksdb::Iterator& entries, const MessageKey& after)
      : store_(store), entries_(entries), key_(after) {
    MessageKey first = after;
    ++first.sequence;
    const std::string start = format::message_key(first);
    prefix_ = start.substr(0, format::message_key_bytes - sizeof(Sequence));
    entries_.Seek(start);
  }

  /// Goes to the next readable entry; false: there is none (or the store failed).
  bool next() {
    if (started_) entries_.Next();
    started_ = true;
    if (!entries_.Valid()) return store_.check(entries_), false;
    const std::string_view stored = entries_.key().ToStringView();
    if (!stored.starts_with(prefix_)) return false;
    const auto key = format::decode_message_key(stored);
    const auto entry = format::decode_message(entries_.value().ToStringView());
    if (!key || !entry) return store_.fail_undecodable(Family::messages, stored), false;
    key_ = *key;
    entry_ = *entry;
    return true;
  }
  const MessageKey& key() const { return key_; }
  const format::MessageEntry& entry() const { return entry_; }

 private:
  Store& store_;
  rocksdb::Iterator& entries_;
  std::string prefix_;
  MessageKey key_;
  format::MessageEntry entry_;
  bool started_ = false;
};

}  // namespace

rocksdb::Iterator& LaneReader::entries() {
  if (!entries_) entries_ = books_.store.iterate(Family::messages);
  return *entries_;
}

void LaneReader::keep(LaneRead& answer, const MessageKey& key, const format::MessageEntry& entry) {
  answer.messages.push_back(books_.message_of(key, entry));
  books_.handed_out.note(answer.messages.back(), std::nullopt);
}

LaneRead LaneReader::read(const ReadLane& asked) {
  assert(asked.count_max > 0);
  LaneLevel& level = books_.lanes.at(asked.lane).level(asked.priority);
  LaneRead answer{asked.lane, asked.priority, {}, std::max(asked.after, level.watermark), false};
  const std::size_t count_max = std::min(asked.count_max, messages_max);
  const bool from_the_low_end = asked.after <= level.watermark;
  std::optional<Sequence> below_first_open;
  const WallTime limit = due_.read_limit(asked.lane, books_.now());
  bool is_cut = false;

  Level stored(books_.store, entries(), {asked.lane, asked.priority, answer.next});
  std::size_t steps = 0;
  while (answer.messages.size() < count_max && steps++ < steps_max) {
    if (!stored.next()) {
      answer.end = true;
      answer.next = std::max(answer.next, books_.counters.sequence_last);
      break;
    }
    const bool waits = stored.entry().standing == format::Standing::waiting;
    if (waits && stored.entry().accepted_at >= limit) {
      cuts_.push_back({asked.lane, asked.priority, stored.entry().accepted_at});
      answer.end = is_cut = true;
      break;
    }
    answer.next = stored.key().sequence;
    if (!waits) continue;
    if (!below_first_open) below_first_open = answer.next - 1;
    if (books_.withheld(answer.next)) continue;
    keep(answer, stored.key(), stored.entry());
  }
  level.read_to_end = answer.end && !is_cut;
  level.passed_count = 0;
  if (from_the_low_end && !books_.store.failed()) {
    raise_watermark(asked.lane, asked.priority, below_first_open.value_or(answer.next));
  }
  return answer;
}

LaneRead LaneReader::read(const ReadMessages& asked) {
  LaneRead answer{.lane = asked.lane, .priority = asked.priority, .again = true};
  for (const Sequence sequence : asked.sequences) {
    const MessageKey key{asked.lane, asked.priority, sequence};
    const auto loaded = books_.load(key);
    if (!loaded) break;
    const format::MessageEntry entry = loaded->entry();
    if (entry.standing == format::Standing::due) due_.want(key, entry.due);
    if (entry.standing == format::Standing::waiting && !books_.withheld(sequence)) {
      keep(answer, key, entry);
    }
  }
  return answer;
}

std::vector<std::pair<LaneNumber, Priority>> LaneReader::readable_again(WallTime now) {
  std::vector<std::pair<LaneNumber, Priority>> levels;
  if (cuts_.empty()) return levels;
  std::erase_if(cuts_, [&](const Cut& cut) {
    const bool again = due_.read_limit(cut.lane, now) > cut.accepted_at;
    if (again) levels.emplace_back(cut.lane, cut.priority);
    return again;
  });
  return levels;
}

std::size_t LaneReader::look_at_watermark(LaneNumber lane, Priority priority) {
  LaneLevel& level = books_.lanes.at(lane).level(priority);
  if (level.settled_count < settled_before_look) return 0;
  level.settled_count = 0;
  Sequence watermark = level.watermark;
  Level stored(books_.store, entries(), {lane, priority, watermark});
  std::size_t steps = 0;
  for (; steps < steps_max && stored.next(); ++steps) {
    if (stored.entry().standing == format::Standing::waiting) break;
    watermark = stored.key().sequence;
  }
  raise_watermark(lane, priority, watermark);
  return steps;
}

void LaneReader::raise_watermark(LaneNumber lane, Priority priority, Sequence watermark) {
  LaneLevel& level = books_.lanes.at(lane).level(priority);
  if (watermark <= level.watermark) return;
  level.watermark = watermark;
  std::string value;
  append_number(value, watermark);
  books_.batch.put(Family::meta, format::watermark_key(lane, priority), value);
}

}  // namespace queue
