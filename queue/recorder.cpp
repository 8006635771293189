#include "queue/recorder.hpp"

#include <algorithm>
#include <cassert>

namespace queue {
namespace {

/// A limit is raised this far ahead, in sequences, which all lanes share: the further the fewer
/// messages of its own the lane has among them.
constexpr Sequence limit_ahead_min = 1024;
constexpr Sequence limit_ahead_max = Sequence{1} << 20;
/// Fewer arms from one raise to the next: twice as far ahead; many more: half as far.
constexpr std::uint32_t arms_per_raise_min = 256;
constexpr std::uint32_t arms_per_raise_max = 2048;

}  // namespace

void Recorder::apply(const Arm& arm) {
  assert(arm.slot != no_slot && arm.progress.size() <= record_bytes_max);
  raise_limit(arm.key);
  value_.clear();
  format::encode(value_, format::IntentEntry{arm.key, arm.at, arm.progress});
  books_.batch.put(Family::intents, format::slot_key(arm.slot), value_);
  books_.active = true;
}

/// In the commit of the intent, so that neither is there without the other.
void Recorder::raise_limit(const MessageKey& key) {
  SpoolLane& lane = books_.lanes.at(key.lane);
  ++lane.arms_since_raise;
  if (key.sequence <= lane.armed_limit) return;
  Sequence ahead = lane.limit_ahead;
  if (lane.arms_since_raise < arms_per_raise_min) ahead *= 2;
  if (lane.arms_since_raise > arms_per_raise_max) ahead /= 2;
  lane.limit_ahead = std::clamp(ahead, limit_ahead_min, limit_ahead_max);
  lane.arms_since_raise = 0;
  lane.armed_limit = key.sequence + lane.limit_ahead;
  value_.clear();
  format::encode(value_, format::LaneEntry{lane.number, lane.armed_limit});
  books_.batch.put(Family::lanes, lane.name, value_);
  books_.limits = true;
}

bool Recorder::apply(const Revoke& revoke) {
  assert(revoke.slot != no_slot);
  const auto place = history_.place_of(revoke.key, revoke.note);
  if (!place) return false;
  free_slot(revoke.slot);
  history_.write(revoke.key, *place, revoke.note);
  return true;
}

/// A slot is overwritten, never removed: slots leave no tombstones.
void Recorder::free_slot(std::uint32_t slot) {
  if (slot != no_slot) {
    books_.batch.put(Family::intents, format::slot_key(slot), format::slot_free);
  }
}

/// The slot stays as it is: an intent of a settled message means nothing, whoever reads it.
bool Recorder::apply(const Settle& settle) {
  assert(settle.outcome.size() <= record_bytes_max);
  const auto place = history_.place_of(settle.key, settle.note);
  if (!place) return false;
  HandedOut::Entry* known = books_.handed_out.find(settle.key.sequence);
  assert(known == nullptr || !known->settled);  // twice: some path forgot that it had decided
  if (known != nullptr && !settle.keeps_message) {
    const bool was_in_doubt = known->in_doubt || books_.doubts.contains(settle.key.sequence);
    if (known->due) due_.erase(settle.key, *known->due);
    leave_doubt(settle.key, was_in_doubt);
    format::MessageEntry message;
    message.accepted_at = known->accepted_at;
    message.id = known->id;
    write_outcome(settle, message);
  } else {
    const auto loaded = leave(settle.key);
    if (!loaded) return false;
    write_outcome(settle, loaded->entry());
    books_.moved.insert(settle.key.sequence);
  }
  history_.write(settle.key, *place, settle.note);
  if (known != nullptr) known->settled = true;
  return true;
}

/// Where the message is kept, all of `message` is looked at; else its id and its time.
void Recorder::write_outcome(const Settle& settle, const format::MessageEntry& message) {
  const std::uint64_t number = ++books_.counters.outcome_last;
  key_.clear();
  format::append_key(key_, settle.key);
  value_.clear();
  format::MessageEntry entry = message;
  entry.standing = settle.keeps_message ? format::Standing::dead : format::Standing::settled;
  entry.outcome = number;
  format::encode(value_, entry);
  books_.batch.put(Family::messages, key_, value_);
  value_.clear();
  format::encode(value_, format::OutcomeEntry{message.id, settle.outcome});
  books_.batch.put(Family::outcomes, format::outcome_key(number), value_);
  if (settle.keeps_message) {
    books_.batch.put(Family::dead, format::outcome_key(number), key_);
    ++books_.counters.dead_count;
  }
  write_receipt(settle, number);
  books_.ended(settle.key, message.accepted_at);
  SpoolLane& lane = books_.lanes.at(settle.key.lane);
  if (settle.key.sequence > lane.armed_limit) books_.limits = true;
  ++lane.level(settle.key.priority).settled_count;
  books_.active = true;
}

void Recorder::write_receipt(const Settle& settle, std::uint64_t number) {
  if (settle.receipt.empty()) return;
  value_.clear();
  format::encode(value_, format::ReceiptEntry{settle.key, number});
  books_.batch.put(Family::receipts, settle.receipt, value_);
}

bool Recorder::apply(const Defer& defer) {
  assert(defer.progress.size() <= record_bytes_max);
  const auto place = history_.place_of(defer.key, defer.note);
  if (!place) return false;
  const auto loaded = leave(defer.key);
  if (!loaded) return false;
  format::MessageEntry entry = loaded->entry();
  entry.standing = format::Standing::due;
  entry.due = defer.due;
  move(defer.key, entry);
  const auto known = defer.decides ? format::ParkedReason::decided : format::ParkedReason::deferred;
  const auto reason = defer.in_doubt ? format::ParkedReason::in_doubt : known;
  due_.insert(defer.key, defer.due, {reason, defer.progress});
  if (defer.in_doubt) ++books_.counters.in_doubt_count;
  free_slot(defer.slot);
  history_.write(defer.key, *place, defer.note);
  return true;
}

bool Recorder::apply(const Hold& hold) {
  assert(hold.progress.size() <= record_bytes_max);
  const auto place = history_.place_of(hold.key, hold.note);
  if (!place) return false;
  const auto loaded = leave(hold.key);
  if (!loaded) return false;
  format::MessageEntry entry = loaded->entry();
  entry.standing = format::Standing::held;
  move(hold.key, entry);
  const auto reason =
      hold.in_doubt ? format::ParkedReason::in_doubt : format::ParkedReason::decided;
  value_.clear();
  format::encode(value_, format::ParkedEntry{reason, hold.progress});
  books_.batch.put(Family::held, format::message_key(hold.key), value_);
  ++books_.counters.held_count;
  if (hold.in_doubt) ++books_.counters.in_doubt_count;
  free_slot(hold.slot);
  history_.write(hold.key, *place, hold.note);
  return true;
}

/// Reads the message, and then takes it out of the index it stands in.
std::optional<Books::Loaded> Recorder::leave(const MessageKey& key) {
  auto loaded = books_.load(key);
  if (!loaded) return std::nullopt;
  const format::MessageEntry entry = loaded->entry();
  assert(!format::has_ended(entry.standing));  // a record about a message that is done
  const bool was_in_doubt = books_.in_doubt(key, entry);
  if (books_.store.failed()) return std::nullopt;
  if (entry.standing == format::Standing::due) due_.erase(key, entry.due);
  if (entry.standing == format::Standing::held) {
    books_.batch.remove(Family::held, format::message_key(key));
    assert(books_.counters.held_count > 0);
    --books_.counters.held_count;
  }
  leave_doubt(key, was_in_doubt);
  return loaded;
}

void Recorder::leave_doubt(const MessageKey& key, bool was_in_doubt) {
  if (!was_in_doubt) return;
  assert(books_.counters.in_doubt_count > 0);
  --books_.counters.in_doubt_count;
  if (books_.doubts.erase(key.sequence) == 0) return;
  books_.batch.remove(Family::doubts, format::message_key(key));
}

void Recorder::move(const MessageKey& key, const format::MessageEntry& entry) {
  value_.clear();
  format::encode(value_, entry);
  books_.batch.put(Family::messages, format::message_key(key), value_);
  books_.moved.insert(key.sequence);
  books_.census.parked(key);
  books_.handed_out.forget(key.sequence);
}

}  // namespace queue
