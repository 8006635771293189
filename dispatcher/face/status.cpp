#include "dispatcher/face/status.hpp"

#include "dispatcher/face/control_ask.hpp"

namespace dispatcher {
namespace {

template <class Command>
ExitCode ask_once(const Command& command, Console& console, const net::LocalRequest& request) {
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  const auto response = daemon->ask(request);
  return response ? daemon->print(*response, command.json) : exit_try_later;
}

}  // namespace

ExitCode run_status(const StatusCommand& command, Console& console) {
  return ask_once(command, console, {"GET", "/v1/status", ""});
}

ExitCode run_show(const ShowCommand& command, Console& console) {
  return ask_once(command, console, {"GET", "/v1/messages/" + command.id, ""});
}

ExitCode run_hold(const HoldCommand& command, Console& console) {
  return ask_once(command, console,
                  {"PUT", "/v1/services/" + command.service + "/hold", command.reason});
}

ExitCode run_release(const ReleaseCommand& command, Console& console) {
  return ask_once(command, console, {"DELETE", "/v1/services/" + command.service + "/hold", ""});
}

}  // namespace dispatcher
