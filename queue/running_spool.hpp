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
#include "queue/census_walk.hpp"
#include "queue/clock_mark.hpp"
#include "queue/dead_letters.hpp"
#include "queue/doorbell.hpp"
#include "queue/due_index.hpp"
#include "queue/durable_spool.hpp"
#include "queue/eraser.hpp"
#include "queue/forgetter.hpp"
#include "queue/introduction.hpp"
#include "queue/lane_reader.hpp"
#include "queue/level_board.hpp"
#include "queue/message_finder.hpp"
#include "queue/passage.hpp"
#include "queue/recorder.hpp"
#include "queue/shard_link.hpp"
#include "queue/spool_directory.hpp"
#include "queue/spool_meter.hpp"
#include "queue/store.hpp"
#include "queue/syncer.hpp"
#include "queue/withdrawals.hpp"

namespace queue {

/// The spool at work. Its thread takes turns: gather what was asked, write it as one commit,
/// answer, tell what has become durable. When the disk is full it pauses: nothing is asked of the
/// database, what would be written waits in memory, and once there is space the database is closed,
/// opened again, checked against memory, and written on (running_spool_healing.cpp).
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
  SpoolLevels levels() const override;
  SpoolActivity activity() const override;
  SpoolSigns signs() const override { return {pulse_.read(), sync_pulse_.read()}; }
  void ask_for_a_turn() override;

 private:
  /// Answered once the commit is synced.
  struct PendingIntake {
    std::uint64_t commit = 0;
    std::vector<Submission> submissions;
    std::vector<Acceptance> answers;
    std::function<void(Result<std::vector<Acceptance>>)> done;
    std::chrono::steady_clock::time_point taken_at{};
  };
  struct PendingArm {
    std::uint64_t commit = 0;
    std::size_t shard = 0;
    std::uint32_t slot = 0;
  };
  /// Told that all went well, or why not.
  struct PendingControl {
    std::uint64_t commit = 0;
    std::function<void(boost::system::error_code)> tell;
  };
  using Question = std::variant<ReadLane, ReadMessages, AskStatus, FindReceipts>;
  using Search = std::variant<FindMessage, FindKey>;
  enum class Health : std::uint8_t { good = 1, out_of_space, failed };

  void run();
  bool turn();
  void sleep();

  // Gather.
  void meet_shards();
  bool take_requests();
  bool take_intakes();
  void take(Intake&& intake);
  bool apply(std::size_t shard, const ShardRequest& request);
  template <class Record>
  bool record(const Record& record);
  void took_effect(const Settle& settle);
  void took_effect(const Defer& defer) { withdrawals_.deferred(defer); }
  void took_effect(const Hold& hold) { withdrawals_.held(hold); }
  bool has_space();

  // Control (running_spool_control.cpp).
  bool take_controls();
  void take(HoldLane&& hold);
  void take(Decide&& decide);
  void take(ListDead&& list);
  void take(ChangeDead&& change);
  void take(HoldGroup&& hold);
  void take(Forget&& forget);
  void take(Erase&& erase);
  void take(ListLanes&& list);
  void change_hold(const std::string& stored_key, Books::Holds& holds, const std::string& name,
                   const std::string& note);
  void answer_once_synced(std::function<void(Result<void>)> done);
  void take(FindMessage&& search) { searches_.emplace_back(std::move(search)); }
  void take(FindKey&& search) { searches_.emplace_back(std::move(search)); }
  void answer_searches();
  void change_dead();
  void forget_some();
  void erase_some();
  void end_erasing(boost::system::error_code error);
  void take_finished_decide();
  void tell_holds();
  void end_controls(boost::system::error_code error);

  // A full disk, a failed one, the end (running_spool_healing.cpp).
  bool meet_failure();
  void pause();
  bool heal();
  void go_on();
  bool is_as_remembered();
  bool refuse();
  void write_census();
  void end();
  void end_intakes(boost::system::error_code error);

  // Answer.
  void after_commit();
  bool count_some();
  void look_at_clock();
  void commit();
  void tell_news();
  bool answer();
  void hand_out_due(WallTime now);
  void look_at_watermarks();
  bool answer_questions();
  bool may_ask(std::size_t shard, const FindReceipts& asked) const;
  SpoolEvent answer_to(const Question& question);
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
  Passage passage_;
  MessageFinder finder_;
  Withdrawals withdrawals_;
  DeadLetters dead_;
  Forgetter forgetter_;
  CensusWalk census_walk_;
  ClockMark clock_mark_;
  LevelBoard levels_;
  SpoolMeter meter_;

  Doorbell doorbell_;
  Pulse pulse_;
  Pulse sync_pulse_;
  Ring<Intake> intakes_;
  Ring<ControlRequest> controls_;
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
  std::vector<PendingControl> fresh_controls_;
  std::deque<PendingControl> pending_controls_;
  std::vector<std::string> holds_changed_;   // lanes, in the commit in the making
  std::vector<std::string> groups_changed_;  // likewise
  std::vector<Search> searches_;
  std::unique_ptr<ShardBatch> taking_;  // of its requests so many have taken effect
  std::size_t taken_count_ = 0;
  std::deque<std::pair<std::size_t, Question>> questions_;
  std::vector<std::pair<LaneNumber, Priority>> settled_levels_;
  std::chrono::steady_clock::time_point space_seen_at_{};
  std::chrono::steady_clock::time_point clock_seen_at_{};
  bool small_turn_ = false;
  bool failure_told_ = false;
  Health health_ = Health::good;
  std::chrono::steady_clock::time_point look_at_{};  // for space, while there is none
  std::chrono::steady_clock::time_point attempted_at_{};
  std::uint64_t too_few_bytes_ = 0;  // free when that attempt had failed
  bool looked_last_ = false;         // once more, before the end
  format::Counters synced_;          // by syncers before this one

  std::unique_ptr<Syncer> syncer_;  // none while out of space
  std::optional<Erase> erase_;      // asked for, or at work
  std::unique_ptr<Eraser>
      eraser_;  // begins behind the commit of the turn in which it was asked for
  std::thread thread_;
};

}  // namespace queue
