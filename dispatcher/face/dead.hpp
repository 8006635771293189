#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_world.hpp"

namespace dispatcher {

/// Lists, counts, opens anew or forgets what was not sent and is kept, so that it can be sent after
/// all. Asks the running daemon page by page until the last one, a failure or a stop; then it says
/// how far it came. exit_not_all after a stop, exit_try_later when no daemon runs, exit_io when the
/// record of one cannot be read.
ExitCode run_dead(const DeadCommand& command, Console& console, const CommandWorld& world);

/// With the clock of this machine, until SIGINT or SIGTERM.
ExitCode run_dead(const DeadCommand& command, Console& console);

}  // namespace dispatcher
