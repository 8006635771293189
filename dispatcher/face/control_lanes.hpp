#pragma once

#include <string>
#include <string_view>

#include "dispatcher/face/control_context.hpp"

namespace dispatcher {

inline constexpr std::size_t hold_reason_bytes_max = 200;
static_assert(hold_reason_bytes_max <= queue::record_bytes_max);

/// Why something is held when nobody says why.
inline constexpr std::string_view hold_reason_if_none = "held by an operator";

/// PUT /v1/services/KS../hold, with the reason as its body.
void answer_hold(ControlContext& context, std::string_view service, std::string reason,
                 net::LocalRespond respond);

/// DELETE /v1/services/KS../hold
void answer_release(ControlContext& context, std::string_view service, net::LocalRespond respond);

/// PUT and DELETE /v1/accounts/NAME/hold, likewise.
void answer_hold_account(ControlContext& context, std::string_view account, std::string reason,
                         const net::LocalRespond& respond);
void answer_release_account(ControlContext& context, std::string_view account,
                            const net::LocalRespond& respond);

/// What is wrong with a reason; empty: nothing is. It is one line that a terminal may show. Pure.
std::string_view hold_reason_complaint(std::string_view reason);

/// A reason to hold, or empty and the client is told what is wrong with it.
std::string checked_hold_reason(std::string reason, const net::LocalRespond& respond);

/// The lane of a Service, or empty and the client is told.
std::string lane_of(std::string_view service, const net::LocalRespond& respond);

}  // namespace dispatcher
