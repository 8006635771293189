#include "dispatcher/face/control_cancel.hpp"

#include <array>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/control_lanes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using queue::Cancel;
using queue::CancelResult;
using Page = queue::Result<Cancel::Page>;

static_assert(cancel_page_count_max <= queue::intake_submissions_max);

bool can_still_be_sent(CancelResult result) {
  return result == CancelResult::too_late || result == CancelResult::in_doubt;
}

net::LocalResponse answer_of(const Cancel::Row& row) {
  if (row.result == CancelResult::unknown) {
    return answer_error(http_status::not_found, "no message has this id",
                        "check the id: capital and small letters differ");
  }
  std::string text;
  JsonLine json(text);
  json.field("id", row.id);
  json.field("result", name_of(row.result));
  if (row.result == CancelResult::too_late) {
    json.field("error", std::string_view("it is being sent"));
    json.field("remedy", std::string_view("look at its outcome"));
  } else if (row.result == CancelResult::in_doubt) {
    json.field("error", std::string_view("it may have been sent already"));
    json.field("remedy", std::string_view("look at `show`"));
  }
  json.close();
  return answer(can_still_be_sent(row.result) ? http_status::conflict : http_status::ok,
                std::move(text));
}

void ask(ControlContext& context, Cancel request, const net::LocalRespond& respond,
         net::LocalResponse (*answer_to)(const Cancel::Page&)) {
  request.count_max = cancel_page_count_max;
  request.done = answered_on<Page>(context.runtime, [respond, answer_to](const Page& page) {
    respond(page ? answer_to(*page) : answer_unavailable(page.error()));
  });
  ask_spool(context, std::move(request), respond);
}

}  // namespace

std::string_view name_of(CancelResult result) {
  switch (result) {
    case CancelResult::cancelled:
      return "cancelled";
    case CancelResult::ended:
      return "ended";
    case CancelResult::too_late:
      return "too_late";
    case CancelResult::in_doubt:
      return "in_doubt";
    case CancelResult::unknown:
      break;
  }
  return "unknown";
}

void answer_cancel(ControlContext& context, std::string_view id, net::LocalRespond respond) {
  Cancel request;
  request.which = Cancel::Which::id;
  request.name = id;
  ask(context, std::move(request), respond, [](const Cancel::Page& page) {
    return answer_of(page.rows.empty() ? Cancel::Row{} : page.rows.front());
  });
}

void answer_cancel_page(ControlContext& context, const ControlTarget& target,
                        net::LocalRespond respond) {
  const auto batch = target.value("batch");
  const auto service = target.value("service");
  if (batch.empty() == service.empty()) {
    return respond(answer_error(http_status::bad_request, "name what to cancel",
                                "add ?service=KS.. or ?batch=NAME, one of them"));
  }
  Cancel request;
  request.after = target.value("after");
  if (!batch.empty()) {
    const auto complaint = batch_name_complaint(batch);
    if (!complaint.empty()) {
      return respond(answer_error(http_status::bad_request, complaint, "correct the name"));
    }
    request.which = Cancel::Which::batch;
    request.name = batch;
  } else {
    request.which = Cancel::Which::lane;
    request.name = lane_of(service, respond);
    if (request.name.empty()) return;
  }
  ask(context, std::move(request), respond,
      [](const Cancel::Page& page) { return answer(http_status::ok, cancel_page_json(page)); });
}

std::string cancel_page_json(const Cancel::Page& page) {
  constexpr std::array shown = {CancelResult::cancelled, CancelResult::ended,
                                CancelResult::too_late, CancelResult::in_doubt};
  std::string text;
  JsonLine json(text);
  for (const auto result : shown) {
    std::uint64_t count = 0;
    for (const auto& row : page.rows) count += row.result == result ? 1U : 0U;
    json.field(name_of(result), count);
  }
  append_key(text, "not_cancelled");
  text.push_back('[');
  std::size_t shown_count = 0;
  for (const auto& row : page.rows) {
    if (!can_still_be_sent(row.result) || shown_count++ >= not_cancelled_shown_max) continue;
    if (text.back() != '[') text.push_back(',');
    JsonLine entry(text);
    entry.field("id", row.id);
    entry.field("result", name_of(row.result));
    entry.close();
  }
  text.push_back(']');
  json.field("next", page.next);
  json.close();
  return text;
}

}  // namespace dispatcher
