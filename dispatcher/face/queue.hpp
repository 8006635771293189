#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/face/command_world.hpp"

namespace dispatcher {

/// Shows where the backlog is: asks the running daemon, once or every two seconds until it is
/// stopped. exit_usage when it is to watch and standard output is no terminal; exit_try_later when
/// no daemon runs.
ExitCode run_queue(const QueueCommand& command, Console& console, const CommandWorld& world);

/// The same with the clock and signals of this machine.
ExitCode run_queue(const QueueCommand& command, Console& console);

}  // namespace dispatcher
