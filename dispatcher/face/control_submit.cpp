#include "dispatcher/face/control_submit.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <memory>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_deadlines.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

/// Some 5 us each: the daemon's thread is back at the others after a few milliseconds.
constexpr std::size_t slice_count_max = 500;

using Accepted = queue::Result<std::vector<queue::Acceptance>>;

bool parse_line_number(std::string_view text, std::uint64_t& number) {
  if (text.empty()) return true;  // the default stays
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end && number > 0;
}

/// One request from its body to its answer. Kept alive by whatever it waits for.
class SubmitRequest : public std::enable_shared_from_this<SubmitRequest> {
 public:
  SubmitRequest(ControlContext& context, std::string batch, std::string body,
                net::LocalRespond respond, std::uint64_t first_line)
      : context_(context),
        messages_(std::move(batch), context.services),
        body_(std::move(body)),
        rest_(body_),
        respond_(std::move(respond)),
        line_(first_line) {
    ++context_.submits_count;
  }

  /// Reads a slice, and goes on by itself.
  void step() {
    const auto now = context_.runtime.wall_now();
    for (std::size_t i = 0; i < slice_count_max && !rest_.empty(); ++i) {
      if (lines_count_++ == queue::intake_submissions_max) return too_many();
      read_line(now);
    }
    if (rest_.empty()) return hand_in(now);
    post_to(context_.runtime, [self = shared_from_this()] { self->step(); });
  }

 private:
  void read_line(WallTime now) {
    const auto raw = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(raw.size() + 1, rest_.size()));
    const InputLine line{line_++, line_text(raw, line_bytes_max)};
    const auto message = messages_.read(line, now);
    if (message) {
      deadlines_.add(*message, now);
      intake_.submissions.push_back(to_spool(*message, context_.digester));
      lines_.push_back(line.number);
    } else {
      refused_.push_back({line.number, message.error(), messages_.id_was_missing()});
      ++invalid_count_;
    }
  }

  void end(net::LocalResponse response) {
    --context_.submits_count;
    context_.intake.invalid += invalid_count_;
    if (response.retry_after_s > 0) ++context_.intake.requests_refused;
    respond_(std::move(response));
  }

  void too_many() {
    end(answer_error(http_status::content_too_large, "more than 10000 lines in one request",
                     "send fewer lines at once"));
  }

  void hand_in(WallTime now) {
    if (lines_.empty()) return end(answer(http_status::ok, submit_json({}, refused_)));
    auto* spool = context_.daemon.spool();
    if (spool == nullptr || context_.daemon.status().state == DaemonState::draining) {
      return end(answer_unavailable(Unavailable::draining));
    }
    intake_.accepted_at = now;
    intake_.done = answered_on<Accepted>(
        context_.runtime,
        [self = shared_from_this()](const Accepted& result) { self->answer_with(result); });
    const auto handed = spool->submit(std::exchange(intake_, {}));
    if (!handed) end(answer_unavailable(handed.error()));
  }

  void answer_with(const Accepted& result) {
    if (!result) return end(answer_unavailable(result.error()));
    assert(result->size() == lines_.size());
    IntakeCounts counts;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      counts.add((*result)[i]);
      context_.intake.lines.add((*result)[i]);
      if ((*result)[i] == queue::Acceptance::conflict) {
        refused_.push_back({lines_[i], conflict_error(), false});
      }
    }
    std::ranges::sort(refused_, {}, &RefusedLine::line);
    end(answer(http_status::ok, submit_json(counts, refused_)));
    deadlines_.keep_accepted(*result);
    judge_deadlines(context_, std::move(deadlines_));
  }

  ControlContext& context_;
  SubmitMessages messages_;
  const std::string body_;
  std::string_view rest_;  // of the body, not read yet
  net::LocalRespond respond_;
  std::uint64_t line_;
  std::size_t lines_count_ = 0;
  std::uint64_t invalid_count_ = 0;
  queue::Intake intake_;
  IntakeDeadlines deadlines_;         // of what is in it
  std::vector<std::uint64_t> lines_;  // of what is in the intake
  std::vector<RefusedLine> refused_;
};

}  // namespace

std::string submit_json(const IntakeCounts& counts, const std::vector<RefusedLine>& refused) {
  std::string text;
  JsonLine json(text);
  json.field("accepted", counts.accepted);
  json.field("duplicate", counts.duplicate);
  append_key(text, "refused");
  text.push_back('[');
  for (const auto& row : refused) {
    if (text.back() != '[') text.push_back(',');
    JsonLine entry(text);
    entry.field("line", row.line);
    entry.field("field", row.error.field);
    entry.field("problem", row.error.sentence);
    entry.field_if("remedy", row.error.remedy);
    if (row.id_missing) append_field(text, "id_missing", true);
    entry.close();
  }
  text.push_back(']');
  json.close();
  return text;
}

void answer_submit(ControlContext& context, const ControlTarget& target, std::string body,
                   net::LocalRespond respond) {
  const auto batch = target.value("batch");
  const auto complaint = target.query.contains("batch") ? batch_name_complaint(batch) : "";
  if (!complaint.empty()) {
    return respond(answer_error(http_status::bad_request, complaint, "correct the name"));
  }
  std::uint64_t first_line = 1;
  if (!parse_line_number(target.value("first_line"), first_line)) {
    return respond(answer_error(http_status::bad_request, "first_line is no line number",
                                "lines are counted from 1"));
  }
  if (body.empty()) {
    return respond(answer_error(http_status::bad_request, "the body is empty",
                                "send submissions, one JSON object a line"));
  }
  if (context.submits_count >= control_submits_max) {
    ++context.intake.requests_refused;
    return respond(answer_unavailable(Unavailable::busy));
  }
  std::make_shared<SubmitRequest>(context, std::string(batch), std::move(body), std::move(respond),
                                  first_line)
      ->step();
}

}  // namespace dispatcher
