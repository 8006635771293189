#pragma once

#include <functional>

#include "tests/simulation/plan.hpp"

namespace simulation {

/// Leaves messages and faults out of a plan that fails, as long as what is left fails too: halves
/// first, then smaller parts, at last one by one.
Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails);

}  // namespace simulation
