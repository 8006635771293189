#include "dispatcher/face/command_line_bench.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

const std::string bench_service = "KS" + std::string(32, 'a');
const std::string bench_session = "KC" + std::string(32, 'b');
const std::string bench_to = bench_session + "/KP" + std::string(32, 'c');

Command parse_bench_line(const std::string& messages, const std::string& rate,
                         const std::string& to = bench_to) {
  const std::vector<const char*> arguments{
      "dispatcher", "bench",          "--service",  bench_service.c_str(), "--to",   to.c_str(),
      "--to",       bench_to.c_str(), "--messages", messages.c_str(),      "--rate", rate.c_str()};
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::string bench_usage_error(const std::string& messages, const std::string& rate,
                              const std::string& to = bench_to) {
  const auto command = parse_bench_line(messages, rate, to);
  const auto* print = std::get_if<PrintAndExit>(&command);
  if (print == nullptr) return "taken";
  EXPECT_EQ(print->exit_code, exit_usage);
  return print->text;
}

TEST(CommandLineBench, TakesWhomHowManyAndHowFast) {
  const auto command = parse_bench_line("500", "30/s");
  ASSERT_TRUE(std::holds_alternative<BenchCommand>(command));
  const auto& bench = std::get<BenchCommand>(command);
  EXPECT_EQ(bench.service, bench_service);
  EXPECT_THAT(bench.to, testing::ElementsAre(bench_to, bench_to));
  EXPECT_EQ(bench.messages, 500U);
  EXPECT_EQ(bench.rate, "30/s");
}

TEST(CommandLineBench, HasNoDefaultForWhomItSendsTo) {
  const std::vector<const char*> arguments{"dispatcher", "bench"};
  const auto command = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
  ASSERT_TRUE(std::holds_alternative<PrintAndExit>(command));
  EXPECT_THAT(std::get<PrintAndExit>(command).text, HasSubstr("is required"));
}

TEST(CommandLineBench, RefusesWhatIsNoSidNoNumberAndNoRate) {
  EXPECT_THAT(bench_usage_error("500", "30/s", bench_session),
              HasSubstr("write Session and Participant"));
  EXPECT_THAT(bench_usage_error("0", "30/s"), HasSubstr("--messages"));
  EXPECT_THAT(bench_usage_error("100001", "30/s"), HasSubstr("--messages"));
  EXPECT_THAT(bench_usage_error("500", "30"), HasSubstr("write 30/s, 30/m or 100/h"));
}

}  // namespace
}  // namespace dispatcher
