#include "tests/simulation/buggy_shard.hpp"

#include <utility>
#include <variant>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"

namespace simulation {
namespace {

using dispatcher::Outcome;
using dispatcher::OutcomeKind;

/// Changes the outcome in a record.
template <class Change>
void change_outcome(queue::Settle& settle, const Change& change) {
  auto outcome = dispatcher::decode_outcome(settle.outcome);
  if (!outcome) return;
  change(*outcome);
  settle.outcome = dispatcher::encode_outcome(*outcome);
}

OutcomeKind kind_of(const queue::Settle& settle) {
  return dispatcher::decode_outcome(settle.outcome)->kind;
}

}  // namespace

void BuggyShard::request(queue::ShardRequest request) {
  const bool done = std::visit([this](auto& asked) { return meet(asked); }, request);
  if (done) return;
  if (std::holds_alternative<queue::Revoke>(request) && plant_ == Plant::revoke_dropped &&
      now_and_then(2)) {
    return;
  }
  spool_.request(std::move(request));
}

/// True: nothing more is to be asked.
bool BuggyShard::meet(queue::Settle& settle) {
  switch (plant_) {
    case Plant::record_dropped:
      return now_and_then(15);
    case Plant::settled_twice:
      if (now_and_then(15)) spool_.request(settle);
      return false;
    case Plant::receipt_of_another:
      if (!settle.receipt.empty() && now_and_then(10)) {
        const std::string other = "KI" + std::string(31, '0') + "1";
        settle.receipt = other;
        change_outcome(settle, [&other](Outcome& outcome) {
          outcome.interaction = *dispatcher::InteractionSid::parse(other);
        });
      }
      return false;
    case Plant::rejected_becomes_sent:
      if (kind_of(settle) == OutcomeKind::rejected) {
        change_outcome(settle, [](Outcome& outcome) { outcome.kind = OutcomeKind::sent; });
      }
      return false;
    default:
      return false;
  }
}

bool BuggyShard::meet(queue::Defer& defer) {
  auto progress = dispatcher::decode_progress(defer.progress);
  if (!progress) return false;
  if (plant_ == Plant::budget_ignored &&
      progress->reason == dispatcher::WaitReason::resend_booked) {
    defer.due = queue::WallTime{};
  }
  if (!defer.in_doubt || progress->reason == dispatcher::WaitReason::receipt_unknown) return false;
  if (plant_ == Plant::doubt_becomes_defer_now) {
    progress->reason = dispatcher::WaitReason::released;
    defer.in_doubt = false;
    defer.due = queue::WallTime{};
    defer.progress = dispatcher::encode_progress(*progress);
  }
  if (plant_ == Plant::ambiguous_becomes_sent) {
    Outcome outcome;
    outcome.attempts = progress->attempts;
    spool_.request(queue::Settle{
        .key = defer.key, .slot = defer.slot, .outcome = dispatcher::encode_outcome(outcome)});
    return true;
  }
  return false;
}

bool BuggyShard::meet(queue::Hold& hold) {
  if (plant_ != Plant::hold_becomes_revoke || hold.slot == queue::no_slot) return false;
  spool_.request(queue::Revoke{hold.slot, hold.key, {}});
  return true;
}

bool BuggyShard::meet(queue::Arm& arm) {
  if (plant_ != Plant::outcome_before_answer || !now_and_then(20)) return false;
  spool_.request(arm);
  Outcome outcome;
  outcome.attempts = 1;
  spool_.request(queue::Settle{
      .key = arm.key, .slot = arm.slot, .outcome = dispatcher::encode_outcome(outcome)});
  return true;
}

}  // namespace simulation
