#include "dispatcher/face/command_line_dead.hpp"

#include <CLI/CLI.hpp>

#include "dispatcher/face/dead_filter.hpp"
#include "dispatcher/message/message.hpp"

namespace dispatcher {
namespace {

std::string complaint_about_dead_id(const std::string& id) {
  return is_message_id(id) ? "" : "an id has 1 to 128 characters: letters, digits and . _ : @ -";
}

std::string complaint_about_rate(const std::string& text) {
  return parse_pace(text) ? "" : "write 5/s, 30/m or 100/h, the number from 1 to 10000";
}

template <class Described>
void add_config(CLI::App& app, Described& command) {
  app.add_option("--config", command.config, "Configuration file")->capture_default_str();
  app.add_flag("--json", command.json, "Write JSON to standard output");
}

void add_selection(CLI::App& app, DeadSelection& which) {
  app.add_option("--service", which.service, "Only of this Service")
      ->type_name("KS..")
      ->check(complaint_about_service);
  app.add_option("--code", which.code, "Only with this error code of the provider")->type_name("N");
  app.add_option("--reason", which.reason, "Only those that ended so")
      ->check(CLI::IsMember({"rejected", "dead", "expired"}));
  app.add_option("--since", which.since, "Only those that ended since then, or within that age")
      ->type_name("TIME|AGE")
      ->check(complaint_about_since);
}

/// An empty text is a variable that was not set: the library lets it through unchecked, and a
/// filter that is empty would mean everything.
bool has_empty_filter(const CLI::App& app) {
  for (const auto* name : {"--service", "--reason", "--since"}) {
    const auto* option = app.get_option_no_throw(name);
    if (option != nullptr && option->count() > 0 && option->as<std::string>().empty()) return true;
  }
  return false;
}

}  // namespace

struct DeadSubcommands::Parts {
  CLI::App* dead = nullptr;
  CLI::App* list_app = nullptr;
  CLI::App* show_app = nullptr;
  CLI::App* count_app = nullptr;
  CLI::App* retry_app = nullptr;
  CLI::App* purge_app = nullptr;
  DeadListCommand list;
  ShowCommand show;
  DeadCountCommand count;
  DeadRetryCommand retry;
  DeadPurgeCommand purge;
};

DeadSubcommands::DeadSubcommands(CLI::App& root) : parts_(std::make_unique<Parts>()) {
  auto& parts = *parts_;
  parts.dead = root.add_subcommand("dead", "Dead letters: what was not sent, and is kept");
  parts.dead->require_subcommand(1);

  parts.list_app = parts.dead->add_subcommand("list", "Show each, why, and what to do");
  add_config(*parts.list_app, parts.list);
  add_selection(*parts.list_app, parts.list.which);

  parts.show_app = parts.dead->add_subcommand("show", "Show one with its history, as `show` does");
  add_config(*parts.show_app, parts.show);
  parts.show_app->add_option("id", parts.show.id, "Id of the message")
      ->required()
      ->check(complaint_about_dead_id);

  parts.count_app = parts.dead->add_subcommand("count", "Show how many there are of each kind");
  add_config(*parts.count_app, parts.count);
  add_selection(*parts.count_app, parts.count.which);

  parts.retry_app = parts.dead->add_subcommand("retry", "Send them after all, one after the other");
  add_config(*parts.retry_app, parts.retry);
  add_selection(*parts.retry_app, parts.retry.which);
  parts.retry_app->add_option("--rate", parts.retry.rate, "How many come due a time")
      ->type_name("N/s|N/m|N/h")
      ->capture_default_str()
      ->check(complaint_about_rate);
  parts.retry_app->add_flag("--dry-run", parts.retry.dry_run, "Only tell what would be sent");

  parts.purge_app =
      parts.dead->add_subcommand("purge", "Forget their messages, keep their outcomes");
  add_config(*parts.purge_app, parts.purge);
  add_selection(*parts.purge_app, parts.purge.which);
  parts.purge_app->add_flag("--all", parts.purge.all, "Whatever they are");
  parts.purge_app->add_flag("--dry-run", parts.purge.dry_run, "Only tell what would be forgotten");
}

DeadSubcommands::~DeadSubcommands() = default;

bool DeadSubcommands::parsed() const { return parts_->dead->parsed(); }

Command DeadSubcommands::command() const {
  const auto& parts = *parts_;
  for (const auto* app : parts.dead->get_subcommands()) {
    if (has_empty_filter(*app)) return PrintAndExit{"dead: a filter is empty\n", exit_usage};
  }
  if (parts.show_app->parsed()) {
    if (parts.show.id.empty()) return PrintAndExit{complaint_about_dead_id("") + '\n', exit_usage};
    return parts.show;
  }
  if (parts.list_app->parsed()) return DeadCommand(parts.list);
  if (parts.count_app->parsed()) return DeadCommand(parts.count);
  if (parts.retry_app->parsed()) {
    if (parts.retry.rate.empty()) {
      return PrintAndExit{"--rate: " + complaint_about_rate("") + '\n', exit_usage};
    }
    return DeadCommand(parts.retry);
  }
  if (parts.purge.which.is_any() == parts.purge.all) return DeadCommand(parts.purge);
  return PrintAndExit{
      parts.purge.all ? "purge: --all and a filter contradict each other\n"
                      : "purge: say which, by --service, --code, --reason or --since; or --all\n",
      exit_usage};
}

}  // namespace dispatcher
