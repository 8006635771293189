#include "dispatcher/face/command_line_purge.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

Command parse_purge_line(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"dispatcher", "purge"});
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::string purge_usage_error(std::vector<const char*> arguments) {
  const auto command = parse_purge_line(std::move(arguments));
  const auto* print = std::get_if<PrintAndExit>(&command);
  if (print == nullptr) return "taken";
  EXPECT_EQ(print->exit_code, exit_usage);
  return print->text;
}

TEST(CommandLinePurge, TakesAnAgeOrATime) {
  const auto command = parse_purge_line({"--before", "30d"});
  ASSERT_TRUE(std::holds_alternative<PurgeCommand>(command));
  const auto& purge = std::get<PurgeCommand>(command);
  EXPECT_EQ(purge.before, "30d");
  EXPECT_EQ(purge.config, default_config_file);
  EXPECT_FALSE(purge.dry_run || purge.json);
  EXPECT_EQ(purge_usage_error({"--before", "2026-11-23T10:00:00Z"}), "taken");
}

TEST(CommandLinePurge, TakesTheOptionsOfEveryCommand) {
  const auto command =
      parse_purge_line({"--config", "c.toml", "--before", "12h", "--dry-run", "--json"});
  ASSERT_TRUE(std::holds_alternative<PurgeCommand>(command));
  const auto& purge = std::get<PurgeCommand>(command);
  EXPECT_EQ(purge.config, "c.toml");
  EXPECT_TRUE(purge.dry_run);
  EXPECT_TRUE(purge.json);
}

TEST(CommandLinePurge, ForgetsNothingUnlessATimeIsSaid) {
  EXPECT_THAT(purge_usage_error({}), HasSubstr("--before is required"));
  EXPECT_THAT(purge_usage_error({"--before", "monday"}), HasSubstr("write a time like"));
  EXPECT_NE(purge_usage_error({"--before"}), "taken");
}

}  // namespace
}  // namespace dispatcher
