#include "dispatcher/face/command_line.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

Command parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "dispatcher");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

template <class Kind>
Kind parsed(std::vector<const char*> arguments) {
  const auto command = parse(std::move(arguments));
  if (const auto* print = std::get_if<PrintAndExit>(&command)) ADD_FAILURE() << print->text;
  return std::get<Kind>(command);
}

std::string usage_error(std::vector<const char*> arguments) {
  const auto command = parse(std::move(arguments));
  const auto* print = std::get_if<PrintAndExit>(&command);
  if (print == nullptr) return "taken";
  EXPECT_EQ(print->exit_code, exit_usage);
  return print->text;
}

TEST(CommandLine, SubmitReadsAFileOrStandardInput) {
  const auto submit = parsed<SubmitCommand>({"submit", "m.ndjson"});
  EXPECT_EQ(submit.input, "m.ndjson");
  EXPECT_EQ(submit.config, "/etc/dispatcher/dispatcher.toml");
  EXPECT_FALSE(submit.strict || submit.new_ids || submit.json);
  EXPECT_EQ(parsed<SubmitCommand>({"submit", "-"}).input, "-");
}

TEST(CommandLine, SubmitTakesItsOptionsOnEitherSideOfTheFile) {
  const auto submit = parsed<SubmitCommand>(
      {"submit", "--config", "c.toml", "m", "--strict", "--batch", "monday.1", "--json"});
  EXPECT_EQ(submit.config, "c.toml");
  EXPECT_EQ(submit.batch, "monday.1");
  EXPECT_TRUE(submit.strict);
  EXPECT_TRUE(submit.json);
  EXPECT_TRUE(parsed<SubmitCommand>({"submit", "--new-ids", "m"}).new_ids);
}

TEST(CommandLine, SubmitRefusesWhatContradictsItself) {
  EXPECT_THAT(usage_error({"submit", "m", "--batch", "a", "--new-ids"}), HasSubstr("--batch"));
  EXPECT_THAT(usage_error({"submit", "--strict", "-"}), HasSubstr("reads its input twice"));
  EXPECT_THAT(usage_error({"submit"}), HasSubstr("required"));
}

TEST(CommandLine, ABatchNameMakesIds) {
  EXPECT_THAT(usage_error({"submit", "m", "--batch", "a b"}), HasSubstr("letters, digits"));
  EXPECT_THAT(usage_error({"submit", "m", "--batch", ""}), HasSubstr("1 to 107"));
  EXPECT_EQ(
      parsed<SubmitCommand>({"submit", "m", "--batch", std::string(107, 'a').c_str()}).batch.size(),
      107U);
  EXPECT_THAT(usage_error({"submit", "m", "--batch", std::string(108, 'a').c_str()}),
              HasSubstr("1 to 107"));
}

TEST(CommandLine, RunKnowsWhenToEnd) {
  EXPECT_FALSE(parsed<RunCommand>({"run"}).until_empty);
  EXPECT_TRUE(parsed<RunCommand>({"run", "--until-empty", "--json"}).until_empty);
}

TEST(CommandLine, OutcomesResumeAndFollow) {
  const auto outcomes = parsed<OutcomesCommand>({"outcomes", "--after", "12", "--follow"});
  EXPECT_EQ(outcomes.after, 12U);
  EXPECT_TRUE(outcomes.follow);
  EXPECT_TRUE(parsed<OutcomesCommand>({"outcomes", "--open"}).open);
  EXPECT_NE(usage_error({"outcomes", "--after", "-1"}), "taken");
  EXPECT_NE(usage_error({"outcomes", "--after", "x"}), "taken");
  EXPECT_NE(usage_error({"outcomes", "--open", "--follow"}), "taken");
}

TEST(CommandLine, ShowNamesAMessage) {
  EXPECT_EQ(parsed<ShowCommand>({"show", "order-42"}).id, "order-42");
  EXPECT_THAT(usage_error({"show"}), HasSubstr("required"));
  EXPECT_THAT(usage_error({"show", "a/b"}), HasSubstr("1 to 128"));
  EXPECT_THAT(usage_error({"show", ""}), HasSubstr("1 to 128"));
}

TEST(CommandLine, StatusWantsNothing) {
  EXPECT_TRUE(parsed<StatusCommand>({"status", "--json"}).json);
}

TEST(CommandLine, QueueIsShownOnceOrWatched) {
  const auto queue = parsed<QueueCommand>({"queue"});
  EXPECT_FALSE(queue.watch || queue.all || queue.json);
  const auto watch = parsed<QueueCommand>({"queue", "--watch", "--all", "--config", "c.toml"});
  EXPECT_TRUE(watch.watch && watch.all);
  EXPECT_EQ(watch.config, "c.toml");
  EXPECT_TRUE(parsed<QueueCommand>({"queue", "--json"}).json);
  EXPECT_THAT(usage_error({"queue", "--json", "--watch"}), HasSubstr("excludes"));
}

