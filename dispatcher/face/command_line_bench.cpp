#include "dispatcher/face/command_line_bench.hpp"

#include <CLI/CLI.hpp>

#include "dispatcher/face/bench.hpp"
#include "dispatcher/face/dead_filter.hpp"

namespace dispatcher {
namespace {

std::string complaint_about_participant(const std::string& text) {
  return bench_participant_of(text)
             ? ""
             : "write Session and Participant: KC and 32 hexadecimal digits, /, KP and 32";
}

}  // namespace

void describe(CLI::App& app, BenchCommand& command) {
  app.add_option("--config", command.config, "Configuration file")->capture_default_str();
  app.add_flag("--json", command.json, "Write JSON to standard output");
  app.add_option("--service", command.service, "SID of the Service")
      ->required()
      ->type_name("KS..")
      ->check(complaint_about_service);
  app.add_option("--to", command.to, "Participants that get messages, in turn")
      ->required()
      ->type_name("KC../KP..")
      ->check(complaint_about_participant);
  app.add_option("--messages", command.messages, "How many")
      ->required()
      ->check(CLI::Range(std::uint64_t{1}, bench_messages_max));
  app.add_option("--rate", command.rate, "When each is due: so many a second, minute or hour")
      ->required()
      ->type_name("30/s")
      ->check([](const std::string& text) {
        return parse_pace(text) ? "" : "write 30/s, 30/m or 100/h, the number from 1 to 10000";
      });
}

}  // namespace dispatcher
