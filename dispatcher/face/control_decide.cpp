#include "dispatcher/face/control_decide.hpp"

#include <cassert>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/control_lanes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using queue::Decide;
using queue::Decision;
using queue::DecisionResult;

static_assert(hold_reason_bytes_max <= queue::record_bytes_max / 2);

struct DecisionSentences {
  std::string_view error;
  std::string_view remedy;
};

DecisionSentences sentences_of(DecisionResult result) {
  switch (result) {
    case DecisionResult::ended:
      return {"it has its outcome already", "look at `show`"};
    case DecisionResult::too_late:
      return {"it is being sent", "look at its outcome"};
    case DecisionResult::in_doubt:
      return {"it may have been sent already",
              "once you know, `settle` it --as sent or --as not-sent"};
    case DecisionResult::not_in_doubt:
      return {"it is not in doubt, so there is nothing to settle", "look at `show`"};
    case DecisionResult::not_held:
      return {"it is not held", "look at `show` for what it waits for"};
    case DecisionResult::done:
    case DecisionResult::unknown:
      break;
  }
  return {"no message has this id", "check the id: capital and small letters differ"};
}

/// `done_json`: the answer when it is carried out.
void decide(ControlContext& context, std::string_view id, Decision decision, std::string done_json,
            const net::LocalRespond& respond) {
  Decide request;
  request.decision = std::move(decision);
  request.which = Decide::Which::id;
  request.name = id;
  using Page = queue::Result<Decide::Page>;
  request.done =
      answered_on<Page>(context.runtime, [respond, done = std::move(done_json)](const Page& page) {
        if (!page) return respond(answer_unavailable(page.error()));
        const auto row = page->rows.empty() ? Decide::Row{} : page->rows.front();
        if (row.result == DecisionResult::done) return respond(answer(http_status::ok, done));
        respond(answer_not_done(row.id, row.result));
      });
  ask_spool(context, std::move(request), respond);
}

std::string held_json(std::string_view id, bool held, std::string_view reason) {
  std::string text;
  JsonLine json(text);
  json.field("id", id);
  append_field(text, "held", held);
  json.field_if("reason", reason);
  json.close();
  return text;
}

}  // namespace

std::string_view name_of(DecisionResult result) {
  switch (result) {
    case DecisionResult::done:
      return "done";
    case DecisionResult::ended:
      return "ended";
    case DecisionResult::too_late:
      return "too_late";
    case DecisionResult::in_doubt:
      return "in_doubt";
    case DecisionResult::not_in_doubt:
      return "not_in_doubt";
    case DecisionResult::not_held:
      return "not_held";
    case DecisionResult::unknown:
      break;
  }
  return "unknown";
}

net::LocalResponse answer_not_done(std::string_view id, DecisionResult result) {
  assert(result != DecisionResult::done);
  const auto sentences = sentences_of(result);
  if (result == DecisionResult::unknown) {
    return answer_error(http_status::not_found, sentences.error, sentences.remedy);
  }
  std::string text;
  JsonLine json(text);
  json.field("id", id);
  json.field("result", name_of(result));
  json.field("error", sentences.error);
  json.field("remedy", sentences.remedy);
  json.close();
  return answer(http_status::conflict, std::move(text));
}

void answer_hold_message(ControlContext& context, std::string_view id, std::string reason,
                         const net::LocalRespond& respond) {
  reason = checked_hold_reason(std::move(reason), respond);
  if (reason.empty()) return;
  auto json = held_json(id, true, reason);
  decide(context, id, {Decision::Kind::hold, std::move(reason)}, std::move(json), respond);
}

void answer_release_message(ControlContext& context, std::string_view id,
                            const net::LocalRespond& respond) {
  decide(context, id, {Decision::Kind::release, {}}, held_json(id, false, {}), respond);
}

void answer_settle(ControlContext& context, std::string_view id, const ControlTarget& target,
                   std::string reason, const net::LocalRespond& respond) {
  const auto as = target.value("as");
  const bool was_sent = as == "sent";
  if (!was_sent && as != "not-sent") {
    return respond(answer_error(http_status::bad_request, "say what became of the message",
                                "add ?as=sent or ?as=not-sent"));
  }
  if (!reason.empty()) {
    reason = checked_hold_reason(std::move(reason), respond);
    if (reason.empty()) return;
  }
  std::string text;
  JsonLine json(text);
  json.field("id", id);
  json.field("settled_as", as);
  json.field("text",
             std::string_view(was_sent ? "It counts as sent, and is never sent again."
                                       : "It is sent now, as soon as its Service may send."));
  json.close();
  const auto kind = was_sent ? Decision::Kind::settle_sent : Decision::Kind::settle_not_sent;
  decide(context, id, {kind, std::move(reason)}, std::move(text), respond);
}

}  // namespace dispatcher
