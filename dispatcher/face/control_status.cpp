#include "dispatcher/face/control_status.hpp"

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

void append_lanes(std::string& text, const HeldLanes& held) {
  append_key(text, "held_lanes");
  text.push_back('[');
  for (const HeldLane& lane : held.shown) {
    if (text.back() != '[') text.push_back(',');
    JsonLine json(text);
    json.field("service", lane.service);
    json.field("reason", lane.reason);
    append_field(text, "by_operator", lane.by_operator);
    json.close();
  }
  text.push_back(']');
}

}  // namespace

std::string status_json(const DaemonStatus& status, const HeldLanes& held) {
  std::string text;
  JsonLine json(text);
  json.field("state", name_of(status.state));
  json.field("uptime_s", static_cast<std::uint64_t>(status.uptime.count()));
  json.field("backlog", status.levels.open_count);
  json.field("held", status.levels.held_count);
  json.field("due", status.levels.due_count);
  json.field("in_doubt", status.levels.in_doubt_count);
  json.field("dead_letters", status.levels.dead_count);
  json.field("in_flight", status.in_flight);
  json.field("armed", status.armed);
  json.field("loaded", status.loaded);
  json.field("sent", status.sent);
  json.field("rejected", status.rejected);
  json.field("expired", status.expired);
  json.field("cancelled", status.cancelled);
  json.field("dead", status.dead);
  json.field("ambiguous", status.ambiguous);
  json.field("reconciled", status.reconciled);
  json.field("reconciling", status.reconciling);
  json.field("attempts", status.attempts);
  json.field("answers_429", status.answers_429);
  json.field("infeasible", status.infeasible);
  json.field("resends_after_doubt", status.resends_after_doubt);
  json.field("duplicates_confirmed", status.duplicates_confirmed);
  append_field(text, "sent_per_second", status.sent_per_second);
  append_field(text, "attempts_per_second", status.attempts_per_second);
  json.field("connections_opened", status.connections_opened);
  json.field("handshakes_resumed", status.handshakes_resumed);
  json.field("connects_failed", status.connects_failed);
  append_field(text, "out_of_space", status.levels.out_of_space);
  append_field(text, "below_reserve", status.levels.below_reserve);
  json.field("free_bytes", status.levels.free_bytes);
  json.field("held_lanes_count", held.count);
  append_lanes(text, held);
  json.close();
  return text;
}

void answer_status(ControlContext& context, net::LocalRespond respond) {
  context.daemon.held_lanes([&context, respond = std::move(respond)](const HeldLanes& held) {
    respond(answer(http_status::ok, status_json(context.daemon.status(), held)));
  });
}

}  // namespace dispatcher
