#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dispatcher/answer_class.hpp"
#include "dispatcher/hold_cause.hpp"
#include "dispatcher/message/outcome.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "queue/histogram.hpp"

namespace dispatcher {

/// What a shard has done since its start. Written by its thread, read by any: each figure is right,
/// all of them together may be a moment apart.
struct ShardCounters {
  using Count = std::atomic<std::uint64_t>;

  /// Microseconds: a message that has to wait for its Service waits minutes, or hours.
  static constexpr std::array<std::uint64_t, 15> accepted_to_sent_bounds = {
      25'000,      50'000,      100'000,       250'000,        500'000,
      1'000'000,   2'500'000,   5'000'000,     15'000'000,     60'000'000,
      300'000'000, 900'000'000, 3'600'000'000, 14'400'000'000, 86'400'000'000};
  /// Microseconds, up to the timeout of an answer.
  static constexpr std::array<std::uint64_t, 14> upstream_bounds = {
      5'000,   10'000,  25'000,    50'000,    75'000,    100'000,    150'000,
      250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000, 35'000'000};

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
  std::array<Count, verdict_kinds_count> verdicts{};  ///< attempts that ended, whole or not
  std::array<Count, answer_classes_count> answers{};  ///< to requests handed over whole
  Count infeasible{0};  ///< could not be sent before they expire, when that was judged
  Count resends_after_doubt{0};
  Count duplicates_confirmed{0};  ///< a late answer showed that a re-sent message had been taken
  Count connections_opened{0};
  Count handshakes_resumed{0};
  Count connects_failed{0};
  Count exchanges_reused{0};
  /// Of messages whose own answer told that they were sent, since they could be sent at first.
  queue::Histogram accepted_to_sent{accepted_to_sent_bounds};
  /// From the write of a request to its answer.
  queue::Histogram upstream{upstream_bounds};

  Count in_flight{0};   ///< now
  Count armed{0};       ///< now
  Count loaded{0};      ///< now: messages in memory
  Count lanes_held{0};  ///< now: refused by the provider, or without an account
  std::array<Count, hold_causes_count> lanes_held_by{};  ///< now: the same by HoldCause
  Count connections_open{0};                             ///< now
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

  Count& of(VerdictKind kind) { return verdicts[static_cast<std::size_t>(kind) - 1]; }
  Count& of(AnswerClass answer) { return answers[static_cast<std::size_t>(answer)]; }

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
