#include "queue/withdrawals.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {
namespace {

/// Messages looked at in one turn: each is a read or three.
constexpr std::size_t looks_per_turn_max = 64;
static_assert(looks_per_turn_max <= Withdrawals::decided_out_max);

/// What can be said of a decision without asking the shard. Nothing: its shard must say.
std::optional<DecisionResult> answer_at_once(Decision::Kind kind, const MessageView& view) {
  if (view.standing == MessageView::Standing::settled) return DecisionResult::ended;
  const bool held = view.standing == MessageView::Standing::held;
  switch (kind) {
    case Decision::Kind::cancel:
      if (view.in_doubt) return DecisionResult::in_doubt;
      break;
    case Decision::Kind::expire:
      if (view.in_doubt) return DecisionResult::in_doubt;
      if (!view.message.progress.empty()) return DecisionResult::too_late;  // tried, or held
      break;
    case Decision::Kind::hold:
      if (held) return DecisionResult::done;
      break;
    case Decision::Kind::release:
      if (!held) return DecisionResult::not_held;
      if (view.in_doubt) return DecisionResult::in_doubt;
      break;
    case Decision::Kind::settle_sent:
    case Decision::Kind::settle_not_sent:
      if (!view.in_doubt) return DecisionResult::not_in_doubt;
      break;
  }
  return std::nullopt;
}

/// Who may not touch what may have been sent is told so; the others come too late.
DecisionResult result_of_crossing(std::optional<Decision::Kind> wanted, bool in_doubt) {
  const bool refuses_doubt = wanted == Decision::Kind::cancel ||
                             wanted == Decision::Kind::release || wanted == Decision::Kind::expire;
  return in_doubt && refuses_doubt ? DecisionResult::in_doubt : DecisionResult::too_late;
}

}  // namespace

bool Withdrawals::decide(Decide&& decide) {
  if (decides_.size() == decides_waiting_max) return false;
  decides_.push_back(std::move(decide));
  return true;
}

std::optional<Decision::Kind> Withdrawals::wanted() const {
  if (!work_) return std::nullopt;
  return work_->asked.decision.kind;
}

bool Withdrawals::admits(const MessageKey& key, bool decides) const {
  if (!decides) return true;
  const auto out = out_.find(key.sequence);
  return out != out_.end() && !out->second.overtaken;
}

void Withdrawals::settled(const Settle& settle) {
  if (out_.empty()) return;
  answered(settle.key.sequence, settle.decides, DecisionResult::too_late);
}

void Withdrawals::deferred(const Defer& defer) {
  if (out_.empty()) return;
  answered(defer.key.sequence, defer.decides, result_of_crossing(wanted(), defer.in_doubt));
}

void Withdrawals::held(const Hold& hold) {
  if (out_.empty()) return;
  const bool as_wanted = wanted() == Decision::Kind::hold;
  answered(hold.key.sequence, hold.decides,
           as_wanted ? DecisionResult::done : result_of_crossing(wanted(), hold.in_doubt));
}

/// A record without `decides` answers a shard's own Recall; that of an operator it has crossed.
void Withdrawals::answered(Sequence sequence, bool decides, DecisionResult otherwise) {
  const auto out = out_.find(sequence);
  if (out == out_.end()) return;
  const bool crossed = !decides && out->second.row;
  end_row(out->second, decides ? DecisionResult::done : otherwise);
  if (crossed) {
    out->second.overtaken = true;
    return;
  }
  out_.erase(out);
  books_.recalled.erase(sequence);
}

void Withdrawals::end_row(Out& out, DecisionResult result) {
  if (!out.row) return;
  assert(work_ && work_->out_count > 0);
  work_->page.rows.at(*out.row).result = result;
  work_->done_any = work_->done_any || result == DecisionResult::done;
  --work_->out_count;
  out.row.reset();
}

bool Withdrawals::let_be(const MessageKey& key) {
  const auto out = out_.find(key.sequence);
  if (out == out_.end()) return true;  // a record of its shard was here before
  const auto loaded = books_.load(key);
  if (!loaded) return false;
  const format::MessageEntry entry = loaded->entry();
  if (entry.standing == format::Standing::due) due_.come_back(key, entry.due);
  end_row(out->second, DecisionResult::too_late);
  out_.erase(out);
  books_.recalled.erase(key.sequence);
  return true;
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

void Withdrawals::begin_next() {
  if (work_ || decides_.empty()) return;
  work_.emplace();
  work_->asked = std::move(decides_.front());
  work_->position = work_->asked.after;
  decides_.pop_front();
}

/// Some of the Decide at work, or of the next one.
bool Withdrawals::look_on(Told& told) {
  begin_next();
  if (!work_ || work_->looked_all) return false;
  DecisionWork& work = *work_;
  const auto fits = [&] {
    return work.out_count + looks_per_turn_max <= decided_out_max && room();
  };
  if (!fits()) return false;
  const std::size_t count =
      std::min<std::size_t>(looks_per_turn_max, work.asked.count_max - work.looked_count);
  const DecisionWalk::Stretch stretch = walk_.next(work.asked, work.position, count);
  if (books_.store.failed()) return false;
  for (const DecisionWalk::Candidate& candidate : stretch.found) {
    if (!room() || !look_at(candidate, told)) return false;
    work.position = candidate.position;
    ++work.looked_count;
  }
  if (stretch.found.empty()) ++work.looked_count;  // so that a page ends where many have ended
  work.position = stretch.position;
  work.looked_all = stretch.at_end || work.looked_count == work.asked.count_max;
  if (!stretch.at_end && work.looked_all) work.page.next = work.position;
  return !work.looked_all && fits();
}

/// False: the store failed, and nothing was changed.
bool Withdrawals::look_at(const DecisionWalk::Candidate& candidate, Told& told) {
  if (!candidate.key) return add_row(candidate.id, DecisionResult::unknown), true;
  const auto found = finder_.find(*candidate.key);
  if (!found) return false;
  if (!*found) return books_.store.fail_undecodable(Family::ids, candidate.id), false;
  const MessageView& view = **found;
  if (const auto result = answer_at_once(work_->asked.decision.kind, view)) {
    work_->done_any = work_->done_any || *result == DecisionResult::done;
    return add_row(view.message.id, *result), true;
  }
  add_row(view.message.id, DecisionResult::too_late);         // unless its shard says otherwise
  if (out_.contains(view.message.key.sequence)) return true;  // something new is known of it
  const std::size_t shard = books_.lanes.at(view.message.key.lane).shard;
  send_out(view, {.row = work_->page.rows.size() - 1}, told.at(shard));
  ++work_->out_count;
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
  entry.held = view.standing == MessageView::Standing::held;
  if (out.row) entry.decision = work_->asked.decision;
  told.entries.push_back(std::move(entry));
}

std::optional<Withdrawals::Finished> Withdrawals::finished() {
  if (!work_ || !work_->looked_all || work_->out_count > 0) return std::nullopt;
  Finished finished{std::move(work_->asked.done), std::move(work_->page), work_->done_any};
  work_.reset();
  return finished;
}

void Withdrawals::abandon(boost::system::error_code error) {
  if (work_) work_->asked.done(error);
  for (Decide& decide : decides_) decide.done(error);
  work_.reset();
  decides_.clear();
  recalls_.clear();
  out_.clear();
  books_.recalled.clear();
}

}  // namespace queue
