#include "dispatcher/face/status.hpp"

#include "dispatcher/face/control_ask.hpp"
#include "dispatcher/face/json_table.hpp"
#include "dispatcher/face/show_table.hpp"

namespace dispatcher {
namespace {

template <class Command>
ExitCode ask_once(const Command& command, Console& console, const net::LocalRequest& request,
                  std::string (*table)(std::string_view) = table_of_json) {
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  const auto response = daemon->ask(request);
  return response ? daemon->print(*response, command.json, table) : exit_try_later;
}

std::string hold_path(const HoldTarget& what) {
  if (!what.id.empty()) return "/v1/messages/" + what.id + "/hold";
  if (!what.account.empty()) return "/v1/accounts/" + what.account + "/hold";
  return "/v1/services/" + what.service + "/hold";
}

}  // namespace

ExitCode run_status(const StatusCommand& command, Console& console) {
  return ask_once(command, console, {"GET", "/v1/status", ""});
}

ExitCode run_show(const ShowCommand& command, Console& console) {
  return ask_once(command, console, {"GET", "/v1/messages/" + command.id, ""}, show_table);
}

ExitCode run_hold(const HoldCommand& command, Console& console) {
  return ask_once(command, console, {"PUT", hold_path(command.what), command.reason});
}

ExitCode run_release(const ReleaseCommand& command, Console& console) {
  return ask_once(command, console, {"DELETE", hold_path(command.what), ""});
}

}  // namespace dispatcher
