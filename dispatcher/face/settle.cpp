#include "dispatcher/face/settle.hpp"

#include <simdjson.h>

#include <array>
#include <optional>
#include <string_view>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_ask.hpp"
#include "net/runtime.hpp"

namespace dispatcher {
namespace {

/// When a message that `show` tells of was accepted; nothing: it is not in doubt, or it does not
/// say.
std::optional<WallTime> accepted_if_in_doubt(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element body;
  bool in_doubt = false;
  std::string_view accepted;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS ||
      body["in_doubt"].get(in_doubt) != simdjson::SUCCESS || !in_doubt ||
      body["accepted_at"].get(accepted) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const auto time = parse_rfc3339(accepted);
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

std::string age_text(std::chrono::microseconds age) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array units = {Unit{86'400, " d"}, Unit{3'600, " h"}, Unit{60, " min"},
                                Unit{1, " s"}};
  auto left = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  std::string text;
  int parts_count = 0;
  for (const auto& unit : units) {
    const auto count = left / unit.seconds;
    if (count > 0) {
      text.append(text.empty() ? "" : " ").append(std::to_string(count)).append(unit.name);
      left -= count * unit.seconds;
    }
    if (!text.empty() && ++parts_count == 2) break;
  }
  return text.empty() ? "0 s" : text;
}

ExitCode run_settle(const SettleCommand& command, Console& console,
                    const std::function<WallTime()>& now) {
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  const auto path = "/v1/messages/" + command.id;
  if (command.as != "sent") {
    const auto shown = daemon->ask({"GET", path, ""});
    if (!shown) return exit_try_later;
    if (shown->status != http_status::ok) return daemon->print(*shown, command.json);
    if (const auto accepted = accepted_if_in_doubt(shown->body)) {
      console.err << command.id << " will now be sent, " << age_text(now() - *accepted)
                  << " after it was accepted\n";
    }
  }
  const auto settled = daemon->ask({"POST", path + "/settle?as=" + command.as, command.reason});
  return settled ? daemon->print(*settled, command.json) : exit_try_later;
}

ExitCode run_settle(const SettleCommand& command, Console& console) {
  net::Runtime runtime(0);
  return run_settle(command, console, [&runtime] { return runtime.wall_now(); });
}

}  // namespace dispatcher
