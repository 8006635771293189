#include "queue/withdrawals.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {
namespace {

/// Entries looked at in one turn: each is a read or two.
constexpr std::size_t looks_per_turn_max = 256;

}  // namespace

bool Withdrawals::cancel(Decide&& cancel) {
  if (cancels_.size() == cancels_waiting_max) return false;
  cancels_.push_back(std::move(cancel));
  return true;
}

bool Withdrawals::admits(const Settle& settle) const {
  if (!settle.decides) return true;
  const auto out = out_.find(settle.key.sequence);
  return out != out_.end() && out->second.row;
}

/// A cancelled message is not armed: an outcome that comes with a slot was on its way already.
void Withdrawals::settled(const Settle& settle) {
  if (out_.empty()) return;
  const bool cancelled = settle.decides || settle.slot == no_slot;
  close(settle.key.sequence, cancelled ? DecisionResult::done : DecisionResult::too_late);
}

void Withdrawals::parked(const MessageKey& key, bool in_doubt) {
  if (out_.empty()) return;
  close(key.sequence, in_doubt ? DecisionResult::in_doubt : DecisionResult::too_late);
}

bool Withdrawals::let_be(const MessageKey& key) {
  if (!out_.contains(key.sequence)) return true;  // a record of its shard was here before
  const auto loaded = books_.load(key);
  if (!loaded) return false;
  const format::MessageEntry entry = loaded->entry();
  if (entry.standing == format::Standing::due) due_.come_back(key, entry.due);
  close(key.sequence, DecisionResult::too_late);
  return true;
}

void Withdrawals::close(Sequence sequence, DecisionResult result) {
  const auto out = out_.find(sequence);
  if (out == out_.end()) return;
  if (out->second.row) {
    assert(work_ && work_->out_count > 0);
    work_->page.rows.at(*out->second.row).result = result;
    work_->cancelled_any = work_->cancelled_any || result == DecisionResult::done;
    --work_->out_count;
  }
  out_.erase(out);
  books_.recalled.erase(sequence);
}

bool Withdrawals::step(std::vector<Outbox>& outboxes) {
  Told told(outboxes.size());
  const bool more = answer_recalls(told);
  const bool more_looks = look_on(told);
  for (std::size_t shard = 0; shard < told.size(); ++shard) {
    if (!told[shard].entries.empty()) outboxes[shard].send(std::move(told[shard]));
  }
  return (more || more_looks) && !books_.store.failed();
}

bool Withdrawals::answer_recalls(Told& told) {
  const std::size_t waiting = recalls_.size();
  for (std::size_t i = 0; i < std::min(waiting, looks_per_turn_max) && room(); ++i) {
    const auto [shard, key] = recalls_.front();
    if (out_.contains(key.sequence)) {  // out for somebody else: waits until that is answered
      recalls_.emplace_back(shard, key);
    } else if (!answer_recall(shard, key, told)) {
      return false;
    }
    recalls_.pop_front();
  }
  return waiting > looks_per_turn_max && room();
}

bool Withdrawals::answer_recall(std::size_t shard, const MessageKey& key, Told& told) {
  const auto found = finder_.find(key);
  if (!found) return false;
  assert(*found);  // a shard asks for what it was given
  const MessageView& view = **found;
  if (view.standing == MessageView::Standing::settled) {
    Recalled::Entry entry;
    entry.message.key = key;
    entry.message.id = view.message.id;
    entry.outcome = view.outcome;
    told.at(shard).entries.push_back(std::move(entry));
  } else {
    send_out(view, {}, told.at(shard));
  }
  return true;
}

/// Some of the cancel at work, or of the next one.
bool Withdrawals::look_on(Told& told) {
  if (!work_ && !cancels_.empty()) {
    work_.emplace();
    work_->asked = std::move(cancels_.front());
    work_->position = work_->asked.after;
    cancels_.pop_front();
  }
  if (!work_ || work_->looked_all || !room()) return false;
  CancelWork& work = *work_;
  const std::size_t count =
      std::min<std::size_t>(looks_per_turn_max, work.asked.count_max - work.looked_count);
  const auto candidates = walk_.next(work.asked, work.position, count);
  for (const CancelWalk::Candidate& candidate : candidates) {
    if (!room() || !look_at(candidate, told)) return false;
    work.position = candidate.position;
    ++work.looked_count;
  }
  if (books_.store.failed()) return false;
  const bool at_end = candidates.size() < count || work.asked.which == Decide::Which::id;
  work.looked_all = at_end || work.looked_count == work.asked.count_max;
  if (!at_end && work.looked_all) work.page.next = work.position;
  return true;
}

/// False: the store failed, and nothing was changed.
bool Withdrawals::look_at(const CancelWalk::Candidate& candidate, Told& told) {
  if (!candidate.key) return add_row(candidate.id, DecisionResult::unknown), true;
  const auto found = finder_.find(*candidate.key);
  if (!found) return false;
  if (!*found) return books_.store.fail_undecodable(Family::ids, candidate.id), false;
  const MessageView& view = **found;
  if (view.standing == MessageView::Standing::settled) {
    if (work_->asked.which == Decide::Which::id) add_row(candidate.id, DecisionResult::ended);
  } else if (view.in_doubt) {
    add_row(view.message.id, DecisionResult::in_doubt);
  } else {
    add_row(view.message.id, DecisionResult::too_late);         // unless its shard says otherwise
    if (out_.contains(view.message.key.sequence)) return true;  // it has just learned of an answer
    const std::size_t shard = books_.lanes.at(view.message.key.lane).shard;
    send_out(view, {work_->page.rows.size() - 1}, told.at(shard));
    ++work_->out_count;
  }
  return true;
}

void Withdrawals::add_row(const std::string& id, DecisionResult result) {
  work_->page.rows.push_back({id, result});
}

void Withdrawals::send_out(const MessageView& view, Out out, Recalled& told) {
  const Sequence sequence = view.message.key.sequence;
  out_.emplace(sequence, out);
  books_.recalled.insert(sequence);
  assert(out_.size() <= recalls_max);
  if (view.standing != MessageView::Standing::held) {
    const bool due = view.standing == MessageView::Standing::due;
    books_.handed_out.note(view.message, due ? std::optional(view.due) : std::nullopt,
                           view.in_doubt);
  }
  Recalled::Entry entry{view.message, view.in_doubt, {}, {}};
  if (out.row) entry.decision = work_->asked.decision;
  told.entries.push_back(std::move(entry));
}

std::optional<Withdrawals::Finished> Withdrawals::finished() {
  if (!work_ || !work_->looked_all || work_->out_count > 0) return std::nullopt;
  Finished finished{std::move(work_->asked.done), std::move(work_->page), work_->cancelled_any};
  work_.reset();
  return finished;
}

void Withdrawals::abandon(boost::system::error_code error) {
  if (work_) work_->asked.done(error);
  for (Decide& cancel : cancels_) cancel.done(error);
  work_.reset();
  cancels_.clear();
  recalls_.clear();
  out_.clear();
  books_.recalled.clear();
}

}  // namespace queue
