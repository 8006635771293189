#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dispatcher/account.hpp"
#include "dispatcher/daemon_status.hpp"
#include "dispatcher/shard.hpp"
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
  stopped,       ///< at once: what was in flight is in doubt
  spool_failed,  ///< nothing more could be recorded; what was in flight is in doubt
};

/// Starts the road, keeps it running, and drains it. The thread that calls `run` waits for signals;
/// each shard has its own.
class Daemon {
 public:
  using Report = std::function<void(const DaemonStatus&)>;

  /// \param observer  told on the shards' threads; outlives the daemon
  Daemon(DaemonOptions options, std::vector<std::unique_ptr<Account>> accounts,
         std::unique_ptr<queue::DurableSpool> spool, ShardObserver& observer);
  ~Daemon();

  /// Returns when the daemon has drained (SIGTERM, SIGINT, or empty when asked for) or stopped (a
  /// second signal). `report` is called now and then, on this thread.
  DaemonEnd run(const Report& report);

  DaemonStatus status() const;

 private:
  class SpoolWatch;
  void start_shards();
  void look(const Report& report);
  void await_signal();
  void drain();
  void stop();

  const DaemonOptions options_;
  std::vector<std::unique_ptr<Account>> accounts_;
  net::Runtime runtime_;  // of the thread that waits
  struct Signals;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<SpoolWatch> watch_;
  std::vector<std::unique_ptr<net::Runtime>> shard_runtimes_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<queue::DurableSpool>
      spool_;  // goes before the shards: it writes into their rings
  std::vector<std::jthread> threads_;
  std::atomic<std::size_t> shards_running_{0};
  bool draining_ = false;
  bool stopped_ = false;
};

}  // namespace dispatcher
