#include "dispatcher/face/control_lanes.hpp"

#include <utility>

#include "dispatcher/account.hpp"
#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

/// The answer to a hold of `name`, which is a `kind`; an empty reason released it.
auto told(ControlContext& context, std::string_view kind, std::string_view name,
          std::string_view reason, const net::LocalRespond& respond) {
  std::string text;
  JsonLine json(text);
  json.field(kind, name);
  append_field(text, "held", !reason.empty());
  json.field_if("reason", reason);
  json.close();
  return answered_on<queue::Result<void>>(
      context.runtime, [text = std::move(text), respond](const queue::Result<void>& changed) {
        respond(changed ? answer(http_status::ok, text) : answer_unavailable(changed.error()));
      });
}

void change_hold(ControlContext& context, const std::string& lane, const std::string& reason,
                 const net::LocalRespond& respond) {
  auto done = told(context, "service", lane, reason, respond);
  ask_spool(context, queue::HoldLane{lane, reason, std::move(done)}, respond);
}

void change_account_hold(ControlContext& context, std::string_view account,
                         const std::string& reason, const net::LocalRespond& respond) {
  if (!context.accounts.contains(account)) {
    return respond(answer_error(http_status::not_found, "the configuration has no such account",
                                "name one as its [[account]] does"));
  }
  auto done = told(context, "account", account, reason, respond);
  ask_spool(context, queue::HoldGroup{account_group(account), reason, std::move(done)}, respond);
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

std::string checked_hold_reason(std::string reason, const net::LocalRespond& respond) {
  const auto complaint = hold_reason_complaint(reason);
  if (complaint.empty()) return reason.empty() ? std::string(hold_reason_if_none) : reason;
  respond(answer_error(http_status::bad_request, complaint, "shorten or correct it"));
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
  reason = checked_hold_reason(std::move(reason), respond);
  if (!reason.empty()) change_hold(context, lane, reason, respond);
}

void answer_release(ControlContext& context, std::string_view service, net::LocalRespond respond) {
  const auto lane = lane_of(service, respond);
  if (!lane.empty()) change_hold(context, lane, {}, respond);
}

void answer_hold_account(ControlContext& context, std::string_view account, std::string reason,
                         const net::LocalRespond& respond) {
  reason = checked_hold_reason(std::move(reason), respond);
  if (!reason.empty()) change_account_hold(context, account, reason, respond);
}

void answer_release_account(ControlContext& context, std::string_view account,
                            const net::LocalRespond& respond) {
  change_account_hold(context, account, {}, respond);
}

}  // namespace dispatcher
