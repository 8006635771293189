#pragma once

#include "dispatcher/face/command_line.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): as the library spells it
class App;
}

namespace dispatcher {

/// What `bench` takes.
void describe(CLI::App& app, BenchCommand& command);

}  // namespace dispatcher
