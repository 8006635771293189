#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "dispatcher/hold_cause.hpp"
#include "dispatcher/policy/blast_radius.hpp"
#include "dispatcher/policy/lane.hpp"
#include "dispatcher/policy/lane_tally.hpp"
#include "dispatcher/policy/selection.hpp"
#include "dispatcher/policy/window.hpp"
#include "net/timer_wheel.hpp"
#include "queue/spool.hpp"

namespace dispatcher {

class Outlet;

/// How far a lane has been read from the spool, for one priority.
struct ReadAhead {
  queue::Sequence after = 0;  ///< everything at or below it was read
  bool asked = false;         ///< a ReadLane is on its way
  bool end = false;           ///< nothing waited above `after` when it was last read
  WallTime latest_from{};     ///< keeps positions ascending when the wall clock steps back
};

/// After a refusal one message tries again this much later.
inline constexpr std::chrono::seconds probe_interval{30};

/// A lane that the provider refused (a credential, a permission, a path): one message probes it now
/// and then, the others wait.
struct LaneHold {
  bool active = false;
  bool by_account = false;  ///< so are all lanes of the account, and one of them probes for all
  bool probing = false;     ///< the probe is armed or on its way
  TimePoint probe_at{};
  int storm_status = 0;  ///< of the answers to many that are held against the lane; 0: none
  std::string reason;    ///< for an operator: status, code, Request-Id
};

/// All that a shard keeps of one Service.
struct ServiceLane {
  ServiceLane(ChainPool& chains, net::TimerWheel& timers, const WindowOptions& options,
              std::function<void()> on_wake)
      : order(chains), window(options), reads(options), wake(timers, std::move(on_wake)) {}

  queue::LaneNumber number = 0;
  std::string name;
  Outlet* outlet = nullptr;  ///< null: no account has this Service, its messages wait
  Lane order;
  Window window;
  Window reads;  ///< lists are another endpoint, with a limit of its own
  LaneTally tally;
  WallTime judged_from{};  ///< intake judged by the limit of today what was accepted since
  LaneHold hold;
  BlastRadius blast;
  std::string operator_hold;  ///< an operator stopped the lane: why; empty: not so
  std::string group_hold;     ///< the same of its account
  std::array<ReadAhead, priorities_count> read_ahead;
  bool in_round = false;           ///< in its outlet's round of lanes that may go
  bool is_hungry = false;          ///< in its shard's list of lanes to be read
  std::uint64_t turns = 0;         ///< selections so far
  std::uint32_t slow_answers = 0;  ///< 429s since the last message was sent
  TimePoint refused_at =
      TimePoint::max();         ///< a 429, and nothing taken that was written later; max: none
  bool trusts_duration = true;  ///< what the provider says of the time it took
  net::Timer wake;              ///< when it may go on

  /// What goes next, limits and hold considered.
  Choice next(TimePoint now) {
    if (is_stopped()) return {};
    // After a 429 one request finds out whether the provider takes more.
    if (refused_at != TimePoint::max() && window.unanswered_count() > 0) return {};
    if (!hold.active) return choose(order, window, turns, now);
    if (hold.probing) return {};
    if (now < hold.probe_at) return {{}, hold.probe_at};
    return choose(order, window, turns, now);
  }

  /// Stopped by an operator, refused by the provider, or without an account.
  bool is_held() const { return outlet == nullptr || hold.active || is_stopped(); }
  /// By an operator.
  bool is_stopped() const { return !operator_hold.empty() || !group_hold.empty(); }
  const std::string& stopped_by() const {
    return operator_hold.empty() ? group_hold : operator_hold;
  }
  /// But for the certificate of its endpoint.
  HoldCause hold_cause() const {
    if (is_stopped()) return HoldCause::by_operator;
    if (outlet == nullptr) return HoldCause::no_account;
    if (!hold.active) return HoldCause::none;
    if (hold.by_account) return HoldCause::account_refused;
    return hold.storm_status != 0 ? HoldCause::repeated_answers : HoldCause::refused;
  }
  HoldCause counted_as_held = HoldCause::none;  ///< in its shard's count of them

  /// Nothing is left of it in memory or, as far as was read, in the spool.
  bool drained() const {
    return order.idle() && std::ranges::all_of(read_ahead, [](const ReadAhead& read) {
             return read.end && !read.asked;
           });
  }
};

}  // namespace dispatcher
