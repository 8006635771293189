#pragma once

#include <chrono>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

/// Prints outcomes in their order, or what is held or in doubt: a table, or one JSON object a line.
/// With `follow` until `wait` says stop, or nobody reads any more. A daemon may be running.
ExitCode run_outcomes(const OutcomesCommand& command, Console& console, const WaitForStop& wait);

/// Until SIGINT or SIGTERM.
ExitCode run_outcomes(const OutcomesCommand& command, Console& console);

/// The same over an open spool. \param follow_interval  between two looks
ExitCode print_outcomes(const OutcomesCommand& command, Console& console,
                        queue::SpoolReader& reader, const WaitForStop& wait,
                        std::chrono::milliseconds follow_interval = std::chrono::milliseconds{200});

}  // namespace dispatcher
