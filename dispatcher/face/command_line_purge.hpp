#pragma once

#include "dispatcher/face/command_line.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): as the library spells it
class App;
}

namespace dispatcher {

/// What `purge` takes.
void describe(CLI::App& app, PurgeCommand& command);

}  // namespace dispatcher
