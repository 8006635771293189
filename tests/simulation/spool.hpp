#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "queue/ring.hpp"
#include "queue/spool.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/trace.hpp"

namespace simulation {

/// Hears what the spool is asked and what it tells.
class SpoolWatch {
 public:
  virtual ~SpoolWatch() = default;
  /// Before it takes effect, and whether it ever will.
  virtual void on_request(const queue::ShardRequest& request) = 0;
  virtual void on_armed(queue::Sequence sequence) = 0;
  virtual void on_accepted(const queue::StoredMessage& message) = 0;
  virtual void on_broken(const std::string& what) = 0;
  virtual queue::WallTime wall_now() const = 0;
};

/// The spool as its users know it: it writes what it was asked in commits, syncs them later, and
/// tells what became of it. A crash loses what was not written, or not synced.
class SimSpool final : public queue::ShardSpool {
 public:
  SimSpool(const Plan& plan, Agenda& agenda, Faults& faults, Trace& trace, SpoolWatch& watch)
      : plan_(plan), agenda_(agenda), faults_(faults), trace_(trace), watch_(watch) {}

  void request(queue::ShardRequest request) override;
  /// From a client; `done` once it is safe, unless the process dies first.
  void submit(queue::Submission submission, std::function<void()> done);
  /// From an operator; it may come too late.
  void decide(const std::string& id, queue::Decision::Kind kind);
  void hold_lane(const std::string& lane, const std::string& why);

  /// For so long requests of the process before may count.
  static constexpr std::chrono::seconds requests_matter{45};
  /// Before a start: whether `attach` can tell of them. After another boot, or where the wall clock
  /// was set, it has to watch a while.
  bool knows_requests();
  /// A process starts: it is told what it finds.
  void attach(queue::Ring<queue::SpoolEvent>& events);
  /// It died, or ended. What was not written is lost; with the machine, what was not synced.
  void detach(bool machine_too);
  /// It ended in order.
  void close();

  const Disk& disk() const { return disk_; }
  queue::MessageView view(const Kept& kept) const;
  bool is_quiet() const { return run_.pending.empty() && run_.intakes.empty(); }

 private:
  struct Intake {
    queue::Submission submission;
    std::function<void()> done;
  };
  /// Recalled, and not answered.
  struct Out {
    bool by_operator = false;
    bool overtaken = false;
  };

  /// Of the process that runs; nothing of it outlives that.
  struct Process {
    queue::Ring<queue::SpoolEvent>* events = nullptr;
    bool turn_wanted = false;
    std::vector<queue::ShardRequest> pending;
    std::vector<Intake> intakes;
    std::vector<std::pair<std::string, queue::Decision::Kind>> decisions;
    std::vector<queue::MessageKey> recalls;
    std::map<queue::Sequence, Out> out;
    std::set<queue::Sequence> due_out;
    std::map<std::pair<queue::LaneNumber, bool>, std::uint32_t> due_out_counts;  ///< awaited or not
    std::set<queue::Sequence> due_wanted;  ///< whatever credit is left
    /// Levels whose reads ended before what was accepted then.
    std::map<std::pair<queue::LaneNumber, queue::Priority>, queue::WallTime> cuts;
    /// Levels whose end the shard knows, and what each was passed since it was read.
    std::map<std::pair<queue::LaneNumber, queue::Priority>, std::uint32_t> read_to_end;
    std::int64_t credit = 0;
    std::uint32_t pass_credit = 0;
    std::uint64_t committed = 0;
    std::uint64_t due_watch = 0;  ///< the newest look that is planned
    bool syncing = false;
    bool sync_wanted = false;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> arms;  ///< of a commit: slots to be told
    std::vector<std::pair<std::uint64_t, std::function<void()>>> acks;
    TimePoint told_until{};
  };

  void want_turn();
  void later(Duration duration, std::function<void()> action);
  void turn();
  void apply(queue::ShardRequest& request);
  void take(const queue::Arm& arm);
  void take(const queue::Revoke& revoke);
  void take(queue::Settle& settle);
  void take(queue::Defer& defer);
  void take(queue::Hold& hold);
  void take(const queue::ReadLane& read);
  void take(const queue::ReadMessages& read);
  void take(const queue::FindReceipts& asked);
  void take(const queue::LetBe& let_be);
  void take(const queue::DueCredit& credit) { run_.credit += credit.count; }
  void take(const queue::PassCredit& credit) { run_.pass_credit += credit.count; }
  void take(const queue::AskStatus&);
  void take(const queue::Recall& recall) { run_.recalls.push_back(recall.key); }
  void accept(const Intake& intake);
  void pass(const queue::StoredMessage& stored);
  Kept* leave(const queue::MessageKey& key, const char* what);
  void keep_note(Kept& kept, const queue::HistoryNote& note);
  bool admits(const queue::MessageKey& key, bool decides) const;
  void answered(queue::Sequence sequence, bool decides);
  void recall_some();
  void recall(const Kept& kept, std::optional<queue::Decision> decision);
  void decide_now(const std::string& id, queue::Decision::Kind kind);
  bool withheld(const Kept& kept) const;
  void hand_out_due();
  std::vector<const Kept*> come_due() const;
  bool has_room(const Kept& kept) const;
  queue::WallTime read_limit(queue::LaneNumber lane) const;
  void read_on();
  void look_again();
  void find_doubts();
  void open_lanes();
  std::vector<queue::WallTime> arrived_latest(queue::LaneNumber lane) const;
  void begin_sync();
  void end_sync(std::uint64_t commit);
  void tell_armed(std::uint64_t commit);
  void tell(queue::SpoolEvent event);

  const Plan& plan_;
  Agenda& agenda_;
  Faults& faults_;
  Trace& trace_;
  SpoolWatch& watch_;
  Disk disk_;

  Process run_;
  std::uint32_t life_ = 0;  ///< counts processes
  bool knows_requests_ = true;
  bool is_new_boot_ = false;
  std::uint64_t wall_steps_count_ = 0;
  queue::WallTime comparable_from_{};

  std::uint64_t draws_count_ = 0;
  std::uint32_t records_count_ = 0;
  std::uint32_t planted_count_ = 0;  // chances to plant a mistake
};

}  // namespace simulation
