#pragma once

#include <chrono>

#include "net/runtime.hpp"
#include "tests/simulation/agenda.hpp"

namespace simulation {

/// What the wall clock of the machine shows, over the lives of its processes.
struct WallClock {
  std::chrono::microseconds ahead{};  ///< of the true time

  static constexpr net::WallTime began_at{std::chrono::seconds{1'800'000'000}};
  static net::WallTime true_time(Duration elapsed) {
    return began_at + std::chrono::floor<std::chrono::microseconds>(elapsed);
  }
  net::WallTime now(const Agenda& agenda) const { return true_time(agenda.elapsed()) + ahead; }
};

}  // namespace simulation
