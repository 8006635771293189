#include "tests/simulation/shrinker.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace simulation {
namespace {

/// True: something could be left out.
template <class Element>
bool shrink_list(Plan& plan, std::vector<Element> Plan::*list,
                 const std::function<bool(const Plan&)>& fails) {
  bool shrank = false;
  for (std::size_t part = std::max<std::size_t>((plan.*list).size() / 2, 1);; part /= 2) {
    for (std::size_t from = 0; from < (plan.*list).size();) {
      Plan smaller = plan;
      auto& elements = smaller.*list;
      const std::size_t to = std::min(from + part, elements.size());
      elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(from),
                     elements.begin() + static_cast<std::ptrdiff_t>(to));
      if (!smaller.messages.empty() && fails(smaller)) {
        plan = std::move(smaller);
        shrank = true;
      } else {
        from = to;
      }
    }
    if (part <= 1) return shrank;
  }
}

}  // namespace

Plan shrink(Plan plan, const std::function<bool(const Plan&)>& fails) {
  for (bool shrank = true; shrank;) {
    shrank = shrink_list(plan, &Plan::faults, fails);
    shrank = shrink_list(plan, &Plan::messages, fails) || shrank;
  }
  return plan;
}

}  // namespace simulation
