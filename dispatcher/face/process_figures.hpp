#pragma once

#include <cstdint>

namespace dispatcher {

/// What this process takes of its machine now. 0: the system did not tell.
struct ProcessFigures {
  double cpu_s = 0;  ///< user and system, all threads, since its start
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t fds_max = 0;
};

ProcessFigures figures_of_process();

}  // namespace dispatcher
