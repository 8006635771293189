#pragma once

#include <string>

#include "dispatcher/daemon_status.hpp"
#include "dispatcher/face/control_context.hpp"
#include "dispatcher/held_lanes.hpp"

namespace dispatcher {

/// GET /v1/status
void answer_status(ControlContext& context, net::LocalRespond respond);

/// One JSON object: how the daemon stands, and why lanes are held. Pure.
std::string status_json(const DaemonStatus& status, const HeldLanes& held);

}  // namespace dispatcher
