#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/daemon_control.hpp"
#include "dispatcher/daemon_status.hpp"
#include "dispatcher/policy/rate_meter.hpp"
#include "dispatcher/shard.hpp"
#include "dispatcher/watched_threads.hpp"
#include "net/runtime.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

struct DaemonOptions {
  /// Threads that send; at least 1.
  std::size_t shards_count = 1;
  ShardOptions shard;
  /// Ends by itself once nothing is left that may be sent within a minute.
  bool until_empty = false;
};

/// How a run ended.
enum class DaemonEnd : std::uint8_t {
  drained = 1,   ///< nothing was in flight any more
  stopped,       ///< at once, or when a drain took too long: what was in flight is in doubt
  spool_failed,  ///< nothing more could be recorded; what was in flight is in doubt
};

/// Starts the road, keeps it running, and drains it. The thread that calls `run` waits for signals;
/// each shard has its own.
class Daemon final : public DaemonControl {
 public:
  using Report = std::function<void(const DaemonStatus&)>;

  /// \param runtime   of the thread that will call `run`; its io_context runs within that call
  /// \param observer  told on the shards' threads; outlives the daemon
  Daemon(net::Runtime& runtime, DaemonOptions options, AccountDirectory accounts,
         std::unique_ptr<queue::DurableSpool> spool, ShardObserver& observer);
  ~Daemon() override;

  /// Returns when the daemon has drained (SIGTERM, SIGINT, or empty when asked for) or stopped (a
  /// second signal). `report` is called now and then, on this thread.
  DaemonEnd run(const Report& report);

  /// Every shard works by other settings from now on; `done` comes on the daemon's thread, later,
  /// unless the daemon ends first.
  void reload(ShardSettings settings, std::function<void()> done);

  DaemonStatus status() const override;
  DaemonMetrics metrics() const override;
  void survey(std::function<void(ShardSurvey)> done) override;
  void held_lanes(std::function<void(HeldLanes)> done) override;
  void lanes(std::vector<std::string> services, std::function<void(LaneViews)> done) override;
  void infeasible(const std::string& service, std::uint64_t count) override;
  void explain(queue::MessageView message, std::function<void(Why)> done) override;
  queue::DurableSpool* spool() override { return spool_.get(); }

 private:
  class SpoolWatch;
  void start_shards();
  void watch_threads();
  std::size_t shard_of(const std::string& lane) const;
  void look(const Report& report);
  void watch_space(const queue::SpoolLevels& levels);
  void await_signal();
  void drain();
  void stop();

  DaemonOptions options_;
  AccountDirectory accounts_;
  net::Runtime& runtime_;
  TimePoint began_at_{};
  struct Signals;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<SpoolWatch> watch_;
  std::vector<std::unique_ptr<net::Runtime>> shard_runtimes_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<queue::DurableSpool>
      spool_;  // goes before the shards: it writes into their rings
  std::chrono::milliseconds request_time_max_;  // by all options that held since the start
  std::vector<std::unique_ptr<queue::Pulse>> shard_pulses_;
  WatchedThreads watched_;
  std::vector<std::jthread> threads_;
  std::atomic<std::size_t> shards_running_{0};
  bool draining_ = false;
  bool stopped_ = false;
  bool closing_ = false;
  DiskSpace space_ = DiskSpace::enough;
  RateMeter sent_;
  RateMeter attempts_;
  net::Timer drain_deadline_;
};

}  // namespace dispatcher
