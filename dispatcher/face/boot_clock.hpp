#pragma once

#include <functional>

#include "net/runtime.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

/// Reads both clocks of `runtime`, which outlives it; any thread. Nothing where the system does not
/// say which run of the machine this is.
std::function<queue::BootClock()> boot_clock_of(const net::Runtime& runtime);

}  // namespace dispatcher
