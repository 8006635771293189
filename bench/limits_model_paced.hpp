#pragma once

#include <cassert>
#include <cstring>

#include "bench/limits_model.hpp"
#include "dispatcher/account_cap.hpp"
#include "dispatcher/policy/blame.hpp"
#include "dispatcher/policy/completion_rate.hpp"
#include "dispatcher/policy/refusal_watch.hpp"
#include "dispatcher/policy/retry_policy.hpp"
#include "dispatcher/policy/selection.hpp"

namespace dispatcher::limits {

/// What a shard does, with the same decisions in the same order as Outlet::arm and Outlet::post,
/// without spool and sockets.
class PacedSender final : public Sender {
 public:
  PacedSender(std::size_t services_count, std::uint32_t in_flight_max, std::size_t connections_max)
      : cap_(in_flight_max), connections_max_(connections_max) {
    for (std::size_t i = 0; i < services_count; ++i) lanes_.emplace_back(chains_);
  }

  void accept(std::uint64_t number, const Text& text) override {
    if (messages_.size() <= number) messages_.resize(number + 1);
    messages_[number] = {.lane = &lanes_[text.service], .text = text};
    arrive(number);
    consider(lanes_[text.service]);
  }

  void answered(const Answer& answer, TimePoint now) override {
    Sent& sent = messages_[answer.text];
    ModelLane& lane = *sent.lane;
    --in_flight_;
    cap_.release();
    completions_.completed(now);
    const TimePoint arrived_latest =
        lane.trusts_duration ? std::max(answer.written_at, now - answer.spent) : now;
    if (answer.refused) {
      refused(sent, arrived_latest, answer.written_at, now);
      lane.order.give_back(sent.chain);
    } else {
      lane.slow_answers = 0;
      lane.window.arrived(arrived_latest);
      refusals_.taken(sent.account_in_flight, now);
      if (answer.written_at > lane.refused_at) lane.refused_at = TimePoint::max();
      lane.order.finish(sent.chain);
      for (const auto number : lane.order.take_rereads(sent.text.priority)) arrive(number);
    }
    consider(lane);
  }

  TimePoint turn(Model& model, TimePoint now) override {
    random_ = model.chance();
    for (; !wakes_.empty() && wakes_.top().first <= now; wakes_.pop()) {
      consider(*wakes_.top().second);
    }
    retry_at_ = TimePoint::max();
    arm(now);
    post(model, now);
    return wakes_.empty() ? retry_at_ : std::min(retry_at_, wakes_.top().first);
  }

 private:
  static constexpr std::size_t armed_max = 256;
  static constexpr std::size_t arm_at_least = 4;
  static constexpr double busy_from = 0.5;

  struct ModelLane {
    explicit ModelLane(ChainPool& chains) : order(chains) {}

    Lane order;
    Window window{WindowOptions{}};
    std::uint64_t turns = 0;
    std::uint32_t slow_answers = 0;
    TimePoint refused_at = TimePoint::max();
    bool trusts_duration = true;
    bool in_round = false;
  };
  struct Sent {
    ModelLane* lane = nullptr;
    Text text{};
    Chain* chain = nullptr;
    TimePoint armed_at{};
    std::uint64_t account_in_flight = 0;
  };

  void arrive(std::uint64_t number) {
    const Text& text = messages_[number].text;
    OrderKey key{};
    std::memcpy(key.data(), &text.participant, sizeof text.participant);
    lanes_[text.service].order.arrive({.key = key,
                                       .priority = text.priority,
                                       .position = {.sequence = number},
                                       .handle = static_cast<Handle>(number)});
  }

  void consider(ModelLane& lane) {
    if (std::exchange(lane.in_round, true)) return;
    round_.push_back(&lane);
  }

  /// As ServiceLane::next.
  static Choice next(ModelLane& lane, TimePoint now) {
    if (lane.refused_at != TimePoint::max() && lane.window.unanswered_count() > 0) return {};
    return choose(lane.order, lane.window, lane.turns, now);
  }

  void arm(TimePoint now) {
    const std::size_t foreseeable = connections_max_ - in_flight_ + completions_.expected(now);
    const std::size_t most = std::min(armed_max, std::max(foreseeable, arm_at_least));
    while (!round_.empty() && writable_.size() < most) {
      ModelLane& lane = *round_.front();
      round_.pop_front();
      const Choice choice = next(lane, now);
      if (!choice.priority) {
        lane.in_round = false;
        if (choice.wake_at != TimePoint::max()) wakes_.emplace(choice.wake_at, &lane);
        continue;
      }
      Chain* chain = lane.order.take(*choice.priority);
      lane.window.take(*choice.priority, now);
      ++lane.turns;
      messages_[chain->head.handle].chain = chain;
      messages_[chain->head.handle].armed_at = now;
      writable_.push_back(chain->head.handle);
      round_.push_back(&lane);
    }
  }

  void post(Model& model, TimePoint now) {
    while (!writable_.empty()) {
      Sent& sent = messages_[writable_.front()];
      ModelLane& lane = *sent.lane;
      const bool too_old = now - sent.armed_at > 1s;
      if (too_old || lane.window.paused_until() > now || !lane.window.may_write()) {
        writable_.pop_front();
        lane.window.give_back();
        lane.order.give_back(sent.chain);
        consider(lane);
        retry_at_ = now;
        continue;
      }
      if (in_flight_ == connections_max_) return;
      if (!cap_.try_acquire(now)) {
        retry_at_ = now + 5ms;
        return;
      }
      ++in_flight_;
      sent.account_in_flight = cap_.in_flight();
      model.write(writable_.front());
      writable_.pop_front();
    }
  }

  /// As Outlet::refused, and what Shard::slow_lane does where nobody is blamed.
  void refused(const Sent& sent, TimePoint arrived_latest, TimePoint written_at, TimePoint now) {
    ModelLane& lane = *sent.lane;
    lane.trusts_duration = false;
    Refusal refusal;
    refusal.lane_is_busy = lane.window.use() >= busy_from;
    refusal.account_is_busy =
        static_cast<double>(cap_.in_flight()) >= busy_from * static_cast<double>(cap_.cap());
    refusal.more_was_taken = refusals_.more_was_taken(sent.account_in_flight, now);
    refusal.again = written_at > lane.refused_at;
    refusal.lanes_refused = refusals_.refused(sent.text.service + 1, now);
    const Blame blamed = blame(refusal);
    lane.refused_at = std::min(lane.refused_at, now);
    lane.window.refused(arrived_latest, now, blamed == Blame::lane);
    if (blamed == Blame::account) cap_.refused(now);
    if (blamed != Blame::nobody) return;
    constexpr auto base = RetryOptions{}.base;
    lane.window.pause_until(now + base + full_jitter(base, 5s, lane.slow_answers++, random_));
  }

  ChainPool chains_;
  std::deque<ModelLane> lanes_;  // they never move
  std::vector<Sent> messages_;
  std::deque<ModelLane*> round_;
  std::deque<Handle> writable_;
  using Wake = std::pair<TimePoint, ModelLane*>;
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
  AccountCap cap_;
  CompletionRate completions_;
  RefusalWatch refusals_;
  std::size_t connections_max_;
  std::size_t in_flight_ = 0;
  TimePoint retry_at_{};
  double random_ = 0;  // of this turn
};

}  // namespace dispatcher::limits
