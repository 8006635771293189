#include "queue/due_index.hpp"

#include <algorithm>
#include <utility>

namespace queue {
namespace {

/// Entries of other shards are stepped over; a turn must stay short all the same.
constexpr std::size_t steps_max = 1024;
/// One event carries no more.
constexpr std::size_t messages_max = 256;
/// So many of a lane may be out as long as there is any credit, beside those that are awaited.
constexpr std::int64_t lane_share_min = 64;
/// And so many without any, and so many that are awaited: other lanes that stand still may have it
/// all, and what is out of this one may wait for what is not.
constexpr std::size_t lane_always_max = 8;

/// An attempt ended in it: later messages of its participant wait for it.
bool is_awaited(format::ParkedReason reason) {
  return reason == format::ParkedReason::deferred || reason == format::ParkedReason::in_doubt;
}

/// How many of a lane may be out that nobody waits for.
std::size_t lane_share(std::int64_t credit_left) {
  if (credit_left <= 0) return lane_always_max;
  return static_cast<std::size_t>(std::max(credit_left / 2, lane_share_min));
}

}  // namespace

void DueIndex::note_scheduled(LaneNumber lane, WallTime time) {
  WallTime& from = lanes_[lane].scheduled_from;
  from = std::min(from, time);
}

void DueIndex::insert(const MessageKey& key, WallTime time, const format::ParkedEntry& entry) {
  const std::string stored_key = format::due_key({time, key});
  std::string value;
  format::encode(value, entry);
  books_.batch.put(Family::due, stored_key, value);
  ++books_.counters.due_count;
  first_ = std::min(first_, stored_key);
  forget(key);
  if (entry.reason == format::ParkedReason::scheduled) note_scheduled(key.lane, time);
  if (!shards_.empty()) look_from(key, time, is_awaited(entry.reason));
}

void DueIndex::erase(const MessageKey& key, WallTime time) {
  books_.batch.remove(Family::due, format::due_key({time, key}));
  assert(books_.counters.due_count > 0);
  --books_.counters.due_count;
  forget(key);
}

void DueIndex::come_back(const MessageKey& key, WallTime time) {
  if (handed_out_.contains(key.sequence)) return;
  note_scheduled(key.lane, time);  // perhaps it is
  look_from(key, time, true);
}

void DueIndex::want(const MessageKey& key, WallTime time) {
  if (handed_out_.contains(key.sequence) || !wanted_.insert(key.sequence).second) return;
  ShardView& view = shards_.at(books_.lanes.at(key.lane).shard);
  if (format::due_key({time, key}) < view.cursor) view.wanted_behind.push_back({time, key});
}

void DueIndex::forget(const MessageKey& key) {
  wanted_.erase(key.sequence);
  const auto out = handed_out_.find(key.sequence);
  if (out == handed_out_.end()) return;
  LaneView& lane = lanes_.at(key.lane);
  std::size_t& count = out->second ? lane.awaited_out_count : lane.other_out_count;
  assert(count > 0);
  --count;
  handed_out_.erase(out);
}

/// What is to be handed out may lie before where the cursors stand.
void DueIndex::look_from(const MessageKey& key, WallTime time, bool awaited) {
  const std::string stored_key = format::due_key({time, key});
  ShardView& view = shards_.at(books_.lanes.at(key.lane).shard);
  view.cursor = std::min(view.cursor, stored_key);
  view.next = std::min(view.next, time);
  LaneView& lane = lanes_[key.lane];
  if (lane.is_behind && stored_key < lane.cursor) stop_at(lane, {time, key}, awaited);
}

std::vector<StoredMessage> DueIndex::take(std::size_t shard, WallTime now) {
  Turn turn{.now = now};
  ShardView& view = shards_.at(shard);
  if (!view.has_asked) return {};
  take_wanted(view, turn);
  if (const LaneNumber* lane = lane_to_catch_up(view)) take_behind(view, *lane, turn);
  if (view.next <= now && !books_.store.failed()) take_next(view, shard, turn);
  return std::move(turn.taken);
}

WallTime DueIndex::read_limit(LaneNumber number, WallTime now) {
  const auto known = lanes_.find(number);
  if (known == lanes_.end()) return WallTime::max();
  LaneView& lane = known->second;
  if (lane.scheduled_from == WallTime::max()) return lane.scheduled_from;
  const WallTime handed_out_to =
      lane.is_behind ? lane.cursor_time : shards_.at(books_.lanes.at(number).shard).next;
  lane.scheduled_from = std::max(lane.scheduled_from, handed_out_to);
  return lane.scheduled_from <= now ? lane.scheduled_from : WallTime::max();
}

const LaneNumber* DueIndex::lane_to_catch_up(const ShardView& view) const {
  for (const LaneNumber& number : view.behind) {
    const LaneView& lane = lanes_.at(number);
    // Some at a time: each look costs a seek.
    const bool may = lane.stopped_at_awaited ? has_room(view, lane, true)
                                             : lane.other_out_count <= lane_share(view.credit) / 2;
    if (may) return &number;
  }
  return nullptr;
}

bool DueIndex::has_room(const ShardView& view, const LaneView& lane, bool awaited) {
  if (!awaited) return lane.other_out_count < lane_share(view.credit);
  return view.credit > 0 || lane.awaited_out_count < lane_always_max;
}

void DueIndex::stop_at(LaneView& lane, const format::DueKey& due, bool awaited) {
  lane.cursor = format::due_key(due);
  lane.cursor_time = due.time;
  lane.stopped_at_awaited = awaited;
}

/// Whatever was moved on meanwhile is not there any more, or is wanted no more.
void DueIndex::take_wanted(ShardView& view, Turn& turn) {
  for (; !view.wanted_behind.empty(); view.wanted_behind.pop_front()) {
    const format::DueKey due = view.wanted_behind.front();
    if (!wanted_.contains(due.key.sequence)) continue;
    if (turn.taken.size() == messages_max) return;
    const auto stored = books_.store.get(Family::due, format::due_key(due));
    if (books_.store.failed()) return;
    if (stored) hand_out(view, lanes_[due.key.lane], due, *stored, turn);
  }
}

/// Hands out more of a lane that is behind, the oldest first, stepping over what is none of its.
void DueIndex::take_behind(ShardView& view, LaneNumber number, Turn& turn) {
  LaneView& lane = lanes_.at(number);
  std::erase(view.behind, number);
  const auto entries = books_.store.iterate(Family::due);
  for (entries->Seek(lane.cursor); entries->Valid(); entries->Next()) {
    const std::string_view stored = entries->key().ToStringView();
    if (stored >= view.cursor) break;
    const auto due = format::decode_due_key(stored);
    if (!due) return books_.store.fail_undecodable(Family::due, stored);
    if (turn.taken.size() == messages_max || turn.steps++ == steps_max) {
      stop_at(lane, *due, false);
      return view.behind.push_back(number);
    }
    if (due->key.lane != number) continue;
    stop_at(lane, *due, false);
    const Step step = hand_out(view, lane, *due, entries->value().ToStringView(), turn);
    if (step == Step::done) continue;
    lane.stopped_at_awaited = step == Step::no_room_awaited;
    return view.behind.push_back(number);
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
    if (due->time > turn.now || turn.taken.size() == messages_max) return;
    if (turn.steps++ == steps_max) return;
    if (books_.lanes.at(due->key.lane).shard != shard) continue;
    LaneView& lane = lanes_[due->key.lane];
    const Step step = hand_out(view, lane, *due, entries->value().ToStringView(), turn);
    if (step == Step::failed) return;
    if (step == Step::done || lane.is_behind) continue;
    lane.is_behind = true;
    stop_at(lane, *due, step == Step::no_room_awaited);
    view.behind.push_back(due->key.lane);
  }
  books_.store.check(*entries);
  if (books_.store.failed()) return;  // no end: it may be healed
  view.cursor.push_back('\0');        // behind the last one seen
  view.next = WallTime::max();
}

/// An entry of this lane. What nobody waits for waits for all before it.
DueIndex::Step DueIndex::hand_out(ShardView& view, LaneView& lane, const format::DueKey& due,
                                  std::string_view value, Turn& turn) {
  const Sequence sequence = due.key.sequence;
  if (handed_out_.contains(sequence) || books_.withheld(sequence)) return Step::done;
  const auto parked = format::decode_parked(value);
  if (!parked) {
    books_.store.fail_undecodable(Family::due, format::due_key(due));
    return Step::failed;
  }
  const bool awaited = is_awaited(parked->reason);
  const bool may_pass = awaited || !lane.is_behind || format::due_key(due) <= lane.cursor;
  if (!wanted_.contains(sequence) && (!may_pass || !has_room(view, lane, awaited))) {
    return awaited ? Step::no_room_awaited : Step::no_room;
  }
  auto message = load(due, *parked);
  if (!message) return Step::failed;
  handed_out_.emplace(sequence, awaited);
  wanted_.erase(sequence);
  ++(awaited ? lane.awaited_out_count : lane.other_out_count);
  const bool in_doubt = parked->reason == format::ParkedReason::in_doubt;
  books_.handed_out.note(*message, due.time, in_doubt);
  turn.taken.push_back(std::move(*message));
  --view.credit;
  return Step::done;
}

std::optional<StoredMessage> DueIndex::load(const format::DueKey& due,
                                            const format::ParkedEntry& parked) {
  const auto loaded = books_.load(due.key);
  if (!loaded) return std::nullopt;
  const format::MessageEntry entry = loaded->entry();
  assert(entry.standing == format::Standing::due && entry.due == due.time);
  StoredMessage message = books_.message_of(due.key, entry);
  message.progress = parked.progress;
  return message;
}

bool DueIndex::more_now(WallTime now) const {
  return std::ranges::any_of(shards_, [&](const ShardView& view) {
    return view.has_asked &&
           (view.next <= now || !view.wanted_behind.empty() || lane_to_catch_up(view) != nullptr);
  });
}

std::optional<WallTime> DueIndex::next_time() const {
  WallTime next = WallTime::max();
  for (const ShardView& view : shards_) {
    if (view.has_asked) next = std::min(next, view.next);
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
