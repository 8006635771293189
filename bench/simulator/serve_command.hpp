#pragma once

#include <CLI/App.hpp>

namespace simulator {

/// Adds `serve` to the command line. Its callback serves until SIGTERM or SIGINT and throws on a
/// bad start.
void add_serve_command(CLI::App& app);

}  // namespace simulator
