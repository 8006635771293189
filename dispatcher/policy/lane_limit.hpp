#pragma once

#include <chrono>
#include <cstddef>

namespace dispatcher {

/// The provider's limit for one Service, as it was configured and as it is kept to now.
struct LaneLimit {
  std::size_t configured_count = 0;  ///< requests a window; 0: no limit
  std::size_t enforced_count = 0;    ///< the same, when less was learned
  std::chrono::milliseconds window{5'000};

  double configured_per_second() const { return per_second(configured_count); }
  double enforced_per_second() const { return per_second(enforced_count); }

 private:
  double per_second(std::size_t count) const {
    return static_cast<double>(count) / std::chrono::duration<double>(window).count();
  }
};

}  // namespace dispatcher
