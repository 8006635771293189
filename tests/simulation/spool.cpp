#include "tests/simulation/spool.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/shard.hpp"
#include "tests/simulation/random.hpp"

namespace simulation {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t about_spool = 21;
/// Nobody waits for the answer to AskStatus, and each costs a turn.
constexpr seconds status_takes{2};
/// So few that levels are read as well.
constexpr std::uint32_t passed_without_read_max = 3;
/// Outcomes are in order of their ends, but for this much.
constexpr seconds disorder_max{5};

}  // namespace

void SimSpool::request(queue::ShardRequest request) {
  if (run_.events == nullptr) return;  // the process is dead already
  watch_.on_request(request);
  run_.pending.push_back(std::move(request));
  want_turn();
}

void SimSpool::submit(queue::Submission submission, std::function<void()> done) {
  if (run_.events == nullptr) return;
  run_.intakes.push_back({std::move(submission), std::move(done)});
  want_turn();
}

void SimSpool::decide(const std::string& id, queue::Decision::Kind kind) {
  if (run_.events == nullptr) return;
  run_.decisions.emplace_back(id, kind);
  want_turn();
}

void SimSpool::hold_lane(const std::string& lane, const std::string& why) {
  if (run_.events == nullptr || disk_.lane(lane) == 0) return;
  disk_.set_hold(lane, why);
  tell(queue::LaneHoldChanged{disk_.lane(lane), why});
  want_turn();
}

void SimSpool::want_turn() {
  if (std::exchange(run_.turn_wanted, true)) return;
  Random random = draw(plan_.seed, about_spool, ++draws_count_);
  later(random.between(microseconds{50}, microseconds{400}), [this] { turn(); });
}

/// Unless the process is gone by then.
void SimSpool::later(Duration duration, std::function<void()> action) {
  agenda_.after(duration, [this, life = life_, action = std::move(action)] {
    if (life == life_ && run_.events != nullptr) action();
  });
}

/// Everything asked for by now is one commit.
void SimSpool::turn() {
  run_.turn_wanted = false;
  for (queue::ShardRequest& request : std::exchange(run_.pending, {})) apply(request);
  std::vector<std::function<void()>> acks;
  for (const Intake& intake : std::exchange(run_.intakes, {})) accept(intake);
  for (const auto& [id, kind] : std::exchange(run_.decisions, {})) decide_now(id, kind);
  run_.committed = disk_.commit();
  for (auto& [commit, slot] : run_.arms) commit = std::min(commit, run_.committed);
  for (auto& [commit, done] : run_.acks) commit = std::min(commit, run_.committed);
  const bool at_once =
      plan_.durability == queue::Durability::process || plan_.plant == Plant::armed_before_sync;
  if (at_once) tell_armed(run_.committed);
  recall_some();
  hand_out_due();
  run_.sync_wanted = true;
  begin_sync();
}

void SimSpool::apply(queue::ShardRequest& request) {
  std::visit([this](auto& asked) { take(asked); }, request);
}

void SimSpool::accept(const Intake& intake) {
  const queue::Submission& submission = intake.submission;
  run_.acks.emplace_back(~std::uint64_t{0}, intake.done);
  if (disk_.find(submission.id) != nullptr) return;  // it was handed in before
  queue::LaneNumber lane = disk_.lane(submission.lane_name);
  const bool is_new = lane == 0;
  if (is_new) lane = disk_.add_lane(submission.lane_name);
  Kept kept;
  kept.stored.key = {lane, submission.priority, disk_.next_sequence()};
  kept.stored.accepted_at = watch_.wall_now();
  kept.stored.not_before = submission.not_before;
  kept.stored.id = submission.id;
  kept.stored.payload = submission.payload;
  kept.scheduled = submission.not_before > kept.stored.accepted_at;
  if (kept.scheduled) kept.standing = Standing::due;
  kept.due = submission.not_before;
  watch_.on_accepted(kept.stored);
  trace_.note("accepted", kept.stored.key.sequence, std::stoul(submission.id.substr(1)));
  if (is_new) {
    tell(queue::LaneOpened{lane, submission.lane_name, ""});
    for (queue::Priority priority = 1; priority <= queue::priorities_count; ++priority) {
      run_.read_to_end.emplace(std::pair(lane, priority), 0);
    }
  }
  if (!kept.scheduled) pass(kept.stored);
  disk_.add(std::move(kept));
}

/// To the shard, where it has read the level to its end; else it is told to read.
void SimSpool::pass(const queue::StoredMessage& stored) {
  const auto level = run_.read_to_end.find({stored.key.lane, stored.key.priority});
  if (level == run_.read_to_end.end()) return;
  if (run_.pass_credit > 0 && level->second < passed_without_read_max &&
      stored.accepted_at < read_limit(stored.key.lane)) {
    --run_.pass_credit;
    ++level->second;
    if (plan_.plant == Plant::pass_lost && ++planted_count_ % 10 == 0) return;
    return tell(queue::PassedOn{{stored}});
  }
  run_.read_to_end.erase(level);
  if (plan_.plant == Plant::growth_untold && ++planted_count_ % 10 == 0) return;
  tell(queue::LaneGrew{stored.key.lane, stored.key.priority});
}

