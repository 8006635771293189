#include "dispatcher/face/summary.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

DaemonStatus some_status() {
  DaemonStatus status;
  status.open_at_start = 12;
  status.sent = 10;
  status.rejected = 1;
  status.expired = 1;
  status.attempts = 11;
  return status;
}

constexpr Usage usage{.wall_s = 2.0, .cpu_s = 0.5, .rss_max_bytes = 64 * 1024 * 1024};

TEST(Summary, IsOneJsonObjectWithEveryFigure) {
  EXPECT_EQ(summary_json(some_status(), usage),
            R"({"accepted":12,"sent":10,"rejected":1,"ambiguous":0,"expired":1,"cancelled":0,)"
            R"("dead":0,"held":0,"lanes_held":0,"attempts":11,"answers_429":0,)"
            R"("infeasible":0,"resends_after_doubt":0,"duplicates_confirmed":0,)"
            R"("connections_opened":0,"handshakes_resumed":0,"wall_s":2.000,"cpu_s":0.500,)"
            R"("rss_max_bytes":67108864})");
}

TEST(Summary, TellsTheRateOfWhatEnded) {
  EXPECT_THAT(summary_table(some_status(), usage), HasSubstr("2.0 s (6 messages/s)"));
}

TEST(Summary, SurvivesARunWithoutTime) {
  EXPECT_THAT(summary_table(some_status(), {}), HasSubstr("(0 messages/s)"));
}

TEST(Summary, MeasuresThisProcess) {
  const Usage measured = usage_of_process(std::chrono::seconds{3});
  EXPECT_EQ(measured.wall_s, 3.0);
  EXPECT_GT(measured.rss_max_bytes, 0U);
}

}  // namespace
}  // namespace dispatcher
