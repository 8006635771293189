#include "dispatcher/face/control_lanes.hpp"

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

constexpr std::string_view reason_if_none = "held by an operator";

/// An empty reason releases.
void change_hold(ControlContext& context, const std::string& lane, const std::string& reason,
                 const net::LocalRespond& respond) {
  const auto use = [lane, reason, respond](const queue::Result<void>& changed) {
    if (!changed) return respond(answer_unavailable(changed.error()));
    std::string text;
    JsonLine json(text);
    json.field("service", lane);
    append_field(text, "held", !reason.empty());
    json.field_if("reason", reason);
    json.close();
    respond(answer(http_status::ok, std::move(text)));
  };
  ask_spool(context,
            queue::HoldLane{lane, reason, answered_on<queue::Result<void>>(context.runtime, use)},
            respond);
}

}  // namespace

std::string_view hold_reason_complaint(std::string_view reason) {
  if (reason.empty()) return {};
  if (reason.size() > hold_reason_bytes_max) return "the reason is longer than 200 bytes";
  const auto fault = body_fault(reason);
  if (fault == BodyFault::not_utf8) return "the reason is not UTF-8";
  if (fault || reason.find_first_of("\t\r\n") != reason.npos) {
    return "the reason is more than one line, or holds a control character";
  }
  return {};
}

std::string lane_of(std::string_view service, const net::LocalRespond& respond) {
  if (const auto sid = ServiceSid::parse(service)) return sid->canonical();
  respond(answer_error(http_status::bad_request, "this is no Service",
                       "write KS and 32 hexadecimal digits"));
  return {};
}

void answer_hold(ControlContext& context, std::string_view service, std::string reason,
                 net::LocalRespond respond) {
  const auto lane = lane_of(service, respond);
  if (lane.empty()) return;
  const auto complaint = hold_reason_complaint(reason);
  if (!complaint.empty()) {
    return respond(answer_error(http_status::bad_request, complaint, "shorten or correct it"));
  }
  if (reason.empty()) reason = reason_if_none;
  change_hold(context, lane, reason, respond);
}

void answer_release(ControlContext& context, std::string_view service, net::LocalRespond respond) {
  const auto lane = lane_of(service, respond);
  if (!lane.empty()) change_hold(context, lane, {}, respond);
}

}  // namespace dispatcher
