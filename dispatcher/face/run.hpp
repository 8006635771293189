#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"

namespace dispatcher {

/// Sends what is in the spool, and what comes, until told to stop, or until it is empty; answers on
/// the control socket meanwhile. Waits while the disk of the spool is too full to open it. Progress
/// and events go to `console.err`, the summary to `console.out`. exit_done when it drained
/// (`until_empty`: and every message that ended was sent and none is held), exit_not_all when it
/// was stopped at once or not all was sent, exit_try_later when a lane is held, exit_io when the
/// spool failed.
ExitCode run_run(const RunCommand& command, Console& console);

}  // namespace dispatcher
