#include "queue/due_index.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Entries of other shards are stepped over; a turn must stay short all the same.
constexpr std::size_t steps_max = 1024;
/// One event carries no more.
constexpr std::size_t messages_max = 256;
/// So many of a lane may always be out, as far as there is any credit.
constexpr std::uint64_t lane_share_min = 64;

/// How many of a lane may be out.
std::uint64_t lane_share(std::uint64_t credit_left) {
  return std::max(credit_left / 2, lane_share_min);
}

}  // namespace

void DueIndex::insert(const MessageKey& key, WallTime time, const format::ParkedEntry& entry) {
  const std::string stored_key = format::due_key({time, key});
  std::string value;
  format::encode(value, entry);
  books_.batch.put(Family::due, stored_key, value);
  ++books_.counters.due_count;
  first_ = std::min(first_, stored_key);
  forget(key);
  if (!shards_.empty()) look_from(key, time);
}

void DueIndex::erase(const MessageKey& key, WallTime time) {
  books_.batch.remove(Family::due, format::due_key({time, key}));
  assert(books_.counters.due_count > 0);
  --books_.counters.due_count;
  forget(key);
}

void DueIndex::come_back(const MessageKey& key, WallTime time) {
  if (!handed_out_.contains(key.sequence)) look_from(key, time);
}

void DueIndex::forget(const MessageKey& key) {
  if (handed_out_.erase(key.sequence) == 0) return;
  LaneView& lane = lanes_.at(key.lane);
  assert(lane.handed_out_count > 0);
  --lane.handed_out_count;
}

/// What is to be handed out may lie before where the cursors stand.
void DueIndex::look_from(const MessageKey& key, WallTime time) {
  const std::string stored_key = format::due_key({time, key});
  ShardView& view = shards_.at(books_.lanes.at(key.lane).shard);
  view.cursor = std::min(view.cursor, stored_key);
  view.next = std::min(view.next, time);
  LaneView& lane = lanes_[key.lane];
  if (lane.is_behind) lane.cursor = std::min(lane.cursor, stored_key);
}

std::vector<StoredMessage> DueIndex::take(std::size_t shard, WallTime now) {
  Turn turn{.now = now};
  ShardView& view = shards_.at(shard);
  if (view.credit == 0) return {};
  if (const LaneNumber* lane = lane_to_catch_up(view)) take_behind(view, *lane, turn);
  if (view.credit > 0 && view.next <= now && !books_.store.failed()) take_next(view, shard, turn);
  return std::move(turn.taken);
}

const LaneNumber* DueIndex::lane_to_catch_up(const ShardView& view) const {
  for (const LaneNumber& number : view.behind) {
    // Some at a time: each look costs a seek.
    if (lanes_.at(number).handed_out_count <= lane_share(view.credit) / 2) return &number;
  }
  return nullptr;
}

/// Hands out more of a lane that is behind, the oldest first, stepping over what is none of its.
void DueIndex::take_behind(ShardView& view, LaneNumber number, Turn& turn) {
  LaneView& lane = lanes_.at(number);
  std::erase(view.behind, number);
  const auto entries = books_.store.iterate(Family::due);
  for (entries->Seek(lane.cursor); entries->Valid(); entries->Next()) {
    lane.cursor = entries->key().ToString();
    if (lane.cursor >= view.cursor) break;
    const bool enough = view.credit == 0 || turn.taken.size() == messages_max ||
                        turn.steps++ == steps_max ||
                        lane.handed_out_count >= lane_share(view.credit);
    if (enough) {
      view.behind.push_back(number);
      return;
    }
    const auto due = format::decode_due_key(lane.cursor);
    if (!due) return books_.store.fail_undecodable(Family::due, lane.cursor);
    if (due->key.lane != number) continue;
    if (!hand_out(view, *due, entries->value().ToStringView(), turn)) return;
  }
  books_.store.check(*entries);
  if (books_.store.failed()) return view.behind.push_back(number);  // no end: it may be healed
  lane.is_behind = false;
}

void DueIndex::take_next(ShardView& view, std::size_t shard, Turn& turn) {
  const auto entries = books_.store.iterate(Family::due);
  for (entries->Seek(view.cursor); entries->Valid(); entries->Next()) {
    view.cursor = entries->key().ToString();
    const auto due = format::decode_due_key(view.cursor);
    if (!due) return books_.store.fail_undecodable(Family::due, view.cursor);
    view.next = due->time;
    if (due->time > turn.now || view.credit == 0 || turn.taken.size() == messages_max) return;
    if (turn.steps++ == steps_max) return;
    if (books_.lanes.at(due->key.lane).shard != shard) continue;
    LaneView& lane = lanes_[due->key.lane];
    if (lane.is_behind) continue;
    if (lane.handed_out_count >= lane_share(view.credit)) {
      lane.is_behind = true;
      lane.cursor = view.cursor;
      view.behind.push_back(due->key.lane);
    } else if (!hand_out(view, *due, entries->value().ToStringView(), turn)) {
      return;
    }
  }
  books_.store.check(*entries);
  if (books_.store.failed()) return;  // no end: it may be healed
  view.cursor.push_back('\0');        // behind the last one seen
  view.next = WallTime::max();
}

bool DueIndex::hand_out(ShardView& view, const format::DueKey& due, std::string_view value,
                        Turn& turn) {
  const Sequence sequence = due.key.sequence;
  if (handed_out_.contains(sequence) || books_.withheld(sequence)) return true;
  auto loaded = load(due, value);
  if (!loaded) return false;
  handed_out_.insert(sequence);
  ++lanes_[due.key.lane].handed_out_count;
  books_.handed_out.note(loaded->message, due.time, loaded->in_doubt);
  turn.taken.push_back(std::move(loaded->message));
  --view.credit;
  return true;
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
  return std::ranges::any_of(shards_, [&](const ShardView& view) {
    return view.credit > 0 && (view.next <= now || lane_to_catch_up(view) != nullptr);
  });
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
