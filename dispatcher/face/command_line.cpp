#include "dispatcher/face/command_line.hpp"

#include <CLI/CLI.hpp>
#include <limits>

#include "dispatcher/message/message.hpp"

namespace dispatcher {
namespace {

/// NAME:line must be an id for every line number.
std::string batch_complaint(const std::string& name) {
  constexpr std::size_t line_digits_max = std::numeric_limits<std::uint64_t>::digits10 + 1;
  if (name.empty() || !is_message_id(name + ":" + std::string(line_digits_max, '9'))) {
    return "the batch name has letters, digits and . _ : @ - and is 1 to " +
           std::to_string(id_bytes_max - line_digits_max - 1) + " characters long";
  }
  return {};
}

template <class Described>
void add_common(CLI::App& app, Described& command) {
  app.add_option("--config", command.config, "Configuration file")->capture_default_str();
  app.add_flag("--json", command.json, "Write JSON to standard output");
}

void describe(CLI::App& app, SubmitCommand& command) {
  add_common(app, command);
  app.add_option("input", command.input,
                 "File of submissions, one JSON object a line; - to read "
                 "standard input")
      ->required()
      ->type_name("PATH|-");
  app.add_flag("--strict", command.strict, "Store nothing if any line is refused");
  auto* batch = app.add_option("--batch", command.batch,
                               "Give line n without id the id NAME:n; a second run adds nothing")
                    ->type_name("NAME")
                    ->check(batch_complaint);
  app.add_flag("--new-ids", command.new_ids, "Give each line without id a new one")
      ->excludes(batch);
}

void describe(CLI::App& app, RunCommand& command) {
  add_common(app, command);
  app.add_flag("--until-empty", command.until_empty,
               "End when nothing is in flight, in doubt or due within a minute");
}

void describe(CLI::App& app, OutcomesCommand& command) {
  add_common(app, command);
  auto* after = app.add_option("--after", command.after, "Show only outcomes behind this sequence")
                    ->type_name("N")
                    ->check(CLI::NonNegativeNumber);
  auto* follow = app.add_flag("--follow", command.follow, "Wait for more until interrupted");
  app.add_flag("--open", command.open, "Show messages that are held or in doubt instead")
      ->excludes(after)
      ->excludes(follow);
}

void describe(CLI::App& app, CheckConfigCommand& command) { add_common(app, command); }

PrintAndExit print_of(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  app.exit(error, out, err);
  if (error.get_exit_code() == 0) return {out.str(), exit_done};
  return {err.str(), exit_usage};
}

}  // namespace

Command parse_command_line(int count, const char* const* arguments) {
  CLI::App app("Sends queued messages as fast as the provider allows, each of them once.",
               "dispatcher");
  app.set_version_flag("--version", "dispatcher " DISPATCHER_VERSION);
  app.require_subcommand(1);

  SubmitCommand submit;
  RunCommand run;
  OutcomesCommand outcomes;
  CheckConfigCommand check_config;
  auto* submit_app = app.add_subcommand("submit", "Take messages from a file into the spool");
  auto* run_app = app.add_subcommand("run", "Send what is in the spool");
  auto* outcomes_app = app.add_subcommand("outcomes", "Show what became of messages");
  auto* check_app = app.add_subcommand("check-config", "Check the configuration and show it");
  describe(*submit_app, submit);
  describe(*run_app, run);
  describe(*outcomes_app, outcomes);
  describe(*check_app, check_config);

  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return print_of(app, error);
  }
  // The library checks no empty text; an empty NAME is a variable that was not set.
  if (submit_app->count("--batch") > 0 && submit.batch.empty()) {
    return PrintAndExit{"--batch: " + batch_complaint("") + '\n', exit_usage};
  }
  if (submit.strict && submit.input == "-") {
    return PrintAndExit{"--strict reads its input twice: give it a file, not standard input\n",
                        exit_usage};
  }
  if (submit_app->parsed()) return submit;
  if (run_app->parsed()) return run;
  if (outcomes_app->parsed()) return outcomes;
  return check_config;
}

}  // namespace dispatcher
