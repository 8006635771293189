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
  assert(!hold.lane_name.empty() && hold.lane_name.size() <= lane_name_bytes_max);
  assert(hold.note.size() <= record_bytes_max && hold.done);
  const std::string stored_key = format::hold_key(hold.lane_name);
  if (hold.note.empty()) {
    books_->batch.remove(Family::meta, stored_key);
    books_->lane_holds.erase(hold.lane_name);
  } else {
    books_->batch.put(Family::meta, stored_key, hold.note);
    books_->lane_holds.insert_or_assign(hold.lane_name, std::move(hold.note));
  }
  holds_changed_.push_back(std::move(hold.lane_name));
  fresh_controls_.push_back({0, [done = std::move(hold.done)](boost::system::error_code error) {
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
}

void RunningSpool::take(Decide&& cancel) {
  assert(cancel.done && cancel.count_max > 0 && cancel.count_max <= intake_submissions_max);
  const auto done = cancel.done;
  if (!withdrawals_.cancel(std::move(cancel))) done(make_error_code(errc::ring_full));
}

/// Its outcomes are in a commit that is written, and told once that is synced.
void RunningSpool::take_finished_cancel() {
  auto finished = withdrawals_.finished();
  if (!finished) return;
  if (!finished->cancelled_any) return finished->done(std::move(finished->page));
  fresh_controls_.push_back({0, [finished = std::move(*finished)](boost::system::error_code error) {
                               using Answer = Result<Decide::Page>;
                               finished.done(error ? Answer(error) : Answer(finished.page));
                             }});
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
  while (auto request = controls_.try_pop()) {
    std::visit([&](auto& asked) { asked.done(error); }, *request);
  }
}

}  // namespace queue
