#pragma once

#include "dispatcher/face/control_context.hpp"

/// For whoever watches the daemon. Neither asks the spool nor the shards.
namespace dispatcher {

/// GET /healthz: 200 "ok" as long as the daemon's thread answers at all.
void answer_healthz(const net::LocalRespond& respond);

/// GET /readyz: 200 {"ready":true} when submissions are accepted now, else the answer that they
/// would get.
void answer_readyz(ControlContext& context, const net::LocalRespond& respond);

}  // namespace dispatcher
