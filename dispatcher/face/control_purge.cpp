#include "dispatcher/face/control_purge.hpp"

#include <optional>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using queue::Forget;

/// Outcomes looked at for one request.
constexpr std::uint32_t purge_page_count_max = 1000;
static_assert(purge_page_count_max <= queue::intake_submissions_max);

/// Nothing: the client was told why.
std::optional<Forget> read_forget(const ControlTarget& target, WallTime now,
                                  const net::LocalRespond& respond) {
  const auto refused = [&respond](std::string_view error, std::string_view remedy) {
    respond(answer_error(http_status::bad_request, error, remedy));
    return std::nullopt;
  };
  const auto before = parse_rfc3339(target.value("before"));
  if (!before) return refused("before is no time like 2026-11-23T10:00:00Z", "correct the query");
  if (*before > now - outcome_kept_least) {
    return refused(too_young_to_forget, "name a time at least a day ago");
  }
  const auto after = page_begin(target);
  if (!after) return refused("after is no number", "correct the query");
  const auto dry_run = target.value("dry_run");
  if (!dry_run.empty() && dry_run != "true" && dry_run != "false") {
    return refused("dry_run is neither true nor false", "correct the query");
  }
  Forget forget;
  forget.ended_before = *before;
  forget.counts_only = dry_run == "true";
  forget.after = *after;
  forget.count_max = purge_page_count_max;
  return forget;
}

net::LocalResponse answer_of(const Forget::Page& page, bool counts_only) {
  std::string text;
  JsonLine json(text);
  json.field(counts_only ? "matched" : "forgotten", page.count);
  json.field("dead", page.dead_count);
  json.field("next", page.next);
  json.close();
  return answer(http_status::ok, std::move(text));
}

}  // namespace

void answer_purge(ControlContext& context, const ControlTarget& target,
                  const net::LocalRespond& respond) {
  auto forget = read_forget(target, context.runtime.wall_now(), respond);
  if (!forget) return;
  using Forgotten = queue::Result<Forget::Page>;
  forget->done = answered_on<Forgotten>(
      context.runtime, [respond, counts_only = forget->counts_only](const Forgotten& page) {
        respond(page ? answer_of(*page, counts_only) : answer_unavailable(page.error()));
      });
  ask_spool(context, std::move(*forget), respond);
}

}  // namespace dispatcher
