#pragma once

#include <string>
#include <string_view>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/control_target.hpp"

/// What an operator decides about one message. Each answers 404 for an id that nobody knows, and
/// 409 with {"id","result","error","remedy"} when it cannot be done.
namespace dispatcher {

/// In JSON, of a decision that was not carried out.
std::string_view name_of(queue::DecisionResult result);

/// PUT /v1/messages/ID/hold, with the reason as its body: {"id","held","reason"}
void answer_hold_message(ControlContext& context, std::string_view id, std::string reason,
                         const net::LocalRespond& respond);

/// DELETE /v1/messages/ID/hold: {"id","held"}
void answer_release_message(ControlContext& context, std::string_view id,
                            const net::LocalRespond& respond);

/// POST /v1/messages/ID/settle?as=sent or ?as=not-sent, with the reason as its body:
/// {"id","settled_as","text"}
void answer_settle(ControlContext& context, std::string_view id, const ControlTarget& target,
                   std::string reason, const net::LocalRespond& respond);

/// For what was not done; `result` is not `done`. Pure.
net::LocalResponse answer_not_done(std::string_view id, queue::DecisionResult result);

}  // namespace dispatcher
