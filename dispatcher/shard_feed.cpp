#include <algorithm>
#include <cassert>
#include <span>
#include <utility>
#include <variant>

#include "dispatcher/message/history.hpp"
#include "dispatcher/message/payload.hpp"
#include "dispatcher/message/prefetch.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/shard.hpp"

/// Between spool and lanes: what the spool tells.
namespace dispatcher {

namespace {

StoredFields stored_fields(const queue::StoredMessage& stored) {
  return {stored.id, static_cast<Priority>(stored.key.priority), stored.not_before};
}

/// Its own time, or the default time to live from when it may first go.
WallTime expiry_of(const Message& message, WallTime from, std::chrono::seconds default_ttl) {
  if (message.expires_at) return *message.expires_at;
  return default_ttl.count() == 0 ? WallTime::max() : from + default_ttl;
}

}  // namespace

void Shard::take_events() {
  while (auto event = events_.try_pop()) {
    std::visit([this](auto&& told) { on_event(std::move(told)); }, std::move(*event));
  }
}

/// Of the participant; without order each message is alone.
OrderKey Shard::order_key(const Message& message, queue::Sequence sequence) const {
  if (options_.strict_order) return message.participant.binary();
  OrderKey alone{};
  for (std::size_t i = 0; i < sizeof sequence; ++i) {
    alone[i] = static_cast<std::uint8_t>(sequence >> (8 * i));
  }
  return alone;
}

ServiceLane& Shard::lane_of(queue::LaneNumber number) {
  const auto found = lanes_.find(number);
  assert(found != lanes_.end());
  return *found->second;
}

void Shard::on_event(queue::LaneOpened&& event) {
  auto lane =
      std::make_unique<ServiceLane>(chains_, runtime_.timers(), options_.window,
                                    [this, number = event.lane] { consider(lane_of(number)); });
  lane->number = event.lane;
  lane->name = std::move(event.name);
  lane->operator_hold = std::move(event.hold);
  lane->judged_from = began_at_;
  lane->window.pause_until(options_.windows_full_until);
  for (const WallTime arrived_latest : event.arrived_latest) bind_earlier(*lane, arrived_latest);
  ServiceLane& added = *lane;
  assert(!lanes_.contains(event.lane));
  lanes_.emplace(event.lane, std::move(lane));
  lanes_by_name_.emplace(added.name, &added);
  assign(added);
}

void Shard::on_event(queue::PassedOn&& event) {
  const auto count = static_cast<std::uint32_t>(event.messages.size());
  take_each(event.messages, [this](auto&& stored) { take_passed(std::move(stored)); });
  spool_->request(queue::PassCredit{count});
}

/// What there is no room for is read once there is.
void Shard::take_passed(queue::StoredMessage&& stored) {
  ServiceLane& lane = lane_of(stored.key.lane);
  const auto priority = static_cast<Priority>(stored.key.priority);
  ReadAhead& read = lane.read_ahead[Lane::index(priority)];
  if (!read.end) return;
  if (!has_room(lane, priority, look_ahead_per_lane() - 1)) return has_more(lane, priority);
  assert(stored.key.sequence > read.after);
  read.after = stored.key.sequence;
  arrive(std::move(stored), false);
}

void Shard::on_event(queue::LaneGrew&& event) {
  has_more(lane_of(event.lane), static_cast<Priority>(event.priority));
}

void Shard::on_event(queue::LaneRead&& event) {
  ServiceLane& lane = lane_of(event.lane);
  assert(reads_outstanding_ > 0);
  --reads_outstanding_;
  arrive_all(event.messages, false);
  if (!event.again) {
    const auto priority = static_cast<Priority>(event.priority);
    ReadAhead& read = lane.read_ahead[Lane::index(priority)];
    assert(read.asked && event.next >= read.after);
    read.asked = false;
    read.after = event.next;
    read.end = event.end;
    const WallTime up_to = read.end ? WallTime::max() : read.latest_from;
    if (lane.order.read_up_to(priority, up_to)) consider(lane);
  }
  hungry(lane);
}

void Shard::on_event(queue::DueRead&& event) { arrive_all(event.messages, true); }

void Shard::on_event(queue::DueBlocks&& event) {
  for (const queue::StoredMessage& stored : event.messages) {
    const auto message = decode_payload(stored.payload, stored_fields(stored));
    const auto progress = decode_progress(stored.progress);
    if (!message || !progress) continue;  // put aside when it comes due
    if (progress->doubt_from != WallTime{}) {
      keep_text_out(stored.key, text_key(*message));
    }
    bind_earlier(lane_of(stored.key.lane), *progress);
    const bool blocks =
        progress->reason != WaitReason::receipt_unknown && progress->reason != WaitReason::released;
    if (blocks) block_at_start(stored, *message);
  }
}

void Shard::on_event(queue::Armed&& event) {
  const std::span<const std::uint32_t> slots = event.slots;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i + 2 < slots.size()) loaded_.foresee(slot_owner_[slots[i + 2] - first_slot_]);
    const Handle handle = slot_owner_[slots[i] - first_slot_];
    loaded_[handle].armed_at = runtime_.now();
    loaded_[handle].outlet->armed(handle);
  }
}

