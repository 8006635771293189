#include "queue/running_spool.hpp"

#include <pthread.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace queue {
namespace {

/// Intake batches, and requests of operators, that may wait; more are refused.
constexpr std::size_t intakes_max = 64;
constexpr std::size_t controls_max = 64;
/// A due time is wall time, and the wall clock may be set: look again at least this often.
constexpr std::chrono::seconds due_patience{1};
/// A shard's ring of events was full: offer again after this.
constexpr std::chrono::milliseconds outbox_patience{1};
constexpr std::chrono::hours idle_patience{1};
/// Whether the wall clock was set is looked at again after this.
constexpr std::chrono::seconds clock_period{1};
/// After a small turn the next begins no sooner than this, so that requests that trickle in share
/// one; the first after a quiet time is served at once.
constexpr std::chrono::microseconds gather_time{300};

}  // namespace

RunningSpool::RunningSpool(SpoolOptions options, SpoolDirectory directory,
                           std::unique_ptr<Store> store, std::unique_ptr<Books> books,
                           SpoolState state)
    : options_(std::move(options)),
      state_(std::move(state)),
      directory_(std::move(directory)),
      store_(std::move(store)),
      books_(std::move(books)),
      due_(*books_),
      recorder_(*books_, due_),
      acceptor_(*books_, due_),
      reader_(*books_, due_),
      passage_(*books_, due_),
      finder_(*books_),
      withdrawals_(*books_, due_),
      dead_(*books_, due_),
      forgetter_(*books_, options_.read_outcome),
      census_walk_(*books_),
      clock_mark_(*books_, options_.boot_clock),
      levels_(books_->counters),
      intakes_(intakes_max, [this] { doorbell_.ring(); }),
      controls_(controls_max, [this] { doorbell_.ring(); }),
      synced_(books_->counters) {
  store_->on_failure([this] { doorbell_.ring(); });
  go_on();
  thread_ = std::thread([this] { run(); });
}

RunningSpool::~RunningSpool() {
  stopping_.store(true, std::memory_order_release);
  doorbell_.ring();
  thread_.join();
  store_->on_failure({});
}

void RunningSpool::attach_shards(std::vector<Ring<SpoolEvent>*> shards,
                                 std::function<std::size_t(const std::string&)> shard_of) {
  assert(!shards.empty());
  {
    const std::scoped_lock lock(links_mutex_);
    assert(!links_);
    links_ = std::make_unique<ShardLinks>(shards, [this] { doorbell_.ring(); });
    shard_of_ = std::move(shard_of);
  }
  doorbell_.ring();
}

ShardSpool& RunningSpool::shard(std::size_t index) {
  const std::scoped_lock lock(links_mutex_);
  assert(links_);
  return *links_->ends.at(index);
}

Result<void> RunningSpool::submit(Intake intake) {
  assert(intake.submissions.size() <= intake_submissions_max && intake.done);
  if (!intakes_.try_push(std::move(intake))) return errc::ring_full;
  return {};
}

SpoolLevels RunningSpool::levels() const {
  SpoolLevels levels = levels_.read();
  levels.free_bytes = directory_.free_bytes();
  levels.below_reserve = levels.free_bytes < options_.reserve_bytes;
  return levels;
}

SpoolActivity RunningSpool::activity() const {
  SpoolActivity activity = meter_.read();
  activity.reserve_bytes = options_.reserve_bytes;
  const auto files = directory_.files_bytes();
  activity.log_bytes = files.logs;
  activity.table_bytes = files.tables;
  return activity;
}

void RunningSpool::ask_for_a_turn() {
  if (pulse_.ask()) doorbell_.ring();
}

void RunningSpool::run() {
  ::pthread_setname_np(::pthread_self(), "spool");
  for (;;) {
    const bool stop = stopping_.load(std::memory_order_acquire);  // before the last look
    const auto started = std::chrono::steady_clock::now();
    const bool busy = turn();
    if (!busy && stop) break;
    if (!busy) sleep();
    if (small_turn_) std::this_thread::sleep_until(started + gather_time);
  }
  end();
}

/// One turn; true: there was something to do, so there may be more.
bool RunningSpool::turn() {
  const Pulse::DiskCall call(pulse_);
  small_turn_ = false;
  if (pulse_.read().owes()) {
    pulse_.answer();
    if (syncer_) syncer_->ask_for_a_turn();
  }
  meet_shards();
  if (health_ == Health::out_of_space) (void)heal();
  if (health_ != Health::good) return refuse();
  change_dead();
  forget_some();
  bool busy = take_requests();
  busy = take_intakes() || busy;
  busy = take_controls() || busy;
  look_at_clock();
  commit();
  // Whoever is answered below finds the levels as its answer says.
  levels_.publish(books_->counters, false);
  if (!store_->failed()) {
    after_commit();
    busy = count_some() || busy;
    busy = answer() || dead_.more() || forgetter_.more() || busy;
  }
  acknowledge();
  if (store_->failed()) busy = meet_failure() || busy;
  return busy;
}

