#include "dispatcher/face/control_show.hpp"

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/dead_text.hpp"
#include "dispatcher/face/why_text.hpp"
#include "dispatcher/message/history.hpp"
#include "dispatcher/message/json_line.hpp"
#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"

namespace dispatcher {
namespace {

using Standing = queue::MessageView::Standing;
using Found = queue::Result<std::optional<queue::MessageView>>;

std::string_view state_of(const queue::MessageView& view, const Why& why) {
  switch (view.standing) {
    case Standing::waiting:
      if (why.cause == WaitCause::in_flight || why.cause == WaitCause::armed) {
        return name_of(why.cause);
      }
      return "waiting";
    case Standing::due:
      return "due";
    case Standing::held:
      return "held";
    case Standing::settled:
      break;
  }
  return "settled";
}

std::string_view name_of(Priority priority) {
  switch (priority) {
    case Priority::urgent:
      return "urgent";
    case Priority::normal:
      return "normal";
    case Priority::bulk:
      break;
  }
  return "bulk";
}

StoredFields stored_fields(const queue::StoredMessage& stored) {
  return {stored.id, static_cast<Priority>(stored.key.priority), stored.not_before};
}

void append_addressee(JsonLine& json, const Message& message) {
  json.field("session", message.session.text());
  json.field("participant", message.participant.text());
  json.field("priority", name_of(message.priority));
}

void append_message(JsonLine& json, const queue::StoredMessage& stored, const Message& message) {
  append_addressee(json, message);
  json.field("accepted_at", stored.accepted_at);
  json.field_if("not_before", message.not_before);
  if (message.expires_at) json.field("expires_at", *message.expires_at);
}

void append_progress(JsonLine& json, const Progress& progress) {
  json.field("attempts", std::uint64_t{progress.attempts});
  json.field_if("resends_after_doubt", std::uint64_t{progress.resends_after_doubt});
  if (progress.reason != WaitReason::armed) json.field("last_result", name_of(progress.reason));
  json.field_if("status", std::uint64_t{progress.status});
  json.field_if("code", std::uint64_t{progress.code});
  json.field_if("request_id", progress.request_id.view());
  json.field_if("first_written_at", progress.first_write_at);
  json.field_if("written_at", progress.last_write_at);
}

void append_why(std::string& text, const Why& why) {
  append_key(text, "why");
  JsonLine json(text);
  json.field("cause", name_of(why.cause));
  if (why.until) json.field("until", *why.until);
  json.field_if("behind", why.behind_id);
  json.field_if("ahead", why.ahead_count);
  json.field_if("detail", why.detail);
  json.field("text", text_of(why));
  json.close();
}

/// Oldest first. One that cannot be read says when it was, at least.
void append_history(std::string& text, const std::vector<queue::HistoryNote>& notes) {
  if (notes.empty()) return;
  append_key(text, "history");
  text.push_back('[');
  for (const auto& note : notes) {
    if (text.back() != '[') text.push_back(',');
    if (const auto entry = decode_history(note.bytes)) {
      append_json(text, note.at, *entry);
    } else {
      JsonLine json(text);
      json.field("at", note.at);
      json.field("event", std::string_view("unreadable"));
      json.close();
    }
  }
  text.push_back(']');
}

std::string settled_json(const queue::MessageView& view) {
  const auto outcome = decode_outcome(view.outcome);
  if (!outcome) return {};
  std::string text;
  JsonLine json(text);
  json.field("id", view.message.id);
  json.field("service", view.lane_name);
  json.field("state", std::string_view("settled"));
  append_key(text, "outcome");
  append_json(text, view.outcome_sequence, view.message.id, *outcome);
  if (view.dead) {
    const auto message = decode_payload(view.message.payload, stored_fields(view.message));
    if (!message) return {};
    append_addressee(json, *message);
    if (message->expires_at) json.field("expires_at", *message->expires_at);
  }
  append_field(text, "dead_letter", view.dead);
  if (may_be_dead_letter(outcome->kind)) json.field("text", dead_text(*outcome));
  append_history(text, view.history);
  json.close();
  return text;
}

void respond_with(const net::LocalRespond& respond, const queue::MessageView& view,
                  const Why& why) {
  auto json = show_json(view, why);
  if (!json.empty()) return respond(answer(http_status::ok, std::move(json)));
  respond(answer_error(http_status::server_error, "its record cannot be read by this version",
                       "run the version that wrote it"));
}

/// Names whoever it waits behind, where the daemon knows only its place.
void name_the_one_before(ControlContext& context, const queue::MessageView& view, const Why& why,
                         const net::LocalRespond& respond) {
  auto key = view.message.key;
  key.sequence = why.behind_sequence;
  const auto use = [respond, view, why](const Found& found) {
    Why named = why;
    if (found && *found) named.behind_id = (*found)->message.id;
    respond_with(respond, view, named);
  };
  ask_spool(context, queue::FindKey{key, answered_on<Found>(context.runtime, use)}, respond);
}

void explain(ControlContext& context, const queue::MessageView& view,
             const net::LocalRespond& respond) {
  context.daemon.explain(view, [&context, view, respond](const Why& why) {
    const bool has_no_name = why.cause == WaitCause::order && why.behind_id.empty();
    if (has_no_name && why.behind_sequence > 0) {
      name_the_one_before(context, view, why, respond);
    } else {
      respond_with(respond, view, why);
    }
  });
}

}  // namespace

std::string show_json(const queue::MessageView& view, const Why& why) {
  if (view.standing == Standing::settled) return settled_json(view);
  const auto& stored = view.message;
  const auto message = decode_payload(stored.payload, stored_fields(stored));
  const auto progress = decode_progress(stored.progress);
  if (!message || !progress) return {};
  std::string text;
  JsonLine json(text);
  json.field("id", stored.id);
  json.field("service", view.lane_name);
  json.field("state", state_of(view, why));
  append_field(text, "in_doubt", view.in_doubt);
  append_message(json, stored, *message);
  if (view.standing == Standing::due) json.field("due_at", view.due);
  append_progress(json, *progress);
  append_why(text, why);
  append_history(text, view.history);
  json.close();
  return text;
}

void answer_show(ControlContext& context, std::string_view id, net::LocalRespond respond) {
  const auto use = [&context, respond](const Found& found) {
    if (!found) return respond(answer_unavailable(found.error()));
    if (!*found) {
      return respond(answer_error(http_status::not_found, "no message has this id",
                                  "check the id: capital and small letters differ"));
    }
    if ((*found)->standing == Standing::settled) return respond_with(respond, **found, {});
    explain(context, **found, respond);
  };
  ask_spool(context, queue::FindMessage{std::string(id), answered_on<Found>(context.runtime, use)},
            respond);
}

}  // namespace dispatcher
