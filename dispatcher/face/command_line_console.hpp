#pragma once

#include <chrono>
#include <functional>
#include <ostream>

#include "dispatcher/face/progress.hpp"

namespace dispatcher {

/// Where a command talks: data to `out`, what concerns people to `err`.
struct Console {
  std::ostream& out;
  std::ostream& err;
  ProgressStyle progress;
  bool out_is_terminal = false;  ///< one that knows how to clear its screen
};

/// Standard output and error of this process. Colour only on a terminal that knows it and without
/// NO_COLOR in the environment (https://no-color.org). From here on a reader that goes away is an
/// error of the stream, not a signal.
Console standard_console();

/// From here on SIGINT and SIGTERM are only seen by `wait_for_stop`. To be called before there is a
/// second thread.
void block_stop_signals();

/// Waits that long; true: stop now.
using WaitForStop = std::function<bool(std::chrono::milliseconds)>;

/// Waits that long; true as soon as SIGINT or SIGTERM came.
bool wait_for_stop(std::chrono::milliseconds duration);

/// The same as long as this lives: behind it they do what they did before. Threads that are started
/// meanwhile never see them.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool wait(std::chrono::milliseconds duration) const { return wait_for_stop(duration); }
};

}  // namespace dispatcher
