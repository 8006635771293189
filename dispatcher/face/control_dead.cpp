#include "dispatcher/face/control_dead.hpp"

#include <map>
#include <optional>
#include <tuple>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/dead_filter.hpp"
#include "dispatcher/face/dead_text.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using queue::ChangeDead;
using queue::ListDead;

static_assert(dead_page_count_max <= queue::intake_submissions_max);

void refuse(const net::LocalRespond& respond, std::string_view complaint) {
  respond(answer_error(http_status::bad_request, complaint, "correct the query"));
}

DeadPage page_of(ListDead::Page&& listed, const DeadFilter& filter) {
  DeadPage page;
  page.next = listed.next;
  for (auto& row : listed.rows) {
    const auto outcome = decode_outcome(row.outcome);
    if (!outcome) {
      ++page.unreadable_count;
    } else if (matches(filter, row.lane_name, *outcome)) {
      page.letters.push_back({std::move(row), *outcome});
    }
  }
  return page;
}

/// Reads what the query means and hands that page to `use`, on the daemon's thread, unless the
/// client is told why not.
template <class Use>
void with_page(ControlContext& context, const ControlTarget& target,
               const net::LocalRespond& respond, Use use) {
  std::string complaint;
  const auto filter = read_dead_filter(target, complaint);
  const auto after = page_begin(target);
  ListDead request;
  request.after = after.value_or(0);
  request.count_max = dead_page_count_max;
  if (filter && !after) complaint = "after is no number";
  if (!complaint.empty()) return refuse(respond, complaint);
  using Listed = queue::Result<ListDead::Page>;
  request.done = answered_on<Listed>(
      context.runtime, [filter = *filter, respond, use = std::move(use)](Listed& listed) {
        if (!listed) return respond(answer_unavailable(listed.error()));
        use(page_of(std::move(*listed), filter));
      });
  ask_spool(context, std::move(request), respond);
}

void append_letter(std::string& text, const DeadPage::Letter& letter) {
  const auto& outcome = letter.outcome;
  JsonLine json(text);
  json.field("sequence", letter.row.outcome_sequence);
  json.field("id", letter.row.id);
  json.field("service", letter.row.lane_name);
  json.field("outcome", name_of(outcome.kind));
  json.field("ended_at", outcome.answered_at);
  json.field_if("accepted_at", outcome.accepted_at);
  json.field("attempts", std::uint64_t{outcome.attempts});
  json.field_if("resends_after_doubt", std::uint64_t{outcome.resends_after_doubt});
  json.field_if("status", std::uint64_t{outcome.status});
  json.field_if("code", std::uint64_t{outcome.code});
  json.field_if("request_id", outcome.request_id.view());
  json.field("text", dead_text(outcome));
  json.close();
}

void append_end(JsonLine& json, const DeadPage& page) {
  json.field("unreadable", page.unreadable_count);
  json.field("next", page.next);
}

/// What becomes of a page once it was changed, or nothing was there to change.
struct Change {
  std::string_view done_name;  ///< "retried"
  std::uint64_t matched_count = 0;
  std::uint64_t unreadable_count = 0;
  std::uint64_t next = 0;
  std::optional<WallTime> next_due;

  net::LocalResponse answer_of(std::uint64_t done_count) const {
    std::string text;
    JsonLine json(text);
    json.field("matched", matched_count);
    json.field(done_name, done_count);
    json.field("unreadable", unreadable_count);
    json.field("next", next);
    if (next_due) json.field("next_due", *next_due);
    json.close();
    return answer(http_status::ok, std::move(text));
  }
};

void change_dead(ControlContext& context, ChangeDead request, const Change& change,
                 const net::LocalRespond& respond) {
  if (request.items.empty()) return respond(change.answer_of(0));
  using Changed = queue::Result<std::uint64_t>;
  request.done = answered_on<Changed>(context.runtime, [change, respond](const Changed& changed) {
    respond(changed ? change.answer_of(*changed) : answer_unavailable(changed.error()));
  });
  ask_spool(context, std::move(request), respond);
}

}  // namespace

std::string dead_list_json(const DeadPage& page) {
  std::string text;
  JsonLine json(text);
  append_key(text, "dead");
  text.push_back('[');
  for (const auto& letter : page.letters) {
    if (text.back() != '[') text.push_back(',');
    append_letter(text, letter);
  }
  text.push_back(']');
  append_end(json, page);
  json.close();
  return text;
}

std::string dead_count_json(const DeadPage& page) {
  std::map<std::tuple<OutcomeKind, std::uint16_t, std::uint32_t>, std::uint64_t> counts;
  for (const auto& [row, outcome] : page.letters) {
    ++counts[{outcome.kind, outcome.status, outcome.code}];
  }
  std::string text;
  JsonLine json(text);
  json.field("matched", page.letters.size());
  append_key(text, "kinds");
  text.push_back('[');
  for (const auto& [kind, count] : counts) {
    const auto& [outcome, status, code] = kind;
    if (text.back() != '[') text.push_back(',');
    JsonLine entry(text);
    entry.field("count", count);
    entry.field("outcome", name_of(outcome));
    entry.field("status", std::uint64_t{status});
    entry.field("code", std::uint64_t{code});
    entry.field("text", dead_text(outcome, status, code));
    entry.close();
  }
  text.push_back(']');
  append_end(json, page);
  json.close();
  return text;
}

void answer_dead_list(ControlContext& context, const ControlTarget& target,
                      const net::LocalRespond& respond) {
  with_page(context, target, respond, [respond](const DeadPage& page) {
    respond(answer(http_status::ok, dead_list_json(page)));
  });
}

void answer_dead_count(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond) {
  with_page(context, target, respond, [respond](const DeadPage& page) {
    respond(answer(http_status::ok, dead_count_json(page)));
  });
}

void answer_dead_retry(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond) {
  const auto pace = parse_pace(target.value("pace"));
  if (!pace) return refuse(respond, "pace is not like 5/s, 30/m or 100/h, the number to 10,000");
  auto due = context.runtime.wall_now();
  if (const auto text = target.value("due"); !text.empty()) {
    const auto read = parse_rfc3339(text);
    if (!read) return refuse(respond, "due is no time like 2026-11-23T10:00:00Z");
    due = *read;
  }
  with_page(context, target, respond, [&context, respond, due, pace](const DeadPage& page) {
    ChangeDead request;
    request.kind = ChangeDead::Kind::revive;
    auto next_due = due;
    for (const auto& letter : page.letters) {
      request.items.push_back({letter.row.outcome_sequence, next_due});
      next_due += *pace;
    }
    const Change change{"retried", page.letters.size(), page.unreadable_count, page.next, next_due};
    change_dead(context, std::move(request), change, respond);
  });
}

void answer_dead_purge(ControlContext& context, const ControlTarget& target,
                       const net::LocalRespond& respond) {
  with_page(context, target, respond, [&context, respond](const DeadPage& page) {
    ChangeDead request;
    request.kind = ChangeDead::Kind::purge;
    for (const auto& letter : page.letters) {
      request.items.push_back({letter.row.outcome_sequence, {}});
    }
    const Change change{"purged", page.letters.size(), page.unreadable_count, page.next, {}};
    change_dead(context, std::move(request), change, respond);
  });
}

}  // namespace dispatcher