void SimSpool::begin_sync() {
  if (run_.syncing || !run_.sync_wanted) return;
  run_.syncing = true;
  run_.sync_wanted = false;
  Random random = draw(plan_.seed, about_spool, ++draws_count_);
  Duration takes = random.between(microseconds{300}, microseconds{3'000});
  if (faults_.lasts(FaultKind::slow_disk)) takes += milliseconds{900};
  later(takes, [this, commit = run_.committed] { end_sync(commit); });
}

void SimSpool::end_sync(std::uint64_t commit) {
  run_.syncing = false;
  const bool forgotten = plan_.plant == Plant::forgotten_sync && ++planted_count_ % 3 == 0;
  if (!forgotten) disk_.synced(commit);
  tell_armed(commit);
  std::vector<std::function<void()>> due;
  for (auto& [of, done] : run_.acks) {
    if (of <= commit) due.push_back(done);
  }
  std::erase_if(run_.acks, [commit](const auto& ack) { return ack.first <= commit; });
  for (const auto& done : due) done();
  begin_sync();
}

void SimSpool::tell_armed(std::uint64_t commit) {
  queue::Armed told;
  for (const auto& [of, slot] : run_.arms) {
    if (of <= commit) told.slots.push_back(slot);
  }
  if (told.slots.empty()) return;
  std::erase_if(run_.arms, [commit](const auto& arm) { return arm.first <= commit; });
  for (const std::uint32_t slot : told.slots) {
    const auto intent = disk_.intents().find(slot);
    if (intent != disk_.intents().end()) watch_.on_armed(intent->second.key.sequence);
  }
  tell(std::move(told));
}

/// Events come in their order, a little later.
void SimSpool::tell(queue::SpoolEvent event) {
  Random random = draw(plan_.seed, about_spool, ++draws_count_);
  const Duration takes = random.between(microseconds{10}, microseconds{200});
  run_.told_until = std::max(run_.told_until, agenda_.now() + takes);
  const auto told = std::make_shared<queue::SpoolEvent>(std::move(event));
  agenda_.at(run_.told_until, [this, life = life_, told] {
    if (life != life_ || run_.events == nullptr) return;
    if (!run_.events->try_push(std::move(*told))) watch_.on_broken("the ring of events is full");
  });
}

void SimSpool::take(const queue::AskStatus&) {
  later(status_takes, [this] {
    queue::SpoolStatus status;
    for (const auto& [sequence, kept] : disk_.messages()) {
      if (kept.standing != Standing::settled) ++status.open_count;
      if (kept.standing == Standing::held) ++status.held_count;
      if (kept.standing != Standing::due) continue;
      if (status.due_count++ == 0 || kept.due < status.due_earliest) status.due_earliest = kept.due;
    }
    tell(status);
  });
}

void SimSpool::attach(queue::Ring<queue::SpoolEvent>& events) {
  ++life_;
  run_.events = &events;
  find_doubts();
  open_lanes();
  queue::DueBlocks blocks;
  std::vector<queue::InDoubt> doubts;
  for (const auto& [sequence, kept] : disk_.messages()) {
    if (kept.doubt) {
      doubts.push_back({kept.stored, queue::no_slot, kept.doubt->at});
      doubts.back().message.progress = kept.doubt->progress;
    } else if (kept.standing == Standing::due && !kept.scheduled) {
      blocks.messages.push_back(kept.stored);
    }
  }
  for (auto doubt = doubts.rbegin(); doubt != doubts.rend(); ++doubt) tell(std::move(*doubt));
  const bool told = plan_.plant != Plant::forgotten_blocks;
  if (told && !blocks.messages.empty()) tell(std::move(blocks));
  want_turn();
}

void SimSpool::open_lanes() {
  for (std::size_t i = 0; i < disk_.lanes().size(); ++i) {
    const std::string& name = disk_.lanes()[i];
    const auto number = static_cast<queue::LaneNumber>(i + 1);
    const auto hold = disk_.holds().find(name);
    const bool told = knows_requests_ && plan_.plant != Plant::window_forgotten_at_start;
    tell(queue::LaneOpened{number, name, hold == disk_.holds().end() ? "" : hold->second,
                           told ? arrived_latest(number) : std::vector<queue::WallTime>{}});
  }
}

bool SimSpool::knows_requests() {
  const std::uint64_t steps_count = faults_.count(FaultKind::wall_step);
  const bool was_set = std::exchange(wall_steps_count_, steps_count) != steps_count;
  const queue::WallTime now = watch_.wall_now();
  if (std::exchange(is_new_boot_, false) || was_set) comparable_from_ = now;
  knows_requests_ = comparable_from_ <= now - requests_matter - disorder_max;
  return knows_requests_;
}

/// Of messages that have ended or are held, as their records have it.
std::vector<queue::WallTime> SimSpool::arrived_latest(queue::LaneNumber lane) const {
  const queue::WallTime begin = watch_.wall_now() - requests_matter;
  std::vector<queue::WallTime> times;
  for (const auto& [sequence, kept] : disk_.messages()) {
    if (kept.stored.key.lane != lane) continue;
    if (kept.standing == Standing::held) {
      for (const queue::HistoryNote& note : kept.notes) {
        if (note.at >= begin) times.push_back(note.at);
      }
    } else if (kept.standing == Standing::settled) {
      const auto outcome = dispatcher::decode_outcome(kept.outcome);
      if (!outcome || outcome->answered_at < begin) continue;
      const auto count = std::min(outcome->attempts, dispatcher::recent_requests_max);
      times.insert(times.end(), count, outcome->answered_at);
    }
  }
  return times;
}

void SimSpool::detach(bool machine_too) {
  is_new_boot_ = is_new_boot_ || machine_too;
  if (machine_too) disk_.lose_power();
  run_ = {};
}

void SimSpool::close() {
  turn();
  disk_.synced(run_.committed);
  run_ = {};
}

}  // namespace simulation
