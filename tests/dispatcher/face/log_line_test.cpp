#include "dispatcher/face/log_line.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr WallTime moment{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 13h};

LogEvent held() {
  return {LogEventId::lane_held,
          LogLevel::error,
          "lane KS1 held: \"why\"",
          {{"service", "KS1"}, {"messages", std::uint64_t{7}}}};
}

TEST(LogLine, TextIsTimeLevelAndSentence) {
  EXPECT_EQ(log_line(held(), LogFormat::text, moment),
            "2026-11-30T13:00:00.000Z error lane KS1 held: \"why\"");
}

TEST(LogLine, JsonIsOneObjectWithTheFieldsBehindTheSentence) {
  EXPECT_EQ(log_line(held(), LogFormat::json, moment),
            R"({"time":"2026-11-30T13:00:00.000Z","level":"error","event":"lane_held",)"
            R"("message":"lane KS1 held: \"why\"","service":"KS1","messages":7})");
}

TEST(LogLine, JournalIsAFieldALine) {
  EXPECT_EQ(log_line(held(), LogFormat::journal, moment),
            "MESSAGE=lane KS1 held: \"why\"\nPRIORITY=3\nSYSLOG_IDENTIFIER=dispatcher\n"
            "DISPATCHER_EVENT=lane_held\nDISPATCHER_SERVICE=KS1\nDISPATCHER_MESSAGES=7");
}

TEST(LogLine, EveryFormatMasksPhoneNumbersInSentenceAndFields) {
  const LogEvent event{LogEventId::late_answer,
                       LogLevel::warning,
                       "message +15551234567 was sent twice",
                       {{"id", "+15551234567"}}};
  for (const auto format : {LogFormat::text, LogFormat::json, LogFormat::journal}) {
    const auto line = log_line(event, format, moment);
    EXPECT_EQ(line.find("5551234567"), std::string::npos) << line;
    EXPECT_NE(line.find("67"), std::string::npos) << line;
  }
}

TEST(LogLine, ALineFeedInATextMakesNoFieldOfItsOwn) {
  const LogEvent event{
      LogEventId::account_trouble, LogLevel::warning, "a\nPRIORITY=0", {{"reason", "b\nX=1"}}};
  EXPECT_EQ(log_line(event, LogFormat::journal, moment),
            "MESSAGE=a PRIORITY=0\nPRIORITY=4\nSYSLOG_IDENTIFIER=dispatcher\n"
            "DISPATCHER_EVENT=account_trouble\nDISPATCHER_REASON=b X=1");
}

}  // namespace
}  // namespace dispatcher
