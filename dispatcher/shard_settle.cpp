#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include "dispatcher/answer_fields.hpp"
#include "dispatcher/attempt_counts.hpp"
#include "dispatcher/attempt_history.hpp"
#include "dispatcher/final_outcome.hpp"
#include "dispatcher/policy/code_table.hpp"
#include "dispatcher/shard.hpp"

/// What an attempt comes to: evidence, verdict, record.
namespace dispatcher {

namespace {

Phase phase_of(const net::Exchange& exchange) {
  switch (exchange.phase) {
    case net::Phase::reuse:
      return Phase::reuse;
    case net::Phase::write:
      return Phase::write;
    case net::Phase::response:
      return Phase::response;
  }
  return Phase::response;
}

/// The provider takes no more for now, of the Service or of the account.
bool is_limit(const Evidence& evidence) {
  return evidence.head_complete &&
         (evidence.status == 429 || evidence.code == code_too_many_requests);
}

bool is_success(int status) { return status >= 200 && status <= 299; }

/// An equal text is on its way, or in doubt: looked at again this much later.
constexpr std::chrono::seconds same_text_wait{1};

}  // namespace

Answer Shard::read_answer(const net::Exchange& exchange, const Progress& before) {
  Answer answer;
  Evidence& evidence = answer.evidence;
  evidence.phase = phase_of(exchange);
  evidence.head_complete = exchange.head_complete;
  evidence.status = exchange.head_complete ? exchange.status : 0;
  evidence.not_found_rechecks = static_cast<int>(before.not_found_rechecks);
  if (exchange.head_complete && is_success(exchange.status)) {
    if (const auto created = replies_.parse_created(exchange.body)) answer.receipt = *created;
    evidence.receipt_known = answer.receipt.has_value();
  } else if (exchange.head_complete) {
    if (const auto error = replies_.parse_error(exchange.body)) {
      evidence.code = static_cast<std::uint32_t>(error->code);
    }
  }
  return answer;
}

void Shard::ended(Handle handle, const net::Exchange& exchange) {
  LoadedMessage& message = loaded_[handle];
  ServiceLane& lane = *message.lane;
  Outlet& outlet = *message.outlet;
  Progress& progress = message.progress;

  const Answer answer = read_answer(exchange, progress);
  const Evidence& evidence = answer.evidence;
  const Verdict verdict = classify(evidence, options_.verdict);

  if (verdict.kind != VerdictKind::sent || !verdict.receipt_known) {
    message.note = {runtime_.wall_now(),
                    encode_history(attempt_entry(evidence, verdict, exchange, message.written_at))};
  }
  const bool whole = exchange.phase == net::Phase::response;
  if (whole) {
    if (progress.attempts++ == 0) outlet.retry_budget().first_send(runtime_.now());
    ShardCounters::add(counters_.attempts);
    if (progress.first_write_at == WallTime{}) progress.first_write_at = message.written_at;
    progress.last_write_at = message.written_at;
  }
  bool limit_was_read = false;
  if (verdict.wait == Wait::lane_slower && is_limit(evidence)) {
    limit_was_read =
        outlet.refused(message, exchange, arrived_latest(lane, exchange), runtime_.now());
    if (limit_was_read) lane.judged_from = runtime_.wall_now();
  } else if (whole || exchange.head_complete) {
    lane.window.arrived(arrived_latest(lane, exchange));  // who answers has counted it
    if (exchange.head_complete && evidence.status != 429)
      outlet.taken(message, exchange, runtime_.now());
  } else {
    lane.window.give_back();
  }
  progress.phase = evidence.phase;
  progress.status = static_cast<std::uint16_t>(evidence.status);
  progress.code = evidence.code.value_or(0);
  progress.request_id = RequestId(field_of(exchange, AnswerField::request_id));
  if (exchange.head_complete) lane.tally.answered(evidence.status, runtime_.now());
  count_attempt(counters_, evidence, verdict.kind, exchange);

  if (observer_.wants_verdicts()) {
    observer_.on_verdict({message.message.id, lane.name, verdict.kind, evidence.status,
                          progress.code, progress.attempts});
  }
  if (exchange.lingers) lingering_.emplace(exchange.tag, message.key);
  if (message.sent_before) {
    // Whatever became of this attempt, the one before it was enough.
    const std::uint32_t duplicates = verdict.kind == VerdictKind::sent ? 1 : 0;
    ShardCounters::add(counters_.duplicates_confirmed, duplicates);
    if (duplicates > 0) observer_.on_late_answer(message.message.id, confirmed_duplicate);
    settle(handle, OutcomeKind::sent, *message.sent_before, duplicates);
    lane.hold.probing = false;
  } else {
    act(handle, verdict, exchange, answer.receipt, limit_was_read);
  }
  consider(lane);
}

void Shard::act(Handle handle, const Verdict& verdict, const net::Exchange& exchange,
                const std::optional<Created>& receipt, bool limit_was_read) {
  ServiceLane& lane = *loaded_[handle].lane;
  const bool is_present = is_of_present(handle, exchange);
  if (is_present && storm(handle, exchange)) return;
  if (is_present && lane.hold.active && verdict.kind != VerdictKind::refused &&
      (exchange.head_complete || exchange.phase == net::Phase::response)) {
    resume_lane(lane);
  }
  switch (verdict.kind) {
    case VerdictKind::sent:
      if (receipt) {
        settle(handle, OutcomeKind::sent, receipt);
      } else {
        look_up_receipt(handle);
      }
      return;
    case VerdictKind::rejected:
      settle(handle, OutcomeKind::rejected, {});
      return;
    case VerdictKind::ambiguous:
      doubt(handle);
      return;
    case VerdictKind::refused:
      if (is_present) refuse_lane(lane, loaded_[handle].progress);
      break;
    case VerdictKind::not_processed:
      if (wait_apart(handle, verdict.wait)) return;
      slow_lane(lane, verdict.wait, exchange, limit_was_read);
      break;
  }
  // A request that was handed over counts, but where a limit refused it. The windows of a later
  // process are to know of it: the due index keeps what an attempt leaves, the lane does not.
  const bool is_limits = exchange.status == 429 || verdict.wait == Wait::lane_slower;
  if (exchange.phase != net::Phase::response || is_limits) return give_back(handle);
  defer(handle, runtime_.wall_now(), loaded_[handle].progress.doubt_from != WallTime{});
}

OutletOwner::ArmResult Shard::arm(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  const WallTime now = runtime_.wall_now();
  if (now >= message.expires_at) {  // it takes no place in the retry budget, and waits for nobody
    expire(handle);
    return ArmResult::deferred;
  }
  if (!message.text_is_out && texts_.is_out(message.text, now)) {
    message.progress.reason = WaitReason::same_text;
    want_equal_texts(message);
    defer(handle, now + same_text_wait, false);
    return ArmResult::deferred;
  }
  if (free_slots_.empty()) return ArmResult::no_slot;
  if (waits_for_budget(handle)) return ArmResult::deferred;
  if (!std::exchange(message.text_is_out, true)) texts_.add(message.text);
  message.slot = free_slots_.back();
  free_slots_.pop_back();
  slot_owner_[message.slot - first_slot_] = handle;
  spool_->request(queue::Arm{message.slot, message.key, now, encode_progress(message.progress)});
  return ArmResult::armed;
}

std::uint32_t Shard::free_slot(LoadedMessage& message) {
  const std::uint32_t slot = std::exchange(message.slot, queue::no_slot);
  if (slot != queue::no_slot) free_slots_.push_back(slot);
  return slot;
}

void Shard::revoke(Handle handle) { give_back(handle); }

void Shard::give_back(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  spool_->request(queue::Revoke{free_slot(message), message.key, std::exchange(message.note, {})});
  if (message.progress.doubt_from == WallTime{}) text_is_in(message, false);
  message.lane->hold.probing = false;
  message.lane->order.give_back(std::exchange(message.chain, nullptr));
}

void Shard::superseded(Handle handle) {
  ServiceLane& lane = *loaded_[handle].lane;
  settle(handle, OutcomeKind::sent, *loaded_[handle].sent_before);
  lane.hold.probing = false;
  consider(lane);  // whoever waited behind it may be all that is left
}

void Shard::expire(Handle handle) {
  ServiceLane& lane = *loaded_[handle].lane;
  settle(handle, OutcomeKind::expired, {});
  lane.hold.probing = false;
  consider(lane);
}

void Shard::settle(Handle handle, OutcomeKind kind, const std::optional<Created>& receipt,
                   std::uint32_t duplicates_confirmed) {
  LoadedMessage& message = loaded_[handle];
  Outcome outcome =
      final_outcome(kind, message.progress, message.accepted_at, runtime_.wall_now(), receipt);
  outcome.duplicates_confirmed = duplicates_confirmed;
  if (kind == OutcomeKind::sent) {
    message.lane->slow_answers = 0;
    count_sent(counters_, outcome, message.message.not_before);
  }
  ShardCounters::add(counters_.of(kind));
  // What the spool's thread took for the payload goes back to it.
  spool_->request(settle_record(message.key, free_slot(message), outcome,
                                std::exchange(message.note, {}), std::move(message.message.body)));
  text_is_in(message, kind != OutcomeKind::sent && message.progress.doubt_from != WallTime{});
  message.lane->order.finish(message.chain);
  leave(handle);
}

/// Of a message that is not taken: what the spool told of it is all there is.
void Shard::settle_apart(const queue::StoredMessage& stored, std::uint32_t slot, OutcomeKind kind,
                         const Progress& progress, const std::optional<Created>& receipt,
                         queue::HistoryNote note, bool decides) {
  ShardCounters::add(counters_.of(kind));
  const Outcome outcome =
      final_outcome(kind, progress, stored.accepted_at, runtime_.wall_now(), receipt);
  queue::Settle settle = settle_record(stored.key, slot, outcome, std::move(note));
  settle.decides = decides;
  spool_->request(std::move(settle));
}

/// What is in memory no more makes room.
void Shard::leave(Handle handle) {
  LoadedMessage& message = loaded_[handle];
  assert(!message.text_is_out);
  if (message.from_due) spool_->request(queue::DueCredit{1});
  ServiceLane& lane = *message.lane;
  loaded_.release(handle);
  hungry(lane);
}

}  // namespace dispatcher
