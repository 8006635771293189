#include "bench/simulator/sliding_window.hpp"

namespace simulator {

bool SlidingWindow::admit(SteadyTime now, const WindowOptions& options) {
  if (options.requests_max == 0) return true;
  while (!times_.empty() && times_.front() + options.length <= now) times_.pop_front();
  const bool admitted = times_.size() < options.requests_max;
  if (admitted || options.count_refused) times_.push_back(now);
  // No more than the limit need be remembered.
  if (!admitted && options.count_refused) times_.pop_front();
  return admitted;
}

}  // namespace simulator
