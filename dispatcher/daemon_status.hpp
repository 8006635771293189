#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "queue/spool_control.hpp"

namespace dispatcher {

enum class DaemonState : std::uint8_t {
  running = 1,
  out_of_space,  ///< nothing is recorded, and so nothing sent, until the disk has room again
  draining,      ///< no new attempts; ends when nothing is in flight
};

constexpr std::string_view name_of(DaemonState state) {
  switch (state) {
    case DaemonState::running:
      return "running";
    case DaemonState::out_of_space:
      return "out_of_space";
    case DaemonState::draining:
      return "draining";
  }
  return "";
}

/// All shards together, since the start but where it says `now`.
struct DaemonStatus {
  std::uint64_t open_at_start = 0;  ///< messages without an outcome when the spool was opened
  std::uint64_t sent = 0;
  std::uint64_t rejected = 0;
  std::uint64_t expired = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t dead = 0;
  std::uint64_t ambiguous = 0;
  std::uint64_t reconciled = 0;   ///< messages whose fate a look at the provider's list told
  std::uint64_t reconciling = 0;  ///< now: in memory, and looked for in that list
  std::uint64_t held = 0;         ///< put aside since the start
  std::uint64_t attempts = 0;
  std::uint64_t answers_429 = 0;
  std::uint64_t infeasible = 0;  ///< could not be sent before they expire, when that was judged
  std::uint64_t resends_after_doubt = 0;
  std::uint64_t duplicates_confirmed = 0;
  std::uint64_t connections_opened = 0;
  std::uint64_t handshakes_resumed = 0;
  std::uint64_t connects_failed = 0;
  std::uint64_t in_flight = 0;      ///< now
  std::uint64_t armed = 0;          ///< now
  std::uint64_t loaded = 0;         ///< now: messages in memory
  std::uint64_t lanes_held = 0;     ///< now
  std::uint64_t threads_stuck = 0;  ///< now: that should make progress and do not
  bool empty = false;               ///< now
  bool closing = false;  ///< nothing is in flight any more, and the spool is being closed

  DaemonState state = DaemonState::running;
  queue::SpoolLevels levels{};
  std::chrono::seconds uptime{};
  double sent_per_second = 0;      ///< over the last 10 s, or since the start
  double attempts_per_second = 0;  ///< the same

  std::uint64_t ended() const { return sent + rejected + expired + cancelled + dead; }
};

}  // namespace dispatcher
