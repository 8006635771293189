#pragma once

#include <atomic>
#include <cstdint>

#include "dispatcher/message/outcome.hpp"

namespace dispatcher {

/// What a shard has done since its start. Written by its thread, read by any: each figure is right,
/// all of them together may be a moment apart.
struct ShardCounters {
  using Count = std::atomic<std::uint64_t>;

  Count sent{0};
  Count rejected{0};
  Count expired{0};
  Count cancelled{0};
  Count dead{0};
  Count ambiguous{0};    ///< verdicts, also of what was in doubt at start
  Count held{0};         ///< messages put aside for an operator, less those settled since
  Count reconciled{0};   ///< messages whose fate a look at the provider's list told
  Count reconciling{0};  ///< now: those that wait for a look or are in one, as far as in memory
  Count attempts{0};     ///< requests handed over whole
  Count answers_429{0};
  Count infeasible{0};  ///< could not be sent before they expire, when that was judged
  Count resends_after_doubt{0};
  Count duplicates_confirmed{0};  ///< a late answer showed that a re-sent message had been taken
  Count connections_opened{0};
  Count handshakes_resumed{0};
  Count connects_failed{0};

  Count in_flight{0};   ///< now
  Count armed{0};       ///< now
  Count loaded{0};      ///< now: messages in memory
  Count lanes_held{0};  ///< now: refused by the provider, or without an account
  /// Now: nothing is loaded or on its way, and nothing is due within `empty_horizon`.
  std::atomic<bool> empty{false};

  Count& of(OutcomeKind kind) {
    switch (kind) {
      case OutcomeKind::sent:
        return sent;
      case OutcomeKind::rejected:
        return rejected;
      case OutcomeKind::expired:
        return expired;
      case OutcomeKind::cancelled:
        return cancelled;
      case OutcomeKind::dead:
      case OutcomeKind::lost:  // which no shard gives
        return dead;
    }
    return dead;
  }

  /// One writer: no read-modify-write is needed.
  static void add(Count& count, std::uint64_t n = 1) {
    count.store(count.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  static void take_back(Count& count) {
    count.store(count.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
  }
  static void set(Count& count, std::uint64_t value) {
    count.store(value, std::memory_order_relaxed);
  }
};

}  // namespace dispatcher
