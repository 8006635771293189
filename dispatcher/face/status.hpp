#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"

/// Commands that ask the running daemon one thing and print its answer; exit_try_later when no
/// daemon runs.
namespace dispatcher {

/// How the daemon stands.
ExitCode run_status(const StatusCommand& command, Console& console);

/// What is known of a message, and why it is not sent yet; exit_no_input when its id is unknown.
ExitCode run_show(const ShowCommand& command, Console& console);

/// Holds a Service, an account or a message, or lets it go on; exit_not_all when it cannot be done,
/// exit_no_input for an account or an id that is not known.
ExitCode run_hold(const HoldCommand& command, Console& console);
ExitCode run_release(const ReleaseCommand& command, Console& console);

}  // namespace dispatcher
