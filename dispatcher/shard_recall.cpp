#include <cassert>
#include <utility>

#include "dispatcher/answer_fields.hpp"
#include "dispatcher/message/history.hpp"
#include "dispatcher/message/payload.hpp"
#include "dispatcher/message/progress.hpp"
#include "dispatcher/policy/feasible.hpp"
#include "dispatcher/shard.hpp"

/// What is learned, or wanted, of a message after its attempt was booked: an answer that came after
/// its deadline, an operator who cancels it. The spool takes the message out of everybody's reach
/// first (Recalled), so that what is decided here cannot meet the message on its way back.
namespace dispatcher {
namespace {

HistoryEntry decision_entry(const queue::Decision& decision) {
  using Kind = queue::Decision::Kind;
  HistoryEntry entry;
  entry.kind = HistoryKind::decision;
  switch (decision.kind) {
    case Kind::cancel:
      entry.text = "cancelled";
      break;
    case Kind::hold:
      entry.text = "held";
      break;
    case Kind::release:
      entry.text = "released";
      break;
    case Kind::settle_sent:
      entry.text = "settled as sent";
      break;
    case Kind::settle_not_sent:
      entry.text = "settled as not sent";
      break;
    case Kind::expire:
      entry.text = expired_early;
      break;
  }
  if (!decision.note.empty()) entry.text.append(": ").append(decision.note);
  return entry;
}

}  // namespace

/// The answer to a request that lingered. It matters unless it leaves the doubt as it was.
void Shard::late(const net::Exchange& exchange) {
  const auto lingered = lingering_.extract(exchange.tag);
  assert(!lingered.empty());
  LateAnswer late{.answer = read_answer(exchange, {})};
  late.verdict = classify(late.answer.evidence, options_.verdict);
  late.request_id = RequestId(field_of(exchange, AnswerField::request_id));
  if (late.verdict.kind == VerdictKind::ambiguous) return;
  const queue::MessageKey key = lingered.mapped();
  late_.insert_or_assign(key.sequence, std::move(late));
  spool_->request(queue::Recall{key});
}

void Shard::on_event(queue::Recalled&& event) {
  for (queue::Recalled::Entry& entry : event.entries) decide_again(std::move(entry));
}

void Shard::decide_again(queue::Recalled::Entry&& entry) {
  const queue::StoredMessage& stored = entry.message;
  std::optional<LateAnswer> late;
  if (!entry.decision) {
    auto known = late_.extract(stored.key.sequence);
    assert(!known.empty());
    late = std::move(known.mapped());
  }
  if (!entry.outcome.empty()) {
    const auto outcome = decode_outcome(entry.outcome);
    if (late && outcome) compare(stored, *outcome, *late);
    return;
  }
  ServiceLane& lane = lane_of(stored.key.lane);
  const auto decoded = decode_progress(stored.progress);
  Progress progress = decoded ? *decoded : Progress{};
  if (entry.decision && progress.reason == WaitReason::receipt_unknown &&
      entry.decision->kind != queue::Decision::Kind::settle_sent) {
    return spool_->request(queue::LetBe{stored.key});  // it is known to be sent
  }
  const auto priority = static_cast<Priority>(stored.key.priority);
  const auto message = decode_payload(stored.payload, {stored.id, priority, stored.not_before});
  Lane::Found found;  // what cannot be read is held, and in no lane
  if (message) {
    if (entry.decision && entry.decision->kind == queue::Decision::Kind::expire &&
        was_tried(lane, stored.key, *message)) {
      return spool_->request(queue::LetBe{stored.key});
    }
    const std::size_t parked_before = lane.order.parked_count();
    found = lane.order.withdraw(order_key(*message, stored.key.sequence), priority,
                                stored.key.sequence);
    parked_count_ += lane.order.parked_count() - parked_before;  // wraps back when it shrank
  }
  if (found.where == Lane::Found::Where::taken) {
    if (late && late->verdict.kind == VerdictKind::sent) {
      loaded_[found.handle].sent_before =
          std::make_unique<std::optional<Created>>(late->answer.receipt);
    }
    spool_->request(queue::LetBe{stored.key});
    return;
  }
  if (reconciler_.withdraw(stored.key.sequence)) spool_->request(queue::DueCredit{1});
  const bool may_turn_up = entry.in_doubt && !late;
  text_is_in(stored.key.sequence, progress, may_turn_up);
  if (found.where == Lane::Found::Where::loaded) text_is_in(loaded_[found.handle], may_turn_up);
  if (entry.held) ShardCounters::take_back(counters_.held);
  if (late) {
    settle_late(entry, std::move(progress), *late);
  } else {
    carry_out(entry, std::move(progress));
  }
  if (found.where == Lane::Found::Where::loaded) leave(found.handle);
  consider(lane);
  hungry(lane);
}

/// It is in memory, and an attempt to send it has ended.
bool Shard::was_tried(ServiceLane& lane, const queue::MessageKey& key, const Message& message) {
  const auto found =
      lane.order.find(order_key(message, key.sequence), message.priority, key.sequence);
  return found.where == Lane::Found::Where::loaded && loaded_[found.handle].progress.attempts > 0;
}

/// What was decided, by an operator or at intake.
void Shard::carry_out(const queue::Recalled::Entry& entry, Progress&& progress) {
  using Kind = queue::Decision::Kind;
  const queue::StoredMessage& stored = entry.message;
  const WallTime now = runtime_.wall_now();
  queue::HistoryNote note{now, encode_history(decision_entry(*entry.decision))};
  switch (entry.decision->kind) {
    case Kind::cancel:
      return settle_apart(stored, queue::no_slot, OutcomeKind::cancelled, progress, {},
                          std::move(note), true);
    case Kind::expire:
      return settle_apart(stored, queue::no_slot, OutcomeKind::expired, progress, {},
                          std::move(note), true);
    case Kind::settle_sent:
      return settle_apart(stored, queue::no_slot, OutcomeKind::sent, progress, {}, std::move(note),
                          true);
    case Kind::hold:
      ShardCounters::add(counters_.held);
      if (!entry.in_doubt) progress.reason = WaitReason::operator_held;
      return spool_->request(queue::Hold{.key = stored.key,
                                         .in_doubt = entry.in_doubt,
                                         .progress = encode_progress(progress),
                                         .note = std::move(note),
                                         .decides = true});
    case Kind::release:
    case Kind::settle_not_sent:
      progress.reason = WaitReason::released;
      progress.doubt_from = {};
      return spool_->request(queue::Defer{.key = stored.key,
                                          .due = now,
                                          .in_doubt = false,
                                          .progress = encode_progress(progress),
                                          .note = std::move(note),
                                          .decides = true});
  }
}

/// The doubt is over, and the message was not sent again meanwhile.
void Shard::settle_late(const queue::Recalled::Entry& entry, Progress&& progress,
                        const LateAnswer& late) {
  const queue::StoredMessage& stored = entry.message;
  const bool resend_planned = !entry.held && (progress.reason == WaitReason::ambiguous ||
                                              progress.reason == WaitReason::process_died ||
                                              progress.reason == WaitReason::resend_booked);
  if (resend_planned) {
    --progress.resends_charged;
    --progress.resends_after_doubt;
    ShardCounters::take_back(counters_.resends_after_doubt);
  }
  progress.phase = Phase::response;
  progress.status = static_cast<std::uint16_t>(late.answer.evidence.status);
  progress.code = late.answer.evidence.code.value_or(0);
  progress.request_id = late.request_id;
  switch (late.verdict.kind) {
    case VerdictKind::sent:
      return settle_apart(stored, queue::no_slot, OutcomeKind::sent, progress, late.answer.receipt,
                          {}, true);
    case VerdictKind::rejected:
      return settle_apart(stored, queue::no_slot, OutcomeKind::rejected, progress, {}, {}, true);
    case VerdictKind::not_processed:
    case VerdictKind::refused:
      progress.reason = WaitReason::delayed;
      progress.doubt_from = {};
      spool_->request(queue::Defer{.key = stored.key,
                                   .due = runtime_.wall_now(),
                                   .in_doubt = false,
                                   .progress = encode_progress(progress),
                                   .decides = true});
      return;
    case VerdictKind::ambiguous:
      assert(false);  // nothing was recalled for it
  }
}

/// The message ended before the late answer came: nothing changes, but somebody should know.
void Shard::compare(const queue::StoredMessage& stored, const Outcome& outcome,
                    const LateAnswer& late) {
  if (late.verdict.kind != VerdictKind::sent) return;
  if (outcome.kind == OutcomeKind::sent) {
    ShardCounters::add(counters_.duplicates_confirmed);
    return observer_.on_late_answer(stored.id, confirmed_duplicate);
  }
  observer_.on_late_answer(stored.id, "was sent, says a late answer, though it is recorded as " +
                                          std::string(name_of(outcome.kind)));
}

}  // namespace dispatcher
