#include <algorithm>
#include <cassert>
#include <utility>

#include "dispatcher/message/history.hpp"
#include "dispatcher/shard.hpp"

/// What may have been sent, and what was sent as nobody knows what: it is looked for in the
/// provider's list, held, or sent again. Meanwhile an equal text to the same participant waits, or
/// the list could not tell the two apart.
namespace dispatcher {
namespace {

/// A list that could not be read is read again this much later, and a little longer each time.
constexpr std::chrono::milliseconds failed_look_wait{5'000};
constexpr std::chrono::milliseconds failed_look_wait_max{60'000};
/// How long after its last write a request that nobody asks for any more can still make a row that
/// a later equal text could be taken for.
constexpr std::chrono::seconds row_may_turn_up = provider_time_max + 2 * row_time_slack;
/// Texts whose time has passed are forgotten when there are this many.
constexpr std::size_t texts_swept_from = 65'536;

HistoryEntry look_entry(const LookReport& report) {
  HistoryEntry entry;
  entry.kind = HistoryKind::look;
  entry.rows = report.rows;
  if (!report.complete) {
    entry.result = HistoryResult::failed;
    entry.status = static_cast<std::uint16_t>(report.status);
    return entry;
  }
  switch (report.finding) {
    case Finding::found:
      entry.result = HistoryResult::found;
      break;
    case Finding::absent:
      entry.result = HistoryResult::absent;
      break;
    case Finding::unclear:
      entry.result = HistoryResult::unclear;
      break;
  }
  return entry;
}

}  // namespace

void Shard::doubt(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  Progress& progress = message.progress;
  progress.reason = WaitReason::ambiguous;
  ShardCounters::add(counters_.ambiguous);
  const DoubtStep step = step_after_doubt(
      message.message.on_ambiguous.value_or(options_.on_ambiguous), options_.retry,
      options_.reconcile, progress, message.written_at, runtime_.wall_now(), runtime_.random());
  switch (step.kind) {
    case DoubtStep::Kind::dead:
      return settle(handle, OutcomeKind::dead, {});
    case DoubtStep::Kind::resend:
      ShardCounters::add(counters_.resends_after_doubt);
      return defer(handle, step.due, true);
    case DoubtStep::Kind::look:
      return defer(handle, step.due, true);
    case DoubtStep::Kind::hold:
      ShardCounters::add(counters_.held);
      spool_->request(queue::Hold{.key = message.key,
                                  .slot = free_slot(message),
                                  .in_doubt = true,
                                  .progress = encode_progress(progress),
                                  .note = std::exchange(message.note, {})});
      text_is_in(message, true);
      message.lane->order.finish(message.chain);
      leave(handle);
      return;
  }
}

/// Sent, but the answer did not say as what. Nobody waits for that but an equal text.
void Shard::look_up_receipt(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  Progress& progress = message.progress;
  if (progress.doubt_from == WallTime{}) progress.doubt_from = message.written_at;
  progress.reason = WaitReason::receipt_unknown;
  progress.booked_at = runtime_.wall_now();
  progress.looks = 0;
  spool_->request(queue::Defer{.key = message.key,
                               .slot = free_slot(message),
                               .due = look_due(options_.reconcile, progress),
                               .in_doubt = true,
                               .progress = encode_progress(progress),
                               .note = std::exchange(message.note, {})});
  message.text_is_out = false;
  keep_text_out(message.key, message.text);
  texts_.remove(message.text);
  message.lane->slow_answers = 0;
  message.lane->order.finish(message.chain);
  leave(handle);
}

/// It came due to be looked for.
void Shard::inquire(queue::StoredMessage&& stored, Message&& message, const Progress& progress) {
  ServiceLane& lane = lane_of(stored.key.lane);
  reconciler_.add({std::move(stored), std::move(message), progress, &lane});
}

void Shard::looked(Inquiry&& inquiry, const LookReport& report) {
  const WallTime now = runtime_.wall_now();
  queue::HistoryNote note{now, encode_history(look_entry(report))};
  if (!report.complete) {
    const auto wait = failed_look_wait + full_jitter(failed_look_wait, failed_look_wait_max,
                                                     inquiry.progress.looks, runtime_.random());
    spool_->request(queue::Defer{.key = inquiry.stored.key,
                                 .due = now + wait,
                                 .in_doubt = true,
                                 .progress = encode_progress(inquiry.progress),
                                 .note = std::move(note)});
    return end_inquiry(inquiry, false);
  }
  ++inquiry.progress.looks;
  if (report.finding == Finding::found) {
    settle_apart(inquiry.stored, queue::no_slot, OutcomeKind::sent, inquiry.progress,
                 report.receipt, std::move(note));
    ShardCounters::add(counters_.reconciled);
    text_is_in(inquiry.stored.key.sequence, inquiry.progress, false);
    return end_inquiry(inquiry, true);
  }
  conclude(std::move(inquiry), report.finding, std::move(note));
}

/// It was not found this time.
void Shard::conclude(Inquiry&& inquiry, Finding finding, queue::HistoryNote&& note) {
  Progress& progress = inquiry.progress;
  const bool was_sent = progress.reason == WaitReason::receipt_unknown;
  const DoubtStep step = was_sent && progress.looks >= looks_max
                             ? DoubtStep{}
                             : step_after_look(options_.retry, options_.reconcile, finding,
                                               progress, runtime_.wall_now(), runtime_.random());
  if (was_sent && step.kind != DoubtStep::Kind::look) {
    settle_apart(inquiry.stored, queue::no_slot, OutcomeKind::sent, progress, {}, std::move(note));
    text_is_in(inquiry.stored.key.sequence, progress, true);
    return end_inquiry(inquiry, true);
  }
  step_apart(inquiry.stored, inquiry.message, queue::no_slot, progress, step, std::move(note));
  const bool goes_on = step.kind == DoubtStep::Kind::hold || step.kind == DoubtStep::Kind::dead;
  end_inquiry(inquiry, goes_on);
}

/// Of a message that is not taken.
void Shard::step_apart(const queue::StoredMessage& stored, const Message& message,
                       std::uint32_t slot, Progress& progress, const DoubtStep& step,
                       queue::HistoryNote&& note) {
  switch (step.kind) {
    case DoubtStep::Kind::hold:
      ShardCounters::add(counters_.held);
      spool_->request(queue::Hold{.key = stored.key,
                                  .slot = slot,
                                  .in_doubt = true,
                                  .progress = encode_progress(progress),
                                  .note = std::move(note)});
      return text_is_in(stored.key.sequence, progress, true);
    case DoubtStep::Kind::dead:
      settle_apart(stored, slot, OutcomeKind::dead, progress, {}, std::move(note));
      return text_is_in(stored.key.sequence, progress, true);
    case DoubtStep::Kind::resend:
      ShardCounters::add(counters_.resends_after_doubt);
      break;
    case DoubtStep::Kind::look:
      break;
  }
  keep_text_out(stored.key, text_key(message));
  spool_->request(queue::Defer{.key = stored.key,
                               .slot = slot,
                               .due = step.due,
                               .in_doubt = true,
                               .progress = encode_progress(progress),
                               .note = std::move(note)});
}

/// It is in memory no more; its participant's later messages may go on, or wait.
void Shard::end_inquiry(const Inquiry& inquiry, bool participant_goes_on) {
  spool_->request(queue::DueCredit{1});
  ServiceLane& lane = *inquiry.lane;
  const queue::Sequence sequence = inquiry.stored.key.sequence;
  const OrderKey key = order_key(inquiry.message, sequence);
  if (participant_goes_on) {
    lane.order.withdraw(key, inquiry.message.priority, sequence);
    consider(lane);
  } else {
    lane.order.went_back(key, inquiry.message.priority, sequence);
  }
  hungry(lane);
}

void Shard::find_receipts(queue::FindReceipts question) { spool_->request(std::move(question)); }

void Shard::read_ended(std::uint32_t read, const net::Exchange& exchange) {
  reconciler_.read_ended(read, exchange);
}

/// The text of a message in the due index is in doubt until `text_is_in`.
void Shard::keep_text_out(const queue::MessageKey& key, TextKey text) {
  if (texts_apart_.try_emplace(key.sequence, TextApart{text, key}).second) texts_.add(text);
}

/// The doubt about a message in the due index has ended. `may_turn_up`: but what was sent may
/// still be processed.
void Shard::text_is_in(queue::Sequence sequence, const Progress& progress, bool may_turn_up) {
  const auto known = texts_apart_.extract(sequence);
  if (known.empty()) return;
  texts_.remove(known.mapped().text,
                may_turn_up ? progress.last_write_at + row_may_turn_up : WallTime::min());
  if (texts_.size() >= texts_swept_from) texts_.sweep(runtime_.wall_now());
}

void Shard::text_is_in(LoadedMessage& message, bool may_turn_up) {
  if (!std::exchange(message.text_is_out, false)) return;
  texts_.remove(message.text,
                may_turn_up ? message.progress.last_write_at + row_may_turn_up : WallTime::min());
}

/// A request of an earlier process: where it can count still, it has a slot.
void Shard::bind_earlier(ServiceLane& lane, WallTime arrived_latest) {
  const auto age = std::max(runtime_.wall_now() - arrived_latest, WallTime::duration::zero());
  if (age < options_.window.window + requests_arrive_within) {
    lane.window.bind(runtime_.refresh_now() - age);
  }
}

/// Those of a message that is due. When an answered one was answered is not known.
void Shard::bind_earlier(ServiceLane& lane, const Progress& progress) {
  if (progress.last_write_at == WallTime{}) return;
  const bool in_doubt = progress.booked_at >= progress.last_write_at;
  const WallTime arrived_latest =
      in_doubt ? progress.booked_at + requests_arrive_within
               : progress.last_write_at + options_.outlet.pool.response_timeout;
  const auto count = std::clamp<std::uint32_t>(progress.attempts, 1, recent_requests_max);
  for (std::uint32_t i = 0; i < count; ++i) bind_earlier(lane, arrived_latest);
}

}  // namespace dispatcher
