#include "dispatcher/face/control_submit_one.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_deadlines.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using Accepted = queue::Result<std::vector<queue::Acceptance>>;

net::LocalResponse answer_refused(const SubmissionError& error) {
  std::string text;
  JsonLine json(text);
  json.field("error", "the submission is refused");
  json.field("field", error.field);
  json.field("problem", error.sentence);
  json.field_if("remedy", error.remedy);
  json.close();
  return answer(http_status::unprocessable, std::move(text));
}

net::LocalResponse answer_accepted(const std::string& id, queue::Acceptance acceptance) {
  std::string text;
  JsonLine json(text);
  json.field("id", id);
  if (acceptance == queue::Acceptance::conflict) {
    const auto error = conflict_error();
    json.field("result", "conflict");
    json.field("error", "the id " + error.sentence);
    json.field("remedy", error.remedy);
    json.close();
    return answer(http_status::conflict, std::move(text));
  }
  const bool is_new = acceptance == queue::Acceptance::accepted;
  json.field("result", is_new ? "accepted" : "duplicate");
  json.close();
  return answer(is_new ? http_status::created : http_status::ok, std::move(text));
}

void answer_later(ControlContext& context, const boost::system::error_code& error,
                  const net::LocalRespond& respond) {
  ++context.intake.requests_refused;
  respond(answer_unavailable(error));
}

}  // namespace

void answer_submit_one(ControlContext& context, const std::string& body,
                       const net::LocalRespond& respond) {
  if (body.size() > line_bytes_max) {
    return respond(answer_error(http_status::content_too_large,
                                "a submission has at most 16384 bytes", "make it shorter"));
  }
  const auto now = context.runtime.wall_now();
  // To the reader a line end is space like any other.
  const auto message = SubmitMessages({}, context.services).read({1, body}, now);
  if (!message) {
    ++context.intake.invalid;
    return respond(answer_refused(message.error()));
  }
  auto* spool = context.daemon.spool();
  if (spool == nullptr) return answer_later(context, queue::errc::closing, respond);
  IntakeDeadlines deadlines;
  deadlines.add(*message, now);
  queue::Intake intake;
  intake.accepted_at = now;
  intake.submissions.push_back(to_spool(*message, context.digester));
  intake.done = answered_on<Accepted>(
      context.runtime, [&context, respond, id = message->id,
                        deadlines = std::move(deadlines)](const Accepted& result) mutable {
        if (!result) return answer_later(context, result.error(), respond);
        context.intake.lines.add(result->front());
        respond(answer_accepted(id, result->front()));
        deadlines.keep_accepted(*result);
        judge_deadlines(context, std::move(deadlines));
      });
  const auto handed = spool->submit(std::move(intake));
  if (!handed) answer_later(context, handed.error(), respond);
}

}  // namespace dispatcher
