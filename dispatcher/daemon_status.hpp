#pragma once

#include <cstdint>

namespace dispatcher {

/// All shards together.
struct DaemonStatus {
  std::uint64_t open_at_start = 0;  ///< messages without an outcome when the spool was opened
  std::uint64_t sent = 0;
  std::uint64_t rejected = 0;
  std::uint64_t expired = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t dead = 0;
  std::uint64_t ambiguous = 0;
  std::uint64_t held = 0;  ///< put aside since the start
  std::uint64_t attempts = 0;
  std::uint64_t answers_429 = 0;
  std::uint64_t resends_after_doubt = 0;
  std::uint64_t duplicates_confirmed = 0;
  std::uint64_t connections_opened = 0;
  std::uint64_t handshakes_resumed = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t lanes_held = 0;
  bool empty = false;

  std::uint64_t ended() const { return sent + rejected + expired + cancelled + dead; }
};

}  // namespace dispatcher
