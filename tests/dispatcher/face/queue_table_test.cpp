#include "dispatcher/face/queue_table.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string lane_json(const std::string& service, int open) {
  return R"({"service":")" + service + R"(","open":)" + std::to_string(open) +
         R"(,"age_counts":[)" + std::to_string(open) + R"(,0,0,0,0,0,0,0,0,0]})";
}

std::string answer_json(const std::string& lanes, int lanes_count, bool complete = true) {
  return R"({"complete":)" + std::string(complete ? "true" : "false") +
         R"(,"open":9,"lanes_count":)" + std::to_string(lanes_count) + R"(,"lanes":[)" + lanes +
         "]}\n";
}

TEST(QueueTable, HasARowForEachLaneAndTheirTotal) {
  const auto table = queue_table(
      answer_json(R"({"service":"KSa","open":1234,"age_counts":[1000,0,0,0,0,0,0,0,0,234],)"
                  R"("account":"main","limit_configured_per_second":30.0,"limit_per_second":12.0,)"
                  R"("percent_429":12.5,"sent_per_second":6.0,"drain_s":205.7,)"
                  R"("waits":{"cause":"lane_refused","until":"2026-11-23T10:00:01.000Z"},)"
                  R"("oldest_sendable":{"id":"m-1","age_s":61}})",
                  1),
      20);
  EXPECT_THAT(table, HasSubstr("KSa                                 main      1234      1000    "));
  EXPECT_THAT(table, HasSubstr("  234     12 of 30      6       12.5%   4m        lane refused "
                               "until 2026-11-23T10:00:01.000Z  61s     m-1\n"));
  EXPECT_THAT(table, EndsWith("  234\n"));
  EXPECT_THAT(table, HasSubstr("\nTOTAL                                         1234      1000  "));
  EXPECT_THAT(table, Not(HasSubstr("not shown")));
}

TEST(QueueTable, ShowsNothingThatNobodyTold) {
  EXPECT_THAT(queue_table(answer_json(lane_json("KSa", 5), 1), 20), Not(HasSubstr("0%")));
}

TEST(QueueTable, SaysHowManyLanesAreNotShown) {
  const auto lanes = lane_json("KSa", 5) + "," + lane_json("KSb", 4);
  const auto table = queue_table(answer_json(lanes, 2), 1);
  EXPECT_THAT(table, Not(HasSubstr("KSb")));
  EXPECT_THAT(table, EndsWith("\n1 of 2 lanes are not shown\n"));
  EXPECT_THAT(queue_table(answer_json(lanes, 7), 2),
              EndsWith("\n5 of 7 lanes are not shown; the total is of the largest 2\n"));
}

TEST(QueueTable, SaysThatItIsStillCounting) {
  EXPECT_THAT(queue_table(answer_json(lane_json("KSa", 5), 1, false), 20),
              EndsWith("still counting what was there at the start: there is more\n"));
}

TEST(QueueTable, GivesNoOrdersToATerminal) {
  EXPECT_THAT(queue_table(answer_json(lane_json("KS\\u001b[2J", 5), 1), 20), HasSubstr("KS?[2J"));
}

TEST(QueueTable, LeavesWhatIsNotUnderstoodAsItIs) {
  EXPECT_EQ(queue_table("no JSON", 20), "no JSON");
}

}  // namespace
}  // namespace dispatcher
