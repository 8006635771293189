#pragma once

#include <cstdint>

#include "dispatcher/face/submit_intake.hpp"

namespace dispatcher {

/// What came in by the control server since the start. The daemon's thread.
struct IntakeTotals {
  IntakeCounts lines;                  ///< that were understood
  std::uint64_t invalid = 0;           ///< lines refused for what stands in them
  std::uint64_t requests_refused = 0;  ///< whole requests, to be repeated later
};

}  // namespace dispatcher
