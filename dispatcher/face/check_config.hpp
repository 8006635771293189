#pragma once

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/face/options.hpp"

namespace dispatcher {

/// Loads the configuration; says on `console.err` all that is wrong with it, if anything is. The
/// options are good only then when nothing is.
bool load_or_complain(const std::filesystem::path& file, Console& console, Options& options,
                      OptionsFor use = OptionsFor::sending);

/// Says what is wrong (exit_config), or shows on `console.out` what is in force.
ExitCode run_check_config(const CheckConfigCommand& command, Console& console);

}  // namespace dispatcher
