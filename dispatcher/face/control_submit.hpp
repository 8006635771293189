#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/control_target.hpp"
#include "dispatcher/face/submit_intake.hpp"
#include "dispatcher/face/submit_refusals.hpp"

namespace dispatcher {

/// Requests with messages that are worked on at once: each keeps some 10 MiB.
inline constexpr std::size_t control_submits_max = 16;

/// POST /v1/messages?batch=NAME&first_line=N: the good lines of the body become one intake, which
/// is answered once it is synced. Long bodies are read in slices, so that others are served between
/// them.
void answer_submit(ControlContext& context, const ControlTarget& target, std::string body,
                   net::LocalRespond respond);

/// One JSON object. Pure.
std::string submit_json(const IntakeCounts& counts, const std::vector<RefusedLine>& refused);

}  // namespace dispatcher
