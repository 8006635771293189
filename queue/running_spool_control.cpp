#include <cassert>
#include <utility>
#include <variant>

#include "queue/running_spool.hpp"

/// What operators ask of the running spool.
namespace queue {
namespace {

/// Taken in one turn: each costs a few reads.
constexpr std::size_t controls_per_turn_max = 64;

}  // namespace

Result<void> RunningSpool::control(ControlRequest request) {
  if (!controls_.try_push(std::move(request))) return errc::ring_full;
  return {};
}

bool RunningSpool::take_controls() {
  std::size_t taken = 0;
  for (; taken < controls_per_turn_max && !store_->failed(); ++taken) {
    auto request = controls_.try_pop();
    if (!request) break;
    std::visit([&](auto& asked) { take(std::move(asked)); }, *request);
  }
  return taken != 0;
}

void RunningSpool::take(HoldLane&& hold) {
  change_hold(format::hold_key(hold.lane_name), books_->lane_holds, hold.lane_name, hold.note);
  holds_changed_.push_back(std::move(hold.lane_name));
  answer_once_synced(std::move(hold.done));
}

void RunningSpool::take(HoldGroup&& hold) {
  change_hold(format::group_key(hold.group), books_->group_holds, hold.group, hold.note);
  groups_changed_.push_back(std::move(hold.group));
  answer_once_synced(std::move(hold.done));
}

/// An empty note ends the hold.
void RunningSpool::change_hold(const std::string& stored_key, Books::Holds& holds,
                               const std::string& name, const std::string& note) {
  assert(!name.empty() && name.size() <= lane_name_bytes_max && note.size() <= record_bytes_max);
  if (note.empty()) {
    books_->batch.remove(Family::meta, stored_key);
    holds.erase(name);
  } else {
    books_->batch.put(Family::meta, stored_key, note);
    holds.insert_or_assign(name, note);
  }
}

void RunningSpool::answer_once_synced(std::function<void(Result<void>)> done) {
  assert(done);
  fresh_controls_.push_back({0, [done = std::move(done)](boost::system::error_code error) {
                               done(error ? Result<void>(error) : Result<void>());
                             }});
}

/// A lane that nobody has opened yet brings its hold when it is.
void RunningSpool::tell_holds() {
  for (const std::string& name : std::exchange(holds_changed_, {})) {
    const SpoolLane* lane = books_->lanes.find(name);
    if (lane == nullptr || shards_ == nullptr) continue;
    shards_->outboxes[lane->shard].send(LaneHoldChanged{lane->number, books_->hold_of(name)});
  }
  for (const std::string& group : std::exchange(groups_changed_, {})) {
    if (shards_ == nullptr) continue;
    const auto hold = books_->group_holds.find(group);
    const bool held = hold != books_->group_holds.end();
    for (Outbox& outbox : shards_->outboxes) {
      outbox.send(GroupHoldChanged{group, held ? hold->second : std::string()});
    }
  }
}

void RunningSpool::take(Decide&& decide) {
  assert(decide.done && decide.count_max > 0 && decide.count_max <= intake_submissions_max);
  assert(decide.decision.note.size() <= record_bytes_max / 2);
  const auto done = decide.done;
  if (!withdrawals_.decide(std::move(decide))) done(make_error_code(errc::ring_full));
}

/// What it brought is in a commit that is written, and told once that is synced.
void RunningSpool::take_finished_decide() {
  auto finished = withdrawals_.finished();
  if (!finished) return;
  if (!finished->done_any) return finished->done(std::move(finished->page));
  fresh_controls_.push_back({0, [finished = std::move(*finished)](boost::system::error_code error) {
                               using Answer = Result<Decide::Page>;
                               finished.done(error ? Answer(error) : Answer(finished.page));
                             }});
}

void RunningSpool::take(ListDead&& list) {
  assert(list.done && list.count_max > 0 && list.count_max <= intake_submissions_max);
  const auto done = list.done;
  if (!dead_.list(std::move(list))) done(make_error_code(errc::ring_full));
}

void RunningSpool::take(ChangeDead&& change) {
  assert(change.done && change.items.size() <= intake_submissions_max);
  const auto done = change.done;
  if (!dead_.change(std::move(change))) done(make_error_code(errc::ring_full));
}

/// At the beginning of a turn, so that all records of the turns before are seen.
void RunningSpool::change_dead() {
  auto changed = dead_.change_some();
  if (!changed) return;
  fresh_controls_.push_back({0, [changed = std::move(*changed)](boost::system::error_code error) {
                               using Answer = Result<std::uint64_t>;
                               changed.done(error ? Answer(error) : Answer(changed.count));
                             }});
}

void RunningSpool::take(Forget&& forget) {
  assert(forget.done && forget.count_max > 0 && forget.count_max <= intake_submissions_max);
  const auto done = forget.done;
  if (!forgetter_.forget(std::move(forget))) done(make_error_code(errc::ring_full));
}

/// At the beginning of a turn, as above.
void RunningSpool::forget_some() {
  auto forgotten = forgetter_.forget_some();
  if (!forgotten) return;
  using Answer = Result<Forget::Page>;
  fresh_controls_.push_back(
      {0, [forgotten = std::move(*forgotten)](boost::system::error_code error) {
         forgotten.done(error ? Answer(error) : Answer(forgotten.page));
       }});
}

void RunningSpool::take(Erase&& erase) {
  assert(erase.done);
  if (erase_) return erase.done(make_error_code(errc::ring_full));
  // Tables are written before those that they replace are removed.
  if (directory_.free_bytes() < options_.reserve_bytes) {
    return erase.done(make_error_code(errc::no_space));
  }
  erase_ = std::move(erase);
}

/// Between two commits.
void RunningSpool::erase_some() {
  if (erase_ && !eraser_) eraser_ = std::make_unique<Eraser>(*store_, [this] { doorbell_.ring(); });
  if (eraser_ && eraser_->ended()) end_erasing({});
}

void RunningSpool::end_erasing(boost::system::error_code error) {
  eraser_.reset();
  if (!erase_) return;
  const Erase erase = std::move(*std::exchange(erase_, {}));
  erase.done(error ? Result<void>(error) : Result<void>());
}

void RunningSpool::take(ListLanes&& list) {
  assert(list.done && list.rows_max <= intake_submissions_max);
  list.done(books_->census.table(list, books_->lanes, options_.now()));
}

void RunningSpool::answer_searches() {
  for (Search& search : std::exchange(searches_, {})) {
    std::visit(
        [&](auto& asked) {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(asked)>, FindMessage>) {
            asked.done(finder_.find(asked.id));
          } else {
            asked.done(finder_.find(asked.key));
          }
        },
        search);
  }
}

/// Whoever still waits hears that there will be no answer.
void RunningSpool::end_controls(boost::system::error_code error) {
  for (const PendingControl& control : std::exchange(fresh_controls_, {})) control.tell(error);
  for (const PendingControl& control : std::exchange(pending_controls_, {})) control.tell(error);
  for (Search& search : std::exchange(searches_, {})) {
    std::visit([&](auto& asked) { asked.done(error); }, search);
  }
  withdrawals_.abandon(error);
  dead_.abandon(error);
  forgetter_.abandon(error);
  end_erasing(error);
  while (auto request = controls_.try_pop()) {
    std::visit([&](auto& asked) { asked.done(error); }, *request);
  }
}

}  // namespace queue
