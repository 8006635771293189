#pragma once

#include <functional>

#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/face/command_line_exit.hpp"
#include "dispatcher/message/time.hpp"
#include "net/runtime.hpp"

namespace dispatcher {

/// What a command that asks for one page after the other has of the world.
struct CommandWorld {
  std::function<WallTime()> now;
  WaitForStop wait;
};

/// Runs a command with the clock of this machine, until it ends or sees SIGINT or SIGTERM, which do
/// nothing else meanwhile.
template <class Run>
ExitCode in_this_world(Run run) {
  net::Runtime runtime(0);
  const StopSignals stop;
  const CommandWorld world{[&runtime] { return runtime.wall_now(); },
                           [&stop](std::chrono::milliseconds pause) { return stop.wait(pause); }};
  return run(world);
}

}  // namespace dispatcher
