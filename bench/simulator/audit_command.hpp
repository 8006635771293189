#pragma once

#include <CLI/App.hpp>

namespace simulator {

/// Adds `audit` to the command line. Its callback prints the report and sets `exit_code`: 0 clean,
/// 1 not clean. It throws when a file cannot be read.
void add_audit_command(CLI::App& app, int& exit_code);

}  // namespace simulator
