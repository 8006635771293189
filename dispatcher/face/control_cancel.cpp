#include "dispatcher/face/control_cancel.hpp"

#include <array>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_decide.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/control_lanes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using queue::Decide;
using queue::DecisionResult;
using Page = queue::Result<Decide::Page>;

static_assert(cancel_page_count_max <= queue::intake_submissions_max);

bool can_still_be_sent(DecisionResult result) {
  return result == DecisionResult::too_late || result == DecisionResult::in_doubt;
}

/// In JSON.
std::string_view key_of(DecisionResult result) {
  return result == DecisionResult::done ? "cancelled" : name_of(result);
}

net::LocalResponse answer_of(const Decide::Row& row) {
  const bool is_over = row.result == DecisionResult::done || row.result == DecisionResult::ended;
  if (!is_over) return answer_not_done(row.id, row.result);
  std::string text;
  JsonLine json(text);
  json.field("id", row.id);
  json.field("result", key_of(row.result));
  json.close();
  return answer(http_status::ok, std::move(text));
}

void ask(ControlContext& context, Decide request, const net::LocalRespond& respond,
         net::LocalResponse (*answer_to)(const Decide::Page&)) {
  request.count_max = cancel_page_count_max;
  request.done = answered_on<Page>(context.runtime, [respond, answer_to](const Page& page) {
    respond(page ? answer_to(*page) : answer_unavailable(page.error()));
  });
  ask_spool(context, std::move(request), respond);
}

}  // namespace

void answer_cancel(ControlContext& context, std::string_view id, net::LocalRespond respond) {
  Decide request;
  request.which = Decide::Which::id;
  request.name = id;
  ask(context, std::move(request), respond, [](const Decide::Page& page) {
    return answer_of(page.rows.empty() ? Decide::Row{} : page.rows.front());
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
  Decide request;
  request.after = target.value("after");
  if (!batch.empty()) {
    const auto complaint = batch_name_complaint(batch);
    if (!complaint.empty()) {
      return respond(answer_error(http_status::bad_request, complaint, "correct the name"));
    }
    request.which = Decide::Which::batch;
    request.name = batch;
  } else {
    request.which = Decide::Which::lane;
    request.name = lane_of(service, respond);
    if (request.name.empty()) return;
  }
  ask(context, std::move(request), respond,
      [](const Decide::Page& page) { return answer(http_status::ok, cancel_page_json(page)); });
}

std::string cancel_page_json(const Decide::Page& page) {
  constexpr std::array shown = {DecisionResult::done, DecisionResult::ended,
                                DecisionResult::too_late, DecisionResult::in_doubt};
  std::string text;
  JsonLine json(text);
  for (const auto result : shown) {
    std::uint64_t count = 0;
    for (const auto& row : page.rows) count += row.result == result ? 1U : 0U;
    json.field(key_of(result), count);
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
