#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "dispatcher/message/outcome.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

/// A spool that answers an operator as the test says, and remembers what it was asked to do.
class ScriptedSpool final : public queue::DurableSpool {
 public:
  queue::DecisionResult decided = queue::DecisionResult::done;
  std::vector<queue::Decide> decisions;
  std::optional<queue::MessageView> found;
  std::vector<queue::ListDead::Row> dead;
  std::vector<queue::ChangeDead> changes;
  std::vector<queue::HoldGroup> holds;
  struct Ended {
    std::uint64_t sequence = 0;
    queue::WallTime at{};
    bool dead = false;
  };
  std::vector<Ended> ended;
  std::vector<queue::Forget> forgets;
  queue::ListLanes::Table lanes;
  std::vector<queue::ListLanes> lane_lists;  ///< what was asked
  std::size_t erases_count = 0;
  /// What is asked for next is refused with this error.
  std::optional<queue::errc> refusal;

  void add_dead(std::uint64_t sequence, const Outcome& outcome,
                const std::string& lane = "KS" + std::string(32, 'a')) {
    dead.push_back({sequence, "id-" + std::to_string(sequence), lane, 2, encode_outcome(outcome)});
  }

  const queue::SpoolState& state_at_open() const override { return state_; }
  void attach_shards(std::vector<queue::Ring<queue::SpoolEvent>*>,
                     std::function<std::size_t(const std::string&)>) override {}
  queue::ShardSpool& shard(std::size_t) override { std::abort(); }
  queue::Result<void> submit(queue::Intake) override { std::abort(); }
  queue::Result<void> control(queue::ControlRequest request) override {
    if (refusal) return *std::exchange(refusal, {});
    std::visit([this](auto& asked) { answer(asked); }, request);
    return {};
  }
  queue::SpoolLevels levels() const override { return {}; }
  queue::SpoolActivity activity() const override { return {}; }
  queue::SpoolSigns signs() const override { return {}; }
  void ask_for_a_turn() override {}

 private:
  void answer(queue::FindMessage& asked) { asked.done(found); }
  void answer(queue::FindKey&) { std::abort(); }
  void answer(queue::HoldLane&) { std::abort(); }
  void answer(queue::HoldGroup& asked) {
    holds.push_back({asked.group, asked.note, {}});
    asked.done({});
  }
  void answer(queue::Decide& asked) {
    queue::Decide::Page page;
    page.rows.push_back({asked.name, decided});
    decisions.push_back(asked);
    asked.done(page);
  }
  void answer(queue::ListLanes& asked) {
    lane_lists.push_back(asked);
    asked.done(lanes);
  }
  void answer(queue::ListDead& asked) {
    queue::ListDead::Page page;
    for (const auto& row : dead) {
      if (row.outcome_sequence <= asked.after) continue;
      if (page.rows.size() == asked.count_max) page.next = page.rows.back().outcome_sequence;
      if (page.next != 0) break;
      page.rows.push_back(row);
    }
    asked.done(page);
  }
  void answer(queue::ChangeDead& asked) {
    std::uint64_t changed_count = 0;
    for (const auto& item : asked.items) {
      changed_count += std::erase_if(
          dead, [&item](const auto& row) { return row.outcome_sequence == item.outcome_sequence; });
    }
    changes.push_back({asked.kind, asked.items, {}});
    asked.done(changed_count);
  }
  void answer(queue::Erase& asked) {
    ++erases_count;
    asked.done({});
  }
  void answer(queue::Forget& asked) {
    queue::Forget::Page page;
    std::vector<Ended> kept;
    std::uint32_t looked_count = 0;
    for (const auto& each : ended) {
      const bool is_on_page = each.sequence > asked.after && looked_count < asked.count_max;
      const bool is_old = is_on_page && each.at < asked.ended_before;
      if (is_on_page) ++looked_count;
      if (is_on_page) page.next = each.sequence;
      if (is_old) ++page.count;
      if (is_old && each.dead) ++page.dead_count;
      if (!is_old || asked.counts_only) kept.push_back(each);
    }
    if (page.count == 0 || page.next == ended.back().sequence) page.next = 0;
    ended = std::move(kept);
    forgets.push_back(asked);
    asked.done(page);
  }

  const queue::SpoolState state_{};
};

}  // namespace dispatcher
