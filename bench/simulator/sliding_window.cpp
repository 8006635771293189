#include "bench/simulator/sliding_window.hpp"

namespace simulator {

bool SlidingWindow::admit(SteadyTime now, const WindowOptions& options) {
  if (options.requests_max == 0) return true;
  if (times_.size() < options.requests_max) {
    times_.push_back(now);
    return true;
  }
  const bool admitted = times_[oldest_] + options.length <= now;
  if (admitted || options.count_refused) {
    times_[oldest_] = now;
    oldest_ = (oldest_ + 1) % times_.size();
  }
  return admitted;
}

}  // namespace simulator
