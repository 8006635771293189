#pragma once

#include <string>
#include <string_view>

#include "dispatcher/face/control_context.hpp"

namespace dispatcher {

/// GET /v1/messages/ID
void answer_show(ControlContext& context, std::string_view id, net::LocalRespond respond);

/// One JSON object about a message, never its body; `why` of one without an outcome. Empty: its
/// record cannot be read. Pure.
std::string show_json(const queue::MessageView& view, const Why& why);

}  // namespace dispatcher
