#pragma once

#include <string>

#include "dispatcher/face/control_context.hpp"

namespace dispatcher {

/// POST /v1/messages with application/json: the body is one submission. Answered once it is synced:
///   201 {"id","result":"accepted"}
///   200 {"id","result":"duplicate"}    a known id with equal content
///   409 {"id","result":"conflict","error","remedy"}
///   422 {"error","field","problem","remedy"}
void answer_submit_one(ControlContext& context, const std::string& body,
                       const net::LocalRespond& respond);

}  // namespace dispatcher
