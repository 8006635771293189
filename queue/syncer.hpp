#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "queue/format.hpp"
#include "queue/pulse.hpp"
#include "queue/spool_meter.hpp"
#include "queue/store.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

/// Makes commits durable, on a thread of its own: while one sync runs (milliseconds) the writer
/// goes on, and all that it writes meanwhile shares the next one.
class Syncer {
 public:
  /// An outcome that nobody waits for is synced at the latest after this.
  static constexpr std::chrono::milliseconds lazy_delay{10};
  /// Where syncs are quick the next begins no sooner than this, so that it covers more; the first
  /// after a quiet time begins at once.
  static constexpr std::chrono::microseconds sync_period{500};
  /// How often the synced mark is renewed while there is something new.
  static constexpr std::chrono::seconds mark_period{10};

  /// \param counters   written and durable already
  /// \param meter      is told how long each took
  /// \param pulse      where the sync thread leaves signs of life; outlives the syncer
  /// \param on_synced  called on the sync thread after each sync, good or failed
  Syncer(Store& store, std::filesystem::path directory, const format::Counters& counters,
         SpoolMeter& meter, Pulse& pulse, std::function<void()> on_synced);
  ~Syncer();

  /// The commit with these counters was written. `urgent`: somebody waits for it. The writer's
  /// thread.
  void written(const format::Counters& counters, bool urgent);
  /// The sync thread shall show that it lives. The writer's thread.
  void ask_for_a_turn();
  /// Commits up to this one are durable. Any thread.
  std::uint64_t synced() const { return synced_.load(std::memory_order_acquire); }
  /// Of the last of these. The writer's thread, after `finish`.
  const format::Counters& durable() const { return durable_; }
  /// Syncs what is left, says in the mark that the spool was closed, and ends the thread.
  /// The writer's thread, once it writes no more.
  void finish();

 private:
  void run();
  bool something_to_sync(std::unique_lock<std::mutex>& lock);
  bool sync(const format::Counters& counters);
  void mark(bool closed);

  Store& store_;
  const std::filesystem::path directory_;
  SpoolMeter& meter_;
  Pulse& pulse_;
  const std::function<void()> on_synced_;

  std::mutex mutex_;
  std::condition_variable changed_;
  format::Counters written_;  // guarded by mutex_, like the next three
  std::uint64_t urgent_;
  std::chrono::steady_clock::time_point lazy_since_{};
  bool stopping_ = false;
  std::atomic<std::uint64_t> synced_;

  format::Counters durable_;  // the sync thread's, like the next four
  SyncedNote note_;
  std::uint64_t marked_;
  std::chrono::steady_clock::time_point marked_at_;
  std::chrono::steady_clock::time_point began_at_{};  // the newest sync
  std::thread thread_;
};

}  // namespace queue
