#pragma once
// The limit on one Service: so many requests in any window, counted by their time stamps.
// Source: https://www.twilio.com/docs/proxy/proxy-limits (30 requests/s as the mean over 5 s,
// bursts within it).

#include <chrono>
#include <cstddef>
#include <deque>

namespace simulator {

using SteadyTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

struct WindowOptions {
  /// Requests admitted in any half-open interval of one window's length; 0: no limit.
  std::size_t requests_max = 150;
  Duration length = std::chrono::seconds{5};
  /// Whether a refused request takes room as well, so that hammering keeps the window shut.
  bool count_refused = false;
};

/// Exact: remembers the times of the requests of the last window, not a budget that refills. The
/// limit may be another one at each request.
class SlidingWindow {
 public:
  /// Judges a request that came at `now`, which never goes back. \return false: refuse it with 429
  bool admit(SteadyTime now, const WindowOptions& options);

 private:
  std::deque<SteadyTime> times_;  ///< ascending
};

}  // namespace simulator
