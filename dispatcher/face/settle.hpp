#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Tells the daemon what became of a message that is in doubt; before it is told that it was not
/// sent, a person is told that it will be now, and how old it is. exit_not_all when there is
/// nothing to settle, exit_no_input for an id that is not known, exit_try_later when no daemon
/// runs.
ExitCode run_settle(const SettleCommand& command, Console& console,
                    const std::function<WallTime()>& now);

/// With the clock of this machine.
ExitCode run_settle(const SettleCommand& command, Console& console);

/// For a person, in its two largest units: "3 h 12 min", "45 s", "2 d". Negative: "0 s". Pure.
std::string age_text(std::chrono::microseconds age);

}  // namespace dispatcher
