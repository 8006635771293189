#pragma once

#include <string>
#include <string_view>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/face/control_target.hpp"

namespace dispatcher {

/// Messages looked at for one request.
inline constexpr std::uint32_t cancel_page_count_max = 1000;
/// Messages that could not be cancelled and are named in one answer.
inline constexpr std::size_t not_cancelled_shown_max = 100;

/// DELETE /v1/messages/ID
void answer_cancel(ControlContext& context, std::string_view id, net::LocalRespond respond);

/// DELETE /v1/messages?service=KS..&after=CURSOR or ?batch=NAME&after=CURSOR: one page.
void answer_cancel_page(ControlContext& context, const ControlTarget& target,
                        net::LocalRespond respond);

/// One JSON object. Pure.
std::string cancel_page_json(const queue::Decide::Page& page);

}  // namespace dispatcher