/// Before a commit: a time that it holds is of the clock that is known then.
void RunningSpool::look_at_clock() {
  const auto now = std::chrono::steady_clock::now();
  if (now - clock_seen_at_ < clock_period) return;
  clock_seen_at_ = now;
  clock_mark_.look();
}

void RunningSpool::commit() {
  const std::uint64_t rows_count = books_->batch.rows_count();
  if (rows_count == 0 || store_->failed()) return;
  const auto began = std::chrono::steady_clock::now();
  books_->commit();
  meter_.committed(std::chrono::steady_clock::now() - began, rows_count);
}

void RunningSpool::sleep() {
  std::chrono::nanoseconds patience = idle_patience;
  if (shards_ != nullptr) {
    for (Outbox& outbox : shards_->outboxes) {
      if (!outbox.flush()) patience = outbox_patience;
    }
  }
  if (health_ == Health::out_of_space) {
    const auto until =
        std::max<std::chrono::nanoseconds>(look_at_ - std::chrono::steady_clock::now(), {});
    patience = std::min(patience, until);
  } else if (shards_ != nullptr) {
    if (!introduced_) patience = outbox_patience;
    if (const auto next = due_.next_time()) {
      const auto until = std::max<std::chrono::nanoseconds>(*next - options_.now(), {});
      patience = std::min({patience, until, std::chrono::nanoseconds(due_patience)});
    }
    if (!shards_->batches.park()) return;
  }
  if (intakes_.park() && controls_.park()) doorbell_.wait(patience);
}

void RunningSpool::after_commit() {
  const std::uint64_t commit = books_->counters.commits;
  if (options_.durability == Durability::process) tell_armed(fresh_arms_, commit);
  take_finished_decide();
  for (PendingArm& arm : fresh_arms_) arm.commit = commit;
  for (PendingIntake& intake : fresh_intakes_) {
    intake.commit = commit;
    intake.submissions.clear();
  }
  for (PendingControl& control : fresh_controls_) control.commit = commit;
  const bool urgent = !fresh_arms_.empty() || !fresh_intakes_.empty() || !fresh_controls_.empty();
  syncer_->written(books_->counters, urgent);
  pending_arms_.insert(pending_arms_.end(), fresh_arms_.begin(), fresh_arms_.end());
  fresh_arms_.clear();
  std::ranges::move(fresh_intakes_, std::back_inserter(pending_intakes_));
  fresh_intakes_.clear();
  std::ranges::move(fresh_controls_, std::back_inserter(pending_controls_));
  fresh_controls_.clear();
  erase_some();
  tell_news();
}

/// True: there is more to count. Nobody asks before shards are there, and what they wait for comes
/// first.
bool RunningSpool::count_some() {
  if (!introduced_ || stopping_.load(std::memory_order_relaxed)) return false;
  return !census_walk_.step();
}

void RunningSpool::tell_news() {
  Acceptor::News news = acceptor_.committed();
  if (shards_ == nullptr) return;
  for (const LaneNumber number : news.lanes_opened) {
    const SpoolLane& lane = books_->lanes.at(number);
    shards_->outboxes[lane.shard].send(LaneOpened{number, lane.name, books_->hold_of(lane.name)});
  }
  passage_.pass(std::move(news.fresh), shards_->outboxes);
  tell_holds();
}

/// What has become durable is told.
void RunningSpool::acknowledge() {
  const std::uint64_t synced = syncer_ ? syncer_->synced() : synced_.commits;
  tell_armed(pending_arms_, synced);
  while (!pending_intakes_.empty() && pending_intakes_.front().commit <= synced) {
    PendingIntake& intake = pending_intakes_.front();
    meter_.intake_synced(std::chrono::steady_clock::now() - intake.taken_at);
    intake.done(std::move(intake.answers));
    pending_intakes_.pop_front();
  }
  while (!pending_controls_.empty() && pending_controls_.front().commit <= synced) {
    pending_controls_.front().tell({});
    pending_controls_.pop_front();
  }
}

/// Tells and takes away those of commits up to `synced`, which lie in front.
void RunningSpool::tell_armed(std::vector<PendingArm>& arms, std::uint64_t synced) {
  if (arms.empty() || arms.front().commit > synced) return;
  std::vector<Armed> told(shards_->outboxes.size());
  auto arm = arms.begin();
  for (; arm != arms.end() && arm->commit <= synced; ++arm)
    told[arm->shard].slots.push_back(arm->slot);
  arms.erase(arms.begin(), arm);
  for (std::size_t shard = 0; shard < told.size(); ++shard) {
    if (!told[shard].slots.empty()) shards_->outboxes[shard].send(std::move(told[shard]));
  }
}

}  // namespace queue
