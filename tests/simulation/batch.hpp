#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/simulation/faults.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/world.hpp"

namespace simulation {

/// What came of many runs.
struct BatchResult {
  std::uint64_t runs_count = 0;
  std::uint64_t messages_count = 0;
  std::uint64_t rows_count = 0;
  std::uint64_t traces_hash = 0;  ///< of all runs
  FaultCounts faults{};
  std::optional<std::uint64_t> failed_seed{};
  std::string violation{};
};

/// Runs seeds from `first` to `last` up to the first that fails, in a process of its own: a broken
/// assertion of the daemon is a failure too. Every `twice_each`th is run twice and must be the
/// same.
BatchResult run_batch(Surroundings& surroundings, std::uint64_t first, std::uint64_t last,
                      Plant plant);

/// The same for one plan. Nothing: all is well.
std::optional<std::string> violation_of(Surroundings& surroundings, const Plan& plan);

}  // namespace simulation
