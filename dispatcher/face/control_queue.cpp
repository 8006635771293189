#include "dispatcher/face/control_queue.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

using Table = queue::ListLanes::Table;
using Row = queue::ListLanes::Row;

std::uint64_t seconds_since(WallTime then, WallTime now) {
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - then).count();
  return passed > 0 ? static_cast<std::uint64_t>(passed) : 0;  // the wall clock may step back
}

void append_counts(std::string& text, JsonLine& json, const Row& row) {
  json.field("open", open_count_of(row));
  json.field("open_urgent", row.open_counts[0]);
  json.field("open_normal", row.open_counts[1]);
  json.field("open_bulk", row.open_counts[2]);
  append_key(text, "age_counts");
  text.push_back('[');
  for (const std::uint64_t count : row.age_counts) {
    if (text.back() != '[') text.push_back(',');
    text.append(std::to_string(count));
  }
  text.push_back(']');
}

void append_waits(std::string& text, const Why& why) {
  append_key(text, "waits");
  JsonLine json(text);
  json.field("cause", name_of(why.cause));
  if (why.until) json.field("until", *why.until);
  json.field_if("detail", why.detail);
  json.close();
}

void append_view(std::string& text, JsonLine& json, const LaneView& view, WallTime now) {
  json.field_if("account", view.account);
  append_field(text, "limit_configured_per_second", view.limit.configured_per_second());
  append_field(text, "limit_per_second", view.limit.enforced_per_second());
  json.field("slots_bound", std::uint64_t{view.slots_bound_count});
  json.field("answers_lately", view.lately.answers_count);
  json.field("answers_429_lately", view.lately.answers_429_count);
  append_field(text, "percent_429", 100 * view.lately.share_429());
  append_field(text, "sent_per_second", view.lately.sent_per_second());
  if (view.why) append_waits(text, *view.why);
  if (!view.oldest) return;
  append_key(text, "oldest_sendable");
  JsonLine oldest(text);
  oldest.field("id", view.oldest->id);
  oldest.field("accepted_at", view.oldest->accepted_at);
  oldest.field("age_s", seconds_since(view.oldest->accepted_at, now));
  oldest.close();
}

void append_lane(std::string& text, const Row& row, const LaneView* view, WallTime now) {
  JsonLine json(text);
  json.field("service", row.lane_name);
  append_counts(text, json, row);
  json.field("oldest_accepted_at", row.oldest_accepted_at);
  if (view != nullptr) {
    append_view(text, json, *view, now);
    const auto drain = drain_seconds(open_count_of(row), *view);
    if (drain) append_field(text, "drain_s", *drain);
  }
  json.close();
}

std::vector<std::string> services_of(const Table& table) {
  std::vector<std::string> services;
  services.reserve(table.rows.size());
  for (const Row& row : table.rows) services.push_back(row.lane_name);
  return services;
}

}  // namespace

std::uint64_t open_count_of(const Row& row) {
  return std::accumulate(row.open_counts.begin(), row.open_counts.end(), std::uint64_t{0});
}

std::optional<double> drain_seconds(std::uint64_t open_count, const LaneView& view) {
  if (view.why && stops_lane(view.why->cause)) return std::nullopt;
  const double limit = view.limit.enforced_per_second();
  double rate = view.lately.sent_count > 0 ? view.lately.sent_per_second() : limit;
  if (limit > 0) rate = std::min(rate, limit);  // a burst is over soon
  if (rate <= 0) return std::nullopt;
  return static_cast<double>(open_count) / rate;
}

std::string queue_json(const Table& table, const LaneViews& views, std::uint64_t open_count,
                       WallTime now) {
  std::unordered_map<std::string_view, const LaneView*> by_service;
  for (const LaneView& view : views) by_service.emplace(view.service, &view);
  std::string text;
  JsonLine json(text);
  json.field("at", now);
  append_field(text, "complete", table.complete);
  json.field("open", open_count);
  json.field("lanes_count", table.lanes_count);
  append_key(text, "lanes");
  text.push_back('[');
  for (const Row& row : table.rows) {
    if (text.back() != '[') text.push_back(',');
    const auto view = by_service.find(row.lane_name);
    append_lane(text, row, view == by_service.end() ? nullptr : view->second, now);
  }
  text.push_back(']');
  json.close();
  return text;
}

void answer_queue(ControlContext& context, const net::LocalRespond& respond) {
  using Found = queue::Result<Table>;
  const auto use = [&context, respond](const Found& listed) {
    if (!listed) return respond(answer_unavailable(listed.error()));
    context.daemon.lanes(
        services_of(*listed), [&context, respond, table = *listed](const LaneViews& views) {
          respond(answer(http_status::ok,
                         queue_json(table, views, context.daemon.status().levels.open_count,
                                    context.runtime.wall_now())));
        });
  };
  queue::ListLanes asked;
  asked.rows_max = queue_rows_max;
  asked.done = answered_on<Found>(context.runtime, use);
  ask_spool(context, std::move(asked), respond);
}

}  // namespace dispatcher
