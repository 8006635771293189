#pragma once

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/intake_deadlines.hpp"

namespace dispatcher {

/// Finds out, in its own time, which messages of an accepted request cannot be sent before they
/// expire; counts them, and ends them where the configuration says so. What comes in between (a
/// busy spool, the end of the daemon) leaves them to expire when their time comes.
void judge_deadlines(ControlContext& context, IntakeDeadlines deadlines);

}  // namespace dispatcher
