#include <cassert>
#include <utility>

#include "queue/census_row.hpp"
#include "queue/running_spool.hpp"

/// What becomes of the spool when its disk is full, when it has failed, and at its end.
namespace queue {
namespace {

/// How often free space is looked at while there is none.
constexpr std::chrono::seconds look_period{1};
/// An attempt that found too little costs a second of reading, and is not made again until more is
/// free, or this has passed: the figure may mislead, where others write too.
constexpr std::chrono::seconds attempt_period{5};

}  // namespace

/// The store has failed in this turn; true: go on at once, so that all hear of it.
bool RunningSpool::meet_failure() {
  if (store_->failure().error == errc::no_space) return pause(), false;
  health_ = Health::failed;
  return true;
}

/// From here on nothing is asked of the database. What is written but not synced, and what is in
/// the commit in the making, stays unanswered: whether it is stored is known once it is open again.
void RunningSpool::pause() {
  health_ = Health::out_of_space;
  levels_.publish(books_->counters, true);
  if (syncer_) {
    syncer_->finish();
    synced_ = syncer_->durable();
    syncer_.reset();
  }
  acknowledge();
  reader_.renew();
  end_erasing(make_error_code(errc::no_space));
  store_->close();
  look_at_ = std::chrono::steady_clock::now() + look_period;
}

/// Looks whether there is space, and if so opens the database again; true: the spool goes on.
bool RunningSpool::heal() {
  const auto now = std::chrono::steady_clock::now();
  const bool last = stopping_.load(std::memory_order_acquire) && !std::exchange(looked_last_, true);
  if (now < look_at_ && !last) return false;
  look_at_ = now + look_period;
  const std::uint64_t free_bytes = directory_.free_bytes();
  if (free_bytes < SpoolDirectory::bytes_to_open(options_.reserve_bytes)) return false;
  if (free_bytes <= too_few_bytes_ && now < attempted_at_ + attempt_period) return false;
  attempted_at_ = now;
  store_->reopen();
  if (!store_->failed() && is_as_remembered()) books_->commit();
  if (store_->failed()) {
    (void)meet_failure();
    too_few_bytes_ = directory_.free_bytes();
    return false;
  }
  too_few_bytes_ = 0;
  health_ = Health::good;
  go_on();
  syncer_->written(books_->counters, true);
  return true;
}

/// What was written before the failure must be there, and nothing else: then all that is known of
/// it in memory is true.
bool RunningSpool::is_as_remembered() {
  const auto bytes = store_->get(Family::meta, format::counters_key);
  const auto stored = bytes ? format::decode_counters(*bytes) : std::nullopt;
  if (store_->failed()) return false;
  const std::uint64_t commits = books_->counters.commits;
  if (stored && (stored->commits == commits || (books_->overdue && stored->commits + 1 == commits)))
    return true;
  store_->fail({errc::damaged, "after the disk was full " + std::to_string(commits) +
                                   " commits should be there, and " +
                                   std::to_string(stored ? stored->commits : 0) + " are"});
  return false;
}

void RunningSpool::go_on() {
  syncer_ = std::make_unique<Syncer>(*store_, directory_.path(), synced_, meter_, sync_pulse_,
                                     [this] { doorbell_.ring(); });
}

/// A turn in which nothing can be written. Requests of shards wait in their ring while that may
/// pass; true: there was somebody to refuse.
bool RunningSpool::refuse() {
  bool busy = false;
  if (shards_ != nullptr) {
    for (Outbox& outbox : shards_->outboxes) (void)outbox.flush();
  }
  const bool passing = health_ == Health::out_of_space;
  const auto error = make_error_code(passing ? errc::no_space : store_->failure().error);
  while (auto intake = intakes_.try_pop()) busy = true, intake->done(error);
  if (passing) {
    while (auto request = controls_.try_pop()) {
      busy = true;
      std::visit([&](auto& asked) { asked.done(error); }, *request);
    }
  } else {
    end_controls(error);
    end_intakes(error);
    tell_failure();
    while (shards_ != nullptr && shards_->batches.try_pop()) busy = true;
  }
  levels_.publish(books_->counters, passing);
  return busy;
}

/// Every shard hears it once.
void RunningSpool::tell_failure() {
  const Failure failure = store_->failure();
  pending_arms_.clear();
  fresh_arms_.clear();
  questions_.clear();
  if (shards_ == nullptr || std::exchange(failure_told_, true)) return;
  for (Outbox& outbox : shards_->outboxes) {
    outbox.send(SpoolFailed{make_error_code(failure.error), failure.detail});
  }
}

void RunningSpool::end_intakes(boost::system::error_code error) {
  for (PendingIntake& intake : std::exchange(fresh_intakes_, {})) intake.done(error);
  for (PendingIntake& intake : std::exchange(pending_intakes_, {})) intake.done(error);
  while (auto intake = intakes_.try_pop()) intake->done(error);
}

/// So that the next start need not count.
void RunningSpool::write_census() {
  const Census& census = books_->census;
  if (health_ != Health::good || store_->failed() || !books_->batch.empty()) return;
  if (!census.complete() || census.open_count() == 0) return;
  const std::string row = census_row::encode(census, books_->counters.commits + 1);
  if (row.empty()) return;
  books_->batch.put(Family::meta, format::open_key, row);
  books_->commit();
  if (!store_->failed()) syncer_->written(books_->counters, false);
}

/// The thread's last act. What could not be written before is not written now.
void RunningSpool::end() {
  write_census();
  if (syncer_) syncer_->finish();
  acknowledge();
  const bool for_good = store_->failed() && store_->failure().error != errc::no_space;
  const auto error = make_error_code(for_good ? store_->failure().error : errc::closing);
  end_controls(error);
  end_intakes(error);
  if (for_good) tell_failure();
  // The next start then has no log to read back. Should it fail, the log has it all.
  store_->flush_at_once();
}

}  // namespace queue
