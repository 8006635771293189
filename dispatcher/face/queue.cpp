#include "dispatcher/face/queue.hpp"

#include "dispatcher/face/control_ask.hpp"
#include "dispatcher/face/control_queue.hpp"
#include "dispatcher/face/queue_table.hpp"

namespace dispatcher {
namespace {

constexpr std::chrono::seconds watch_interval{2};
/// To the first place of the screen, and nothing of what stood there stays (ECMA-48: CUP, ED).
constexpr auto clear_screen = "\x1b[H\x1b[J";

std::string shown_table(std::string_view json) { return queue_table(json, queue_shown_max); }
std::string whole_table(std::string_view json) { return queue_table(json, queue_rows_max); }

}  // namespace

ExitCode run_queue(const QueueCommand& command, Console& console, const CommandWorld& world) {
  if (command.watch && !console.out_is_terminal) {
    console.err << "--watch draws on a terminal, and standard output is none: leave it out, or use "
                   "--json\n";
    return exit_usage;
  }
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  daemon->stop_when(world.wait);
  do {
    const auto response = daemon->ask({"GET", "/v1/queue", ""});
    if (!response) return exit_try_later;
    if (command.watch) console.out << clear_screen;
    exit_code = daemon->print(*response, command.json, command.all ? whole_table : shown_table);
  } while (command.watch && exit_code == exit_done && console.out && !world.wait(watch_interval));
  return exit_code;
}

ExitCode run_queue(const QueueCommand& command, Console& console) {
  return in_this_world(
      [&](const CommandWorld& world) { return run_queue(command, console, world); });
}

}  // namespace dispatcher
