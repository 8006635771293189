#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "queue/acceptor.hpp"
#include "queue/books.hpp"
#include "queue/doorbell.hpp"
#include "queue/due_index.hpp"
#include "queue/durable_spool.hpp"
#include "queue/introduction.hpp"
#include "queue/lane_reader.hpp"
#include "queue/level_board.hpp"
#include "queue/recorder.hpp"
#include "queue/shard_link.hpp"
#include "queue/spool_directory.hpp"
#include "queue/store.hpp"
#include "queue/syncer.hpp"

namespace queue {

/// The spool at work. Its thread takes turns: gather what was asked, write it as one commit,
/// answer, tell what has become durable.
class RunningSpool final : public DurableSpool {
 public:
  /// `books` are recovered and belong to `store`.
  RunningSpool(SpoolOptions options, SpoolDirectory directory, std::unique_ptr<Store> store,
               std::unique_ptr<Books> books, SpoolState state);
  ~RunningSpool() override;

  const SpoolState& state_at_open() const override { return state_; }
  void attach_shards(std::vector<Ring<SpoolEvent>*> shards,
                     std::function<std::size_t(const std::string&)> shard_of) override;
  ShardSpool& shard(std::size_t index) override;
  Result<void> submit(Intake intake) override;
  Result<void> control(ControlRequest request) override;
  SpoolLevels levels() const override { return levels_.read(); }

 private:
  /// Answered once the commit is synced.
  struct PendingIntake {
    std::uint64_t commit = 0;
    std::vector<Submission> submissions;
    std::vector<Acceptance> answers;
    std::function<void(Result<std::vector<Acceptance>>)> done;
  };
  struct PendingArm {
    std::uint64_t commit = 0;
    std::size_t shard = 0;
    std::uint32_t slot = 0;
  };
  using Question = std::variant<ReadLane, ReadMessages, AskStatus>;

  void run();
  bool turn();
  void sleep();

  // Gather.
  void meet_shards();
  bool take_requests();
  bool take_intakes();
  void take(Intake&& intake);
  void apply(std::size_t shard, ShardRequest&& request);
  bool has_space();

  // Answer.
  void after_commit();
  bool answer();
  void answer(std::size_t shard, const Question& question);
  void acknowledge();
  void tell_armed(std::vector<PendingArm>& arms, std::uint64_t synced);
  void tell_failure();

  const SpoolOptions options_;
  const SpoolState state_;
  SpoolDirectory directory_;  // first in, last out: its lock outlives the store
  std::unique_ptr<Store> store_;
  std::unique_ptr<Books> books_;
  DueIndex due_;
  Recorder recorder_;
  Acceptor acceptor_;
  LaneReader reader_;
  LevelBoard levels_;

  Doorbell doorbell_;
  Ring<Intake> intakes_;
  std::atomic<bool> stopping_{false};
  std::mutex links_mutex_;
  std::unique_ptr<ShardLinks> links_;  // set once, under the mutex
  std::function<std::size_t(const std::string&)> shard_of_;

  // The spool thread's.
  ShardLinks* shards_ = nullptr;
  std::optional<Introduction> introduction_;
  bool introduced_ = false;
  std::vector<PendingIntake> fresh_intakes_;  // in the commit in the making
  std::vector<PendingArm> fresh_arms_;
  std::deque<PendingIntake> pending_intakes_;
  std::vector<PendingArm> pending_arms_;
  std::vector<std::pair<std::size_t, Question>> questions_;
  std::vector<std::pair<LaneNumber, Priority>> settled_levels_;
  std::chrono::steady_clock::time_point space_seen_at_{};
  bool small_turn_ = false;
  bool failure_told_ = false;

  Syncer syncer_;
  std::thread thread_;
};

}  // namespace queue
