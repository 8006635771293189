#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/pulse.hpp"
#include "queue/ring.hpp"
#include "queue/spool.hpp"
#include "queue/spool_control.hpp"
#include "queue/spool_meter.hpp"

namespace queue {

/// What the bytes of an outcome say to the spool.
struct OutcomeFacts {
  WallTime ended_at{};
  std::string receipt{};  ///< as in Settle
  /// Requests that were made for it; each arrived until `ended_at`.
  std::uint32_t requests_count = 0;
};

/// This run of the machine, as of now. Wall times of one run can be compared unless the wall clock
/// was set meanwhile, which changes `wall_at_boot`.
struct BootClock {
  std::string boot_id;      ///< of this run, and of no other
  WallTime wall_at_boot{};  ///< wall time, less the time since the machine was started
};

struct SpoolOptions {
  /// Holds the database; created with mode 0700 when missing (its parent must exist).
  std::filesystem::path directory;
  Durability durability = Durability::power;
  /// Intake is refused below this much free space: it carries intents, outcomes and compaction.
  std::uint64_t reserve_bytes = 256ULL * 1024 * 1024;
  /// The outcome of a message that damage left known by its id alone: whether it was sent nobody
  /// knows any more.
  std::string lost_outcome;
  /// Reads the bytes of an outcome (a Settle's, or `lost_outcome`). Nothing: they are damaged, and
  /// the outcome is kept. Called on the spool thread.
  std::function<std::optional<OutcomeFacts>(std::string_view)> read_outcome;
  /// The one clock (UTC wall time), for due messages. Called on the spool thread.
  std::function<WallTime()> now;
  /// None: wall times of an earlier process are not believed. Called on the thread that opens, and
  /// then on the spool thread.
  std::function<BootClock()> boot_clock{};
  /// For how long after its arrival a request counts at the provider: LaneOpened tells of those of
  /// earlier processes that may count still. 0: of none.
  std::chrono::microseconds requests_count_for{};
};

/// What was found when the spool was opened.
struct SpoolState {
  std::uint64_t messages_open = 0;  ///< accepted and without an outcome
  std::uint64_t in_doubt = 0;       ///< armed by a process that died
  std::uint64_t held = 0;
  std::uint64_t outcomes_last = 0;  ///< sequence of the newest outcome, 0: none
  WallTime last_activity{};         ///< newest intent or outcome; epoch: never any
  /// What LaneOpened tells at start, and InDoubt and DueBlocks, are all requests of earlier
  /// processes that may count still. False: that cannot be known, or there are too many.
  bool requests_known = false;
  std::vector<std::string> damage{};  ///< what was found and done about it, a sentence each
};

/// Signs of life of the spool's threads. A turn of the spool thread reads and writes the database
/// all along: it is one disk call.
struct SpoolSigns {
  Signs spool;
  Signs sync;
};

/// Most submissions in one intake batch.
inline constexpr std::size_t intake_submissions_max = 10'000;

/// One intake batch: all of it is stored and synced, or none. `done` runs on the spool thread,
/// and must not throw.
struct Intake {
  std::vector<Submission> submissions;
  WallTime accepted_at{};
  std::function<void(Result<std::vector<Acceptance>>)> done;
};

/// The spool on RocksDB: one spool thread is the only writer, one sync thread makes it durable.
class DurableSpool {
 public:
  /// Opens (or creates) and recovers. On failure `detail` says what was found and what to do.
  static Result<std::unique_ptr<DurableSpool>> open(SpoolOptions options, std::string& detail);

  /// Stops both threads after everything requested so far is written and synced.
  virtual ~DurableSpool() = default;

  /// As found at open; does not change.
  virtual const SpoolState& state_at_open() const = 0;

  /// Starts delivering: each shard learns of its lanes, its messages in doubt, what is due.
  /// \param shards    one ring of events per shard; what it cannot take waits in the spool, in
  ///                  order, and is offered again
  /// \param shard_of  lane name -> index into `shards`; called on the spool thread
  /// Called at most once, before any shard request.
  virtual void attach_shards(std::vector<Ring<SpoolEvent>*> shards,
                             std::function<std::size_t(const std::string&)> shard_of) = 0;

  /// The end for shard `index`; lives as long as the spool.
  virtual ShardSpool& shard(std::size_t index) = 0;

  /// Hands in a batch, or returns errc::ring_full. Any thread.
  virtual Result<void> submit(Intake intake) = 0;

  /// Asks, or returns errc::ring_full. Any thread.
  virtual Result<void> control(ControlRequest request) = 0;

  /// Any thread.
  virtual SpoolLevels levels() const = 0;

  /// Any thread; reads the directory.
  virtual SpoolActivity activity() const = 0;
  /// Any thread.
  virtual SpoolSigns signs() const = 0;
  /// Both threads shall take a turn, even with nothing to do. One thread, none of the spool's.
  virtual void ask_for_a_turn() = 0;
};

/// One row of what `outcomes` shows.
struct OutcomeRow {
  std::uint64_t sequence = 0;
  std::string id;
  std::string outcome;  ///< the bytes of the Settle
};

/// An open message that is held, or in doubt and waiting to be sent again.
struct OpenRow {
  std::string id;
  std::string lane_name;
  bool held = false;
  bool in_doubt = false;
  WallTime due{};  ///< not held: when it comes back
  std::string progress;
};

/// Reads a spool that another process may be writing. Any one thread.
class SpoolReader {
 public:
  /// On failure `detail` says what was found and what to do.
  static Result<std::unique_ptr<SpoolReader>> open(const std::filesystem::path& directory,
                                                   std::string& detail);
  virtual ~SpoolReader() = default;

  /// Takes in what the writer has written since.
  virtual Result<void> refresh() = 0;
  /// Outcomes with a sequence above `after`, ascending.
  virtual Result<std::vector<OutcomeRow>> outcomes(std::uint64_t after, std::size_t count_max) = 0;
  /// Held messages and those in doubt. An intent without an outcome (the writer is alive, or died)
  /// counts as in doubt.
  virtual Result<std::vector<OpenRow>> open_messages(std::size_t count_max) = 0;
};

}  // namespace queue