/// An intent of a process that died: it may have been written until it would have been taken back.
/// Attempts before it count as well.
void Shard::on_event(queue::InDoubt&& event) {
  const queue::StoredMessage& stored = event.message;
  ServiceLane& lane = lane_of(stored.key.lane);
  lane.window.bind(runtime_.refresh_now() + requests_arrive_within);
  ShardCounters::add(counters_.ambiguous);
  const auto message = decode_payload(stored.payload, stored_fields(stored));
  auto decoded = decode_progress(stored.progress);
  if (decoded) bind_earlier(lane, *decoded);
  Progress progress = decoded ? *decoded : Progress{};
  progress.reason = WaitReason::process_died;
  progress.phase = Phase::process_died;
  progress.last_write_at = event.armed_at + Outlet::armed_age_max;
  const WallTime now = runtime_.wall_now();
  HistoryEntry death;
  death.kind = HistoryKind::death;
  death.result = HistoryResult::ambiguous;
  death.written_at = event.armed_at;
  queue::HistoryNote note{now, encode_history(death)};
  if (!message || !decoded) {  // what cannot be read is held
    ShardCounters::add(counters_.held);
    return spool_->request(queue::Hold{.key = stored.key,
                                       .slot = event.slot,
                                       .in_doubt = true,
                                       .progress = encode_progress(progress),
                                       .note = std::move(note)});
  }
  const DoubtStep step =
      step_after_doubt(message->on_ambiguous.value_or(options_.on_ambiguous), options_.retry,
                       options_.reconcile, progress, event.armed_at, now, runtime_.random());
  if (step.kind == DoubtStep::Kind::resend || step.kind == DoubtStep::Kind::look) {
    block_at_start(stored, *message);
  }
  step_apart(stored, *message, event.slot, progress, step, std::move(note));
}

/// Later messages of its participant wait for it.
void Shard::block_at_start(const queue::StoredMessage& stored, const Message& message) {
  if (!options_.strict_order) return;
  lane_of(stored.key.lane)
      .order.block_at_start(message.participant.binary(), message.priority,
                            {std::max(stored.accepted_at, stored.not_before), stored.key.sequence});
}

void Shard::on_event(queue::SpoolFailed&& event) {
  spool_failed_ = true;
  observer_.on_spool_failed(event.detail);
}

/// Each was written by the spool's thread: while one is seen to, the payload of
/// the next but one comes over, and what leads to those behind it.
template <class Take>
void Shard::take_each(std::vector<queue::StoredMessage>& messages, const Take& take) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i + 4 < messages.size()) prefetch(&messages[i + 4], sizeof messages[i + 4]);
    if (i + 2 < messages.size()) prefetch(messages[i + 2].payload);
    take(std::move(messages[i]));
    loaded_.foresee_adds();
  }
}

void Shard::arrive_all(std::vector<queue::StoredMessage>& messages, bool from_due) {
  take_each(messages, [&](auto&& stored) { arrive(std::move(stored), from_due); });
}

void Shard::arrive(queue::StoredMessage&& stored, bool from_due) {
  ServiceLane& lane = lane_of(stored.key.lane);
  auto message = decode_payload(
      std::move(stored.payload),
      {std::move(stored.id), static_cast<Priority>(stored.key.priority), stored.not_before});
  auto progress = decode_progress(stored.progress);
  if (!message || !progress) {
    // Nobody can send what cannot be read: it is put aside as it is, for an operator.
    spool_->request(queue::Hold{.key = stored.key, .progress = stored.progress});
    ShardCounters::add(counters_.held);
    if (from_due) spool_->request(queue::DueCredit{1});
    return;
  }
  if (progress->reason == WaitReason::reconciling ||
      progress->reason == WaitReason::receipt_unknown) {
    return inquire(std::move(stored), std::move(*message), *progress);
  }
  if (ends_early(lane, stored, *message, from_due)) return;
  const auto priority = static_cast<Priority>(stored.key.priority);
  ReadAhead& read = lane.read_ahead[Lane::index(priority)];
  WallTime from = std::max(stored.accepted_at, stored.not_before);
  if (!from_due) from = read.latest_from = std::max(read.latest_from, from);

  const OrderKey key = order_key(*message, stored.key.sequence);
  const TextKey text = text_key(*message);
  const Handle handle = loaded_.add(std::move(*message), *progress);
  LoadedMessage& loaded = loaded_[handle];
  loaded.key = stored.key;
  loaded.accepted_at = stored.accepted_at;
  loaded.expires_at = expiry_of(loaded.message, from, options_.default_ttl);
  loaded.lane = &lane;
  loaded.from_due = from_due;
  loaded.text = text;
  const bool in_doubt = progress->doubt_from != WallTime{};
  loaded.text_is_out = texts_apart_.erase(stored.key.sequence) > 0;
  const std::size_t parked_before = lane.order.parked_count();
  // One that was tried has had its place already.
  const bool scheduled = from_due && stored.progress.empty() && options_.strict_order;
  const auto placement = lane.order.arrive(
      {key, priority, {from, stored.key.sequence}, handle, from_due, scheduled, in_doubt});
  parked_count_ += lane.order.parked_count() - parked_before;  // wraps back when it shrank
  if (placement == Lane::Placement::parked) loaded_.release(handle);
  if (from_due) hungry(lane);  // parked ones may have to go before it
  consider(lane);
}

}  // namespace dispatcher
