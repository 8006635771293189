#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace simulator {

/// What happened since the start.
struct Counters {
  std::uint64_t requests = 0;   ///< read whole, whatever became of them
  std::uint64_t malformed = 0;  ///< not HTTP as the simulator wants it
  std::uint64_t processed = 0;  ///< messages sent: lines in the ledger
  std::uint64_t refused_window = 0;
  std::uint64_t refused_in_flight = 0;
  std::uint64_t answers_429 = 0;    ///< for whatever reason
  std::uint64_t answers_4xx = 0;    ///< all of them, 429 included
  std::uint64_t in_flight_max = 0;  ///< the most at one time, over all accounts
  std::uint64_t in_flight_us = 0;   ///< of all that ended: how long they were, added up
  std::uint64_t lists = 0;          ///< pages of lists, answered without a fault
  std::uint64_t rows_listed = 0;    ///< in them, and in those that a fault spoiled
  std::uint64_t fetches = 0;        ///< single rows, answered without a fault
  std::uint64_t foreign_rows = 0;   ///< added by a rule
  std::uint64_t connections = 0;
  std::uint64_t connections_refused = 0;  ///< more at once than the simulator holds
  std::uint64_t handshakes = 0;
  std::uint64_t handshakes_resumed = 0;
  std::uint64_t handshakes_failed = 0;
  std::map<std::string, std::uint64_t>
      faults{};  ///< played, by name; of reads "list-" stands in front

  /// One JSON object and a line end.
  std::string json() const;
};

}  // namespace simulator
