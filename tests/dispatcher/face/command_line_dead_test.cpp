#include "dispatcher/face/command_line_dead.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

Command parse_dead(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"dispatcher", "dead"});
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

template <class Kind>
Kind dead_command(std::vector<const char*> arguments) {
  const auto command = parse_dead(std::move(arguments));
  if (const auto* print = std::get_if<PrintAndExit>(&command)) ADD_FAILURE() << print->text;
  return std::get<Kind>(std::get<DeadCommand>(command));
}

std::string dead_usage_error(std::vector<const char*> arguments) {
  const auto command = parse_dead(std::move(arguments));
  const auto* print = std::get_if<PrintAndExit>(&command);
  if (print == nullptr) return "taken";
  EXPECT_EQ(print->exit_code, exit_usage);
  return print->text;
}

TEST(CommandLineDead, ListsAndCountsWhatIsSelected) {
  const auto list = dead_command<DeadListCommand>({"list", "--config", "c.toml", "--json"});
  EXPECT_EQ(list.config, "c.toml");
  EXPECT_TRUE(list.json);
  EXPECT_TRUE(list.which.is_any());
  const std::string service = "KS" + std::string(32, 'a');
  const auto count =
      dead_command<DeadCountCommand>({"count", "--service", service.c_str(), "--code", "21610",
                                      "--reason", "rejected", "--since", "2h"});
  EXPECT_EQ(count.which.service, service);
  EXPECT_EQ(count.which.code, 21610U);
  EXPECT_EQ(count.which.reason, "rejected");
  EXPECT_EQ(count.which.since, "2h");
}

TEST(CommandLineDead, ShowsOneAsShowDoes) {
  const auto command = parse_dead({"show", "order-42"});
  EXPECT_EQ(std::get<ShowCommand>(command).id, "order-42");
  EXPECT_NE(dead_usage_error({"show"}), "taken");
  EXPECT_NE(dead_usage_error({"show", ""}), "taken");
  EXPECT_NE(dead_usage_error({"show", "a/b"}), "taken");
}

TEST(CommandLineDead, RetriesAtARate) {
  EXPECT_EQ(dead_command<DeadRetryCommand>({"retry"}).rate, "5/s");
  const auto retry = dead_command<DeadRetryCommand>({"retry", "--rate", "30/m", "--dry-run"});
  EXPECT_EQ(retry.rate, "30/m");
  EXPECT_TRUE(retry.dry_run);
  for (const auto* rate : {"", "5", "0/s", "fast"}) {
    EXPECT_THAT(dead_usage_error({"retry", "--rate", rate}), HasSubstr("write 5/s")) << rate;
  }
}

TEST(CommandLineDead, PurgesOnlyWhatIsSaid) {
  EXPECT_EQ(dead_command<DeadPurgeCommand>({"purge", "--code", "21610"}).which.code, 21610U);
  EXPECT_TRUE(dead_command<DeadPurgeCommand>({"purge", "--all", "--dry-run"}).dry_run);
  EXPECT_THAT(dead_usage_error({"purge"}), HasSubstr("or --all"));
  EXPECT_THAT(dead_usage_error({"purge", "--all", "--code", "1"}), HasSubstr("contradict"));
}

TEST(CommandLineDead, RefusesAFilterThatMeansNothing) {
  for (const std::vector<const char*>& filter : {std::vector{"--service", "KS0"},
                                                 {"--service", ""},
                                                 {"--code", "x"},
                                                 {"--code", "-1"},
                                                 {"--code", ""},
                                                 {"--reason", "sent"},
                                                 {"--reason", ""},
                                                 {"--since", "monday"},
                                                 {"--since", ""}}) {
    EXPECT_NE(dead_usage_error({"purge", filter[0], filter[1]}), "taken")
        << filter[0] << " " << filter[1];
  }
}

TEST(CommandLineDead, SaysWhatThereIsToDo) {
  EXPECT_NE(dead_usage_error({}), "taken");
  EXPECT_NE(dead_usage_error({"bury"}), "taken");
}

}  // namespace
}  // namespace dispatcher
