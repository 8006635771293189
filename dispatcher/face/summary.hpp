#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "dispatcher/daemon_status.hpp"

namespace dispatcher {

/// What a run cost this process.
struct Usage {
  double wall_s = 0;
  double cpu_s = 0;  ///< user and system, all threads
  std::uint64_t rss_max_bytes = 0;
};

/// Of the whole life of the process; `wall` is the caller's measure.
Usage usage_of_process(std::chrono::nanoseconds wall);

/// One JSON object, no line end.
std::string summary_json(const DaemonStatus& status, const Usage& usage);
/// A table for a person.
std::string summary_table(const DaemonStatus& status, const Usage& usage);

}  // namespace dispatcher
