#include "dispatcher/face/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "dispatcher/face/command_line_bench.hpp"
#include "dispatcher/face/command_line_dead.hpp"
#include "dispatcher/face/command_line_purge.hpp"
#include "dispatcher/face/control_lanes.hpp"
#include "dispatcher/face/submit_messages.hpp"

namespace dispatcher {
namespace {

std::string complaint_about_batch(const std::string& name) { return batch_name_complaint(name); }

std::string complaint_about_id(const std::string& id) {
  if (is_message_id(id)) return {};
  return "an id has 1 to 128 characters: letters, digits and . _ : @ -";
}

std::string complaint_about_reason(const std::string& reason) {
  return std::string(hold_reason_complaint(reason));
}

std::string complaint_about_account(const std::string& name) {
  const bool is_name = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  return is_name ? "" : "an account is named by letters, digits, '-' and '_'";
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
                    ->check(complaint_about_batch);
  app.add_flag("--new-ids", command.new_ids,
               "Give line n without id the id NAME:n, with a NAME that is made for this run")
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

void describe(CLI::App& app, StatusCommand& command) { add_common(app, command); }

void describe(CLI::App& app, QueueCommand& command) {
  app.add_option("--config", command.config, "Configuration file")->capture_default_str();
  auto* json = app.add_flag("--json", command.json, "Write JSON to standard output");
  app.add_flag("--watch", command.watch, "Draw it anew every two seconds until interrupted")
      ->excludes(json);
  app.add_flag("--all", command.all, "Show the largest 1000 lanes, not only 20");
}

void describe(CLI::App& app, ShowCommand& command) {
  add_common(app, command);
  app.add_option("id", command.id, "Id of the message")->required()->check(complaint_about_id);
}

CLI::Option* add_service(CLI::App& app, std::string& service) {
  return app.add_option("--service", service, "SID of the Service")
      ->type_name("KS..")
      ->check(complaint_about_service);
}

/// One of the three.
void add_hold_target(CLI::App& app, HoldTarget& target) {
  auto* what = app.add_option_group("what", "Of what");
  add_service(*what, target.service);
  what->add_option("--account", target.account, "Name of the account, with all its Services")
      ->type_name("NAME")
      ->check(complaint_about_account);
  what->add_option("--id", target.id, "Id of a message")->check(complaint_about_id);
  what->require_option(1);
}

void describe(CLI::App& app, HoldCommand& command) {
  add_common(app, command);
  add_hold_target(app, command.what);
  app.add_option("--reason", command.reason, "Why, for whoever asks; one line")
      ->check(complaint_about_reason);
}

void describe(CLI::App& app, ReleaseCommand& command) {
  add_common(app, command);
  add_hold_target(app, command.what);
}

void describe(CLI::App& app, SettleCommand& command) {
  add_common(app, command);
  app.add_option("id", command.id, "Id of the message")->required()->check(complaint_about_id);
  app.add_option("--as", command.as, "What became of it; not-sent: it is sent now")
      ->required()
      ->check(CLI::IsMember({"sent", "not-sent"}));
  app.add_option("--reason", command.reason, "How you know; one line")
      ->check(complaint_about_reason);
}

void describe(CLI::App& app, CancelCommand& command) {
  add_common(app, command);
  auto* what = app.add_option_group("what", "What to cancel");
  what->add_option("id", command.id, "Id of a message")->check(complaint_about_id);
  add_service(*what, command.service);
  what->add_option("--batch", command.batch, "What is open of this batch: ids NAME:..")
      ->type_name("NAME")
      ->check(complaint_about_batch);
  what->require_option(1);
}

void describe(CLI::App& app, CheckConfigCommand& command) { add_common(app, command); }

void describe(CLI::App& app, SpoolCommand& command) {
  app.require_subcommand(1);
  auto* check = app.add_subcommand("check", "Read all of it, and tell what is damaged");
  auto* repair = app.add_subcommand("repair", "Make it whole of what can be read");
  add_common(*check, command);
  add_common(*repair, command);
  repair->add_flag("--dry-run", command.dry_run, "Only tell what would be done");
  repair->callback([&command] { command.repair = true; });
}

/// One command, its options, and what came of them.
template <class Described>
struct Subcommand {
  CLI::App* app = nullptr;
  Described command{};

  Subcommand(CLI::App& root, const char* name, const char* purpose)
      : app(root.add_subcommand(name, purpose)) {
    describe(*app, command);
  }
};

PrintAndExit print_of(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  app.exit(error, out, err);
  if (error.get_exit_code() == 0) return {out.str(), exit_done};
  return {err.str(), exit_usage};
}

/// A name that is empty is a variable that was not set: the library lets it through unchecked.
std::string complaint_about_empty(const Subcommand<ShowCommand>& show,
                                  const Subcommand<SettleCommand>& settle,
                                  const Subcommand<CancelCommand>& cancel) {
  const auto& what = cancel.command;
  const bool no_id = (show.app->parsed() && show.command.id.empty()) ||
                     (settle.app->parsed() && settle.command.id.empty());
  if (no_id) return complaint_about_id("") + '\n';
  if (cancel.app->parsed() && what.id.empty() && what.service.empty() && what.batch.empty()) {
    return "cancel: name what to cancel; the name is empty\n";
  }
  return {};
}

/// The one that was given.
template <class First, class... Others>
Command parsed_of(const First& first, const Others&... others) {
  if constexpr (sizeof...(others) > 0) {
    if (!first.app->parsed()) return parsed_of(others...);
  }
  return first.command;
}

}  // namespace

std::string complaint_about_service(const std::string& service) {
  return ServiceSid::parse(service) ? "" : "a Service is KS and 32 hexadecimal digits";
}

Command parse_command_line(int count, const char* const* arguments) {
  CLI::App app("Sends queued messages as fast as the provider allows, each of them once.",
               "dispatcher");
  app.set_version_flag("--version", "dispatcher " DISPATCHER_VERSION);
  app.require_subcommand(1);

  Subcommand<SubmitCommand> submit(app, "submit", "Hand in messages from a file");
  Subcommand<RunCommand> run(app, "run", "Send what is in the spool");
  Subcommand<StatusCommand> status(app, "status", "Show how the running dispatcher stands");
  Subcommand<QueueCommand> queue(app, "queue", "Show where the backlog is, Service by Service");
  Subcommand<ShowCommand> show(app, "show", "Show a message, and why it is not sent yet");
  Subcommand<OutcomesCommand> outcomes(app, "outcomes", "Show what became of messages");
  Subcommand<HoldCommand> hold(app, "hold",
                               "Send nothing more of a Service, an account, a message");
  Subcommand<ReleaseCommand> release(app, "release", "Let what is held go on");
  Subcommand<SettleCommand> settle(app, "settle", "Say what became of a message that is in doubt");
  Subcommand<CancelCommand> cancel(app, "cancel", "Take back messages that are not being sent yet");
  DeadSubcommands dead(app);
  Subcommand<PurgeCommand> purge(app, "purge", "Forget what ended long ago, with its id");
  Subcommand<BenchCommand> bench(app, "bench",
                                 "Measure an account with messages that are really sent");
  Subcommand<CheckConfigCommand> check(app, "check-config", "Check the configuration and show it");
  Subcommand<SpoolCommand> spool(app, "spool", "Check or repair the spool; no daemon has it then");

  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return print_of(app, error);
  }
  // The library checks no empty text; an empty one is a variable that was not set.
  const bool empty_batch = submit.app->count("--batch") > 0 && submit.command.batch.empty();
  if (empty_batch) return PrintAndExit{"--batch: " + batch_name_complaint("") + '\n', exit_usage};
  if (submit.command.strict && submit.command.input == "-") {
    return PrintAndExit{"--strict reads its input twice: give it a file, not standard input\n",
                        exit_usage};
  }
  const auto complaint = complaint_about_empty(show, settle, cancel);
  if (!complaint.empty()) return PrintAndExit{complaint, exit_usage};
  if (dead.parsed()) return dead.command();
  return parsed_of(submit, run, status, queue, show, outcomes, hold, release, settle, cancel, purge,
                   bench, check, spool);
}

}  // namespace dispatcher
