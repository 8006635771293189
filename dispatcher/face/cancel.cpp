#include "dispatcher/face/cancel.hpp"

#include <simdjson.h>

#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_ask.hpp"
#include "dispatcher/face/control_json.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

std::string json_of(const CancelCounts& counts) {
  std::string text;
  JsonLine json(text);
  json.field("cancelled", counts.cancelled);
  json.field("ended", counts.ended);
  json.field("too_late", counts.too_late);
  json.field("in_doubt", counts.in_doubt);
  append_key(text, "not_cancelled");
  text.push_back('[');
  for (const auto& row : counts.not_cancelled) {
    if (text.back() != '[') text.push_back(',');
    JsonLine entry(text);
    entry.field("id", row.id);
    entry.field("result", row.result);
    entry.close();
  }
  text.push_back(']');
  json.close();
  return text;
}

std::string_view words_of(std::string_view result) {
  if (result == "too_late") return "too late: it is being sent";
  if (result == "in_doubt") return "in doubt: it may have been sent already";
  return result;
}

ExitCode cancel_one(ControlAsk& daemon, const CancelCommand& command) {
  const auto response = daemon.ask({"DELETE", "/v1/messages/" + command.id, ""});
  return response ? daemon.print(*response, command.json) : exit_try_later;
}

/// On a terminal.
void show(ProgressPrinter& progress, const CancelCounts& counts, WallTime now) {
  ProgressView view;
  view.label = "cancelling";
  view.done = counts.cancelled;
  view.unit = "messages";
  progress.update(std::move(view), ProgressPrinter::TimePoint(now.time_since_epoch()));
}

/// Tells what could not be cancelled as it comes, and how much there was of everything at the end.
ExitCode cancel_pages(ControlAsk& daemon, const CancelCommand& command, Console& console,
                      const CommandWorld& world) {
  const auto target = "/v1/messages?" + (command.service.empty() ? "batch=" + command.batch
                                                                 : "service=" + command.service);
  CancelCounts all;
  ExitCode failed = exit_done;
  ProgressPrinter progress(console.err, console.progress);
  bool stopped = false;
  do {
    const auto after = all.next.empty() ? "" : "&after=" + all.next;
    const auto response = daemon.ask({"DELETE", target + after, ""});
    auto page = response ? parse_cancel_page(response->body) : std::nullopt;
    if (!response) {
      failed = exit_try_later;
    } else if (response->status != http_status::ok) {
      failed = daemon.print(*response, command.json);
    } else if (!page) {
      console.err << "the dispatcher's answer is not understood; is it of this version?\n";
      failed = exit_software;
    }
    if (failed != exit_done) break;
    all.add(*std::move(page));
    if (console.progress.terminal) show(progress, all, world.now());
    stopped = !all.next.empty() && world.wait({});
  } while (!all.next.empty() && !stopped);
  progress.clear();
  if (stopped) console.err << "stopped: what is behind these stays as it is\n";

  if (command.json) {
    console.out << json_of(all) << '\n';
  } else {
    for (const auto& row : all.not_cancelled) {
      console.err << row.id << ": " << words_of(row.result) << '\n';
    }
    console.out << "cancelled " << all.cancelled << ", ended " << all.ended << ", too late "
                << all.too_late << ", in doubt " << all.in_doubt << '\n';
  }
  console.out.flush();
  if (failed != exit_done) return failed;
  return !stopped && all.too_late + all.in_doubt == 0 ? exit_done : exit_not_all;
}

}  // namespace

void CancelCounts::add(CancelCounts page) {
  cancelled += page.cancelled;
  ended += page.ended;
  too_late += page.too_late;
  in_doubt += page.in_doubt;
  for (auto& row : page.not_cancelled) {
    if (not_cancelled.size() < shown_max) not_cancelled.push_back(std::move(row));
  }
  next = std::move(page.next);
}

std::optional<CancelCounts> parse_cancel_page(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element body;
  simdjson::dom::array rows;
  std::string_view next;
  CancelCounts counts;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS ||
      body["cancelled"].get(counts.cancelled) != simdjson::SUCCESS ||
      body["ended"].get(counts.ended) != simdjson::SUCCESS ||
      body["too_late"].get(counts.too_late) != simdjson::SUCCESS ||
      body["in_doubt"].get(counts.in_doubt) != simdjson::SUCCESS ||
      body["not_cancelled"].get(rows) != simdjson::SUCCESS ||
      body["next"].get(next) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  counts.next = next;
  for (const auto row : rows) {
    std::string_view id;
    std::string_view result;
    if (row["id"].get(id) != simdjson::SUCCESS || row["result"].get(result) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    counts.not_cancelled.push_back({std::string(id), std::string(result)});
  }
  return counts;
}

ExitCode run_cancel(const CancelCommand& command, Console& console, const CommandWorld& world) {
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  daemon->stop_when(world.wait);
  if (!command.id.empty()) return cancel_one(*daemon, command);
  return cancel_pages(*daemon, command, console, world);
}

ExitCode run_cancel(const CancelCommand& command, Console& console) {
  return in_this_world(
      [&](const CommandWorld& world) { return run_cancel(command, console, world); });
}

}  // namespace dispatcher
