#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"

namespace dispatcher {

/// Drains the spool until told to stop, or until it is empty. Progress and events go to
/// `console.err`, the summary to `console.out`. exit_done when every message that ended was sent
/// and none is held, exit_not_all_sent when not, exit_try_later when a lane is held, exit_io when
/// the spool failed.
ExitCode run_run(const RunCommand& command, Console& console);

}  // namespace dispatcher