TEST(CommandLine, HoldAndReleaseNameOneThing) {
  const std::string service = "KS" + std::string(32, 'a');
  const auto hold = parsed<HoldCommand>({"hold", "--service", service.c_str(), "--reason", "x y"});
  EXPECT_EQ(hold.what.service, service);
  EXPECT_EQ(hold.reason, "x y");
  EXPECT_EQ(parsed<HoldCommand>({"hold", "--account", "main"}).what.account, "main");
  EXPECT_EQ(parsed<HoldCommand>({"hold", "--id", "order-42"}).what.id, "order-42");
  EXPECT_EQ(parsed<HoldCommand>({"hold", "--id", "order-42"}).reason, "");
  EXPECT_EQ(parsed<ReleaseCommand>({"release", "--service", service.c_str()}).what.service,
            service);
  EXPECT_EQ(parsed<ReleaseCommand>({"release", "--account", "main"}).what.account, "main");
  EXPECT_EQ(parsed<ReleaseCommand>({"release", "--id", "order-42"}).what.id, "order-42");
}

TEST(CommandLine, HoldAndReleaseRefuseWhatIsNoOneThing) {
  EXPECT_THAT(usage_error({"hold", "--service", "KC0"}), HasSubstr("32 hexadecimal digits"));
  EXPECT_THAT(usage_error({"hold", "--account", "a/b"}), HasSubstr("an account is named by"));
  EXPECT_THAT(usage_error({"hold", "--id", "a/b"}), HasSubstr("1 to 128"));
  EXPECT_THAT(usage_error({"release", "--service", ""}), HasSubstr("32 hexadecimal digits"));
  EXPECT_THAT(usage_error({"hold", "--account", ""}), HasSubstr("an account is named by"));
  EXPECT_THAT(usage_error({"hold", "--id", ""}), HasSubstr("1 to 128"));
  EXPECT_NE(usage_error({"hold"}), "taken");
  EXPECT_NE(usage_error({"release"}), "taken");
  EXPECT_NE(usage_error({"hold", "--id", "a", "--account", "main"}), "taken");
  EXPECT_THAT(usage_error({"hold", "--id", "a", "--reason", "a\nb"}), HasSubstr("one line"));
}

TEST(CommandLine, SettleSaysWhatBecameOfAMessage) {
  const auto settle =
      parsed<SettleCommand>({"settle", "order-42", "--as", "not-sent", "--reason", "x y"});
  EXPECT_EQ(settle.id, "order-42");
  EXPECT_EQ(settle.as, "not-sent");
  EXPECT_EQ(settle.reason, "x y");
  EXPECT_EQ(parsed<SettleCommand>({"settle", "a", "--as", "sent"}).as, "sent");
  EXPECT_NE(usage_error({"settle", "a"}), "taken");
  EXPECT_NE(usage_error({"settle", "--as", "sent"}), "taken");
  EXPECT_NE(usage_error({"settle", "a", "--as", "maybe"}), "taken");
  EXPECT_NE(usage_error({"settle", "a", "--as", ""}), "taken");
  EXPECT_NE(usage_error({"settle", "", "--as", "sent"}), "taken");
}

TEST(CommandLine, SpoolIsCheckedOrRepaired) {
  EXPECT_FALSE(parsed<SpoolCommand>({"spool", "check"}).repair);
  const auto repair = parsed<SpoolCommand>({"spool", "repair", "--config", "c.toml", "--dry-run"});
  EXPECT_TRUE(repair.repair);
  EXPECT_TRUE(repair.dry_run);
  EXPECT_EQ(repair.config, "c.toml");
  EXPECT_NE(usage_error({"spool"}), "taken");
  EXPECT_NE(usage_error({"spool", "check", "--dry-run"}), "taken");
}

TEST(CommandLine, CancelNamesOneThing) {
  const std::string service = "KS" + std::string(32, 'a');
  EXPECT_EQ(parsed<CancelCommand>({"cancel", "order-42"}).id, "order-42");
  EXPECT_EQ(parsed<CancelCommand>({"cancel", "--batch", "news", "--json"}).batch, "news");
  EXPECT_EQ(parsed<CancelCommand>({"cancel", "--service", service.c_str()}).service, service);
  EXPECT_NE(usage_error({"cancel"}), "taken");
  EXPECT_NE(usage_error({"cancel", "a", "--batch", "news"}), "taken");
  EXPECT_NE(usage_error({"cancel", "--batch", ""}), "taken");
  EXPECT_NE(usage_error({"cancel", "--batch", "a b"}), "taken");
}

TEST(CommandLine, CheckConfigNamesAFile) {
  EXPECT_EQ(parsed<CheckConfigCommand>({"check-config", "--config", "c.toml"}).config, "c.toml");
}

TEST(CommandLine, VersionAndHelpArePrintedAndEndWell) {
  for (const auto* flag : {"--version", "--help"}) {
    const auto command = parse({flag});
    const auto* print = std::get_if<PrintAndExit>(&command);
    ASSERT_NE(print, nullptr);
    EXPECT_EQ(print->exit_code, exit_done);
    EXPECT_THAT(print->text, HasSubstr("dispatcher"));
  }
}

TEST(CommandLine, WhatItDoesNotKnowIsAUsageError) {
  EXPECT_NE(usage_error({}), "taken");
  EXPECT_NE(usage_error({"frobnicate"}), "taken");
  EXPECT_NE(usage_error({"run", "--frobnicate"}), "taken");
  EXPECT_NE(usage_error({"run", "surplus"}), "taken");
}

}  // namespace
}  // namespace dispatcher
