#include <algorithm>
#include <utility>

#include "dispatcher/message/outcome.hpp"
#include "tests/simulation/spool.hpp"

/// What each request of a shard does to the disk.
namespace simulation {

void SimSpool::take(const queue::Arm& arm) {
  const Kept* kept = disk_.find(arm.key.sequence);
  const bool may = kept != nullptr && !withheld(*kept) &&
                   (kept->standing == Standing::waiting || kept->standing == Standing::due);
  if (!may && !(kept != nullptr && run_.out.contains(arm.key.sequence))) {
    return watch_.on_broken("an intent for a message that is not to be sent");
  }
  if (disk_.intents().contains(arm.slot)) return watch_.on_broken("a slot was armed twice");
  disk_.set_intent(arm.slot, Intent{arm.key, arm.at, arm.progress});
  disk_.set_active(watch_.wall_now());
  run_.arms.emplace_back(~std::uint64_t{0}, arm.slot);
}

void SimSpool::take(const queue::Revoke& revoke) {
  const auto intent = disk_.intents().find(revoke.slot);
  if (intent == disk_.intents().end() || intent->second.key != revoke.key) {
    return watch_.on_broken("a slot was given back that is not armed");
  }
  disk_.set_intent(revoke.slot, std::nullopt);
  keep_note(disk_.change(revoke.key.sequence), revoke.note);
}

/// The message, as it leaves where it stood; null: it has ended already.
Kept* SimSpool::leave(const queue::MessageKey& key, const char* what) {
  const Kept* known = disk_.find(key.sequence);
  if (known == nullptr || known->standing == Standing::settled) {
    watch_.on_broken(std::string(what) + " of a message that has ended");
    return nullptr;
  }
  Kept& kept = disk_.change(key.sequence);
  if (run_.due_out.erase(key.sequence) > 0) --run_.due_out_counts[{key.lane, kept.is_awaited}];
  run_.due_wanted.erase(key.sequence);
  kept.doubt.reset();
  kept.scheduled = kept.is_awaited = false;
  return &kept;
}

void SimSpool::keep_note(Kept& kept, const queue::HistoryNote& note) {
  if (!note.bytes.empty() && kept.notes.size() < queue::notes_max) kept.notes.push_back(note);
}

void SimSpool::take(queue::Settle& settle) {
  if (!admits(settle.key, settle.decides)) return take(queue::LetBe{settle.key});
  const auto outcome = dispatcher::decode_outcome(settle.outcome);
  const bool cancels = outcome && outcome->kind == dispatcher::OutcomeKind::cancelled;
  if (plan_.plant == Plant::cancel_forgotten && cancels) return;
  Kept* kept = leave(settle.key, "an outcome");
  if (kept == nullptr) return;
  kept->standing = Standing::settled;
  kept->outcome = settle.outcome;
  kept->receipt = settle.receipt;
  keep_note(*kept, settle.note);
  if (settle.slot != queue::no_slot) disk_.set_intent(settle.slot, std::nullopt);
  disk_.set_active(watch_.wall_now());
  answered(settle.key.sequence, settle.decides);
}

void SimSpool::take(queue::Defer& defer) {
  if (!admits(defer.key, defer.decides)) return take(queue::LetBe{defer.key});
  Kept* kept = leave(defer.key, "a later time");
  if (kept == nullptr) return;
  kept->standing = Standing::due;
  kept->due = defer.due;
  kept->in_doubt = defer.in_doubt;
  kept->is_awaited = !defer.decides;
  kept->stored.progress = defer.progress;
  keep_note(*kept, defer.note);
  if (defer.slot != queue::no_slot) disk_.set_intent(defer.slot, std::nullopt);
  answered(defer.key.sequence, defer.decides);
}

void SimSpool::take(queue::Hold& hold) {
  if (!admits(hold.key, hold.decides)) return take(queue::LetBe{hold.key});
  Kept* kept = leave(hold.key, "a hold");
  if (kept == nullptr) return;
  kept->standing = Standing::held;
  kept->in_doubt = hold.in_doubt;
  kept->stored.progress = hold.progress;
  keep_note(*kept, hold.note);
  if (hold.slot != queue::no_slot) disk_.set_intent(hold.slot, std::nullopt);
  answered(hold.key.sequence, hold.decides);
}

bool SimSpool::withheld(const Kept& kept) const {
  return kept.doubt || run_.out.contains(kept.stored.key.sequence);
}

void SimSpool::take(const queue::ReadLane& read) {
  queue::LaneRead answer{read.lane, read.priority, {}, read.after, true};
  const queue::WallTime limit = read_limit(read.lane);
  for (const auto& [sequence, kept] : disk_.messages()) {
    const queue::MessageKey& key = kept.stored.key;
    if (key.lane != read.lane || key.priority != read.priority || sequence <= read.after) continue;
    if (answer.messages.size() == read.count_max) {
      answer.end = false;
      break;
    }
    if (kept.standing == Standing::waiting && kept.stored.accepted_at >= limit) {
      run_.cuts[{read.lane, read.priority}] = kept.stored.accepted_at;
      return tell(std::move(answer));
    }
    answer.next = sequence;
    if (kept.standing != Standing::waiting || withheld(kept)) continue;
    answer.messages.push_back(kept.stored);
  }
  const bool short_read =
      plan_.plant == Plant::reads_short && !answer.end && ++planted_count_ % 4 == 0;
  if (answer.end || short_read) answer.next = std::max(answer.next, disk_.last_sequence());
  for (const auto& message : answer.messages) trace_.note("read", message.key.sequence);
  if (plan_.plant == Plant::due_overtakes && !answer.end) {
    answer.end = true;
    run_.cuts[{read.lane, read.priority}] = {};  // read on at once
    want_turn();
  }
  if (answer.end) run_.read_to_end[{read.lane, read.priority}] = 0;
  tell(std::move(answer));
}

void SimSpool::take(const queue::ReadMessages& read) {
  queue::LaneRead answer{.lane = read.lane, .priority = read.priority, .again = true};
  for (const queue::Sequence sequence : read.sequences) {
    const Kept* kept = disk_.find(sequence);
    if (kept != nullptr && kept->standing == Standing::due && !run_.due_out.contains(sequence)) {
      run_.due_wanted.insert(sequence);
    }
    if (kept == nullptr || kept->standing != Standing::waiting || withheld(*kept)) continue;
    answer.messages.push_back(kept->stored);
  }
  for (const queue::Sequence sequence : read.sequences) trace_.note("read again", sequence);
  tell(std::move(answer));
}

void SimSpool::take(const queue::FindReceipts& asked) {
  queue::ReceiptsFound told{asked.tag, {}};
  for (const std::string& receipt : asked.receipts) {
    told.owners.emplace_back();
    for (const auto& [sequence, kept] : disk_.messages()) {
      const bool forgotten = plan_.plant == Plant::forgotten_receipts;
      if (kept.receipt == receipt && !forgotten) told.owners.back() = kept.stored.key;
    }
  }
  tell(std::move(told));
}

/// An intent without an outcome is a doubt, which stays until a record ends it.
void SimSpool::find_doubts() {
  const bool requeued = plan_.plant == Plant::requeued_intent;
  const auto intents = disk_.intents();
  for (const auto& [slot, intent] : intents) {
    disk_.set_intent(slot, std::nullopt);
    const Kept* kept = disk_.find(intent.key.sequence);
    const bool open =
        kept != nullptr && (kept->standing == Standing::waiting || kept->standing == Standing::due);
    if (open && !requeued) disk_.change(intent.key.sequence).doubt = intent;
  }
  if (plan_.plant == Plant::forgotten_hold || plan_.plant == Plant::lost_outcome) {
    const bool holds = plan_.plant == Plant::forgotten_hold;
    std::vector<queue::Sequence> forgotten;
    for (const auto& [sequence, kept] : disk_.messages()) {
      if (kept.standing == (holds ? Standing::held : Standing::settled))
        forgotten.push_back(sequence);
    }
    if (!holds && forgotten.size() > 2) forgotten.erase(forgotten.begin(), forgotten.end() - 2);
    for (const queue::Sequence sequence : forgotten) {
      disk_.change(sequence).standing = Standing::waiting;
    }
  }
  disk_.synced(disk_.commit());
}

}  // namespace simulation
