#include "dispatcher/face/command_line_purge.hpp"

#include <CLI/CLI.hpp>

#include "dispatcher/face/dead_filter.hpp"

namespace dispatcher {

void describe(CLI::App& app, PurgeCommand& command) {
  app.add_option("--config", command.config, "Configuration file")->capture_default_str();
  app.add_flag("--json", command.json, "Write JSON to standard output");
  app.add_option("--before", command.before, "Only what ended before then, at least a day ago")
      ->required()
      ->type_name("TIME|AGE")
      ->check(complaint_about_since);
  app.add_flag("--dry-run", command.dry_run, "Only tell what would be forgotten");
}

}  // namespace dispatcher
