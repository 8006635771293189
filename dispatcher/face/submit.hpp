#pragma once

#include <functional>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Hands the lines of a file, or of standard input, to the daemon that runs on the spool, or writes
/// the spool itself when none listens, in memory that does not grow with the input. Each line that
/// is wrong is refused alone (exit_data at the end), or, with `strict`, none is stored; a line
/// without id and without a way to give it one ends the command (exit_usage). Prints how many were
/// accepted, known before, and refused. \param now  wall time; called on this thread and on the
/// spool's
ExitCode run_submit(const SubmitCommand& command, Console& console, std::function<WallTime()> now);

/// By this machine's clock.
ExitCode run_submit(const SubmitCommand& command, Console& console);

}  // namespace dispatcher
