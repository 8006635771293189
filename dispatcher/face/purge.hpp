#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_world.hpp"

namespace dispatcher {

/// Forgets what ended before a time that is outcome_kept_least ago or longer, with its id. Asks the
/// running daemon page by page until the last one, a failure or a stop; then it says how far it
/// came. exit_usage when the time is too late or none, exit_not_all after a stop, exit_try_later
/// when no daemon runs.
ExitCode run_purge(const PurgeCommand& command, Console& console, const CommandWorld& world);

/// With the clock of this machine, until SIGINT or SIGTERM.
ExitCode run_purge(const PurgeCommand& command, Console& console);

}  // namespace dispatcher
