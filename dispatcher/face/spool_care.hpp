#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/face/options.hpp"
#include "queue/durable_spool.hpp"

namespace dispatcher {

/// How whoever opens the spool opens it. A message that damage took counts as ended now.
queue::SpoolOptions spool_options(const Options& options, std::function<queue::WallTime()> now);

/// What to do about a spool that is damaged: a sentence with the command. Empty for other errors.
std::string repair_hint(const boost::system::error_code& error,
                        const std::filesystem::path& config);

/// `spool check` and `spool repair`: one line per finding on standard output. exit_done: sound, or
/// repaired; exit_io: damaged; exit_try_later: a daemon has it.
ExitCode run_spool_care(const SpoolCommand& command, Console& console);

}  // namespace dispatcher
