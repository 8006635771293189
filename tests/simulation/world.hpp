#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dispatcher/shard.hpp"
#include "tests/simulation/audit.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/peer.hpp"
#include "tests/simulation/provider.hpp"
#include "tests/simulation/runtime.hpp"
#include "tests/simulation/spool.hpp"

namespace simulation {

/// What came of a run.
struct RunResult {
  std::optional<std::string> violation;
  std::uint64_t trace_hash = 0;
  FaultCounts faults{};
  std::size_t messages_count = 0;
  std::size_t rows_count = 0;
};

/// What runs share: it takes longer to make than a run.
struct Surroundings {
  Surroundings();
  Certificates certificates;
  std::shared_ptr<net::TlsContext> tls;
};

/// One run of a plan: clients, operators, processes that live and die, and at last a world in which
/// everything works, where it must come to rest.
class World final : private ProviderWatch, private SpoolWatch, private dispatcher::ShardObserver {
 public:
  World(const Plan& plan, Surroundings& surroundings, bool is_shown);
  RunResult run();

 private:
  enum class End : std::uint8_t { none, over, process_died, machine_died, drained };

  // The lives of processes (world.cpp).
  void live();
  End end_of_life();
  void die(End how);
  void pass(Duration duration);

  // What happens around them (world_events.cpp).
  void plan_events();
  void submit(const PlannedMessage& planned);
  void submit_unanswered();
  void meet(const Fault& fault);
  void decide_about(const Fault& fault, queue::Decision::Kind kind);
  void look();
  bool is_at_rest() const;
  void settle_held();
  void reload(dispatcher::Accounts accounts);
  std::shared_ptr<const dispatcher::Account> make_account(std::vector<std::string> services);
  void ask_why();

  void on_post(const Request& request, std::size_t counted_count) override;
  void on_row(const Row& row) override { audit_.on_row(row); }
  void on_told_to_wait(const std::string& service, TimePoint at, Duration wait) override {
    audit_.on_told_to_wait(service, at, wait);
  }
  void on_request(const queue::ShardRequest& request) override;
  void on_armed(queue::Sequence sequence) override { audit_.on_armed(sequence); }
  void on_accepted(const queue::StoredMessage& message) override { audit_.on_accepted(message); }
  void on_broken(const std::string& what) override { audit_.violated(what); }
  queue::WallTime wall_now() const override { return wall_.now(agenda_); }
  void on_lane_held(const std::string&, const std::string&) override { trace_.note("lane held"); }
  void on_lane_resumed(const std::string&) override { trace_.note("lane resumed"); }
  void on_account_trouble(const std::string&, const std::string&) override {}
  void on_account_well(const std::string&) override { trace_.note("account well"); }
  void on_infeasible(const std::string&, std::uint64_t) override { trace_.note("infeasible"); }
  void on_late_answer(const std::string&, const std::string&) override {
    trace_.note("late answer");
  }
  void on_spool_failed(const std::string&) override {}
  void on_space_changed(dispatcher::DiskSpace) override {}
  void on_thread_changed(const std::string&, dispatcher::ThreadState) override {}

  const Plan plan_;
  Surroundings& surroundings_;
  Agenda agenda_;
  Trace trace_;
  WallClock wall_;
  Faults faults_;
  Audit audit_;
  Network network_;
  Provider provider_;
  SimSpool spool_;

  std::set<std::uint32_t> unanswered_;  ///< messages handed in and not acknowledged
  std::uint32_t lives_count_ = 0;
  std::uint32_t records_count_ = 0;
  End end_ = End::none;
  std::set<std::uint32_t> decided_;  ///< messages that were held in the end
  bool all_settled_ = false;
  std::uint32_t why_asked_life_ = 0;  ///< of the process that has not answered; 0: none
  std::size_t explained_count_ = 0;
  dispatcher::ShardOptions options_;  ///< of the process that runs, like the next
  std::shared_ptr<dispatcher::AccountCap> account_cap_;
  std::unique_ptr<SimRuntime> runtime_;
  std::unique_ptr<dispatcher::Shard> shard_;
};

}  // namespace simulation
