#include "dispatcher/face/bench_report.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr WallTime bench_began{400'000h};

BenchOutcome bench_sent(std::chrono::milliseconds written, std::chrono::milliseconds answered) {
  return {"sent", 1, bench_began + written, bench_began + answered};
}

TEST(BenchReport, ReadsTheOutcomeThatTheDaemonShows) {
  const auto outcome = bench_outcome_of(
      R"({"id":"b:1","state":"settled","outcome":{"sequence":7,"id":"b:1","outcome":"sent",)"
      R"("attempts":2,"first_written_at":"2026-11-23T10:00:00.250Z",)"
      R"("answered_at":"2026-11-23T10:00:01.000Z"}})");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->name, "sent");
  EXPECT_EQ(outcome->attempts, 2U);
  EXPECT_EQ(outcome->answered_at - outcome->written_at, 750ms);
}

TEST(BenchReport, SeesThatAMessageHasNotEnded) {
  EXPECT_FALSE(bench_outcome_of(R"({"id":"b:1","state":"waiting","attempts":0})"));
  EXPECT_FALSE(bench_outcome_of(R"({"error":"no message has this id"})"));
  EXPECT_FALSE(bench_outcome_of(""));
}

TEST(BenchReport, TellsBelowWhatMostOfTheTimesLie) {
  std::vector<std::uint64_t> times;
  for (std::uint64_t i = 1000; i > 0; --i) times.push_back(i);
  const auto found = percentiles_of(times);
  EXPECT_EQ(found.p50, 501U);
  EXPECT_EQ(found.p99, 991U);
  EXPECT_EQ(found.p99_9, 1000U);
  EXPECT_EQ(found.most, 1000U);
  EXPECT_EQ(percentiles_of({7}).p99_9, 7U);
  EXPECT_EQ(percentiles_of({}).most, 0U);
}

TEST(BenchReport, TimesEachFromWhenItWasDue) {
  BenchReport report;
  report.add(bench_sent(5ms, 85ms), bench_began);
  report.add(bench_sent(100ms, 200ms), bench_began + 33ms);
  EXPECT_TRUE(report.all_sent(2));
  EXPECT_FALSE(report.all_sent(3));
  EXPECT_THAT(report.table(2), StartsWith("2 of 2 ended, 2 sent; 0 requests were made again\n"
                                          "10.5 a second were written\n"));
  EXPECT_THAT(report.json(2), HasSubstr(R"("due_to_written_ms":{"50":67,)"));
  EXPECT_THAT(report.json(2), HasSubstr(R"("written_to_answered_ms":{"50":100,)"));
}

TEST(BenchReport, CountsWhatWasNotSent) {
  BenchReport report;
  report.add({"cancelled", 0, {}, {}}, bench_began);
  report.add({"rejected", 3, bench_began, bench_began + 90ms}, bench_began);
  EXPECT_EQ(report.count(), 2U);
  EXPECT_FALSE(report.all_sent(2));
  EXPECT_THAT(report.table(4),
              StartsWith("2 of 4 ended, 1 cancelled, 1 rejected; 2 requests were made again\n"));
}

TEST(BenchReport, NeverTakesATimeForNegative) {
  BenchReport report;
  report.add(bench_sent(5ms, 4ms), bench_began + 6ms);
  EXPECT_THAT(report.json(1), HasSubstr(R"("due_to_written_ms":{"50":0,)"));
  EXPECT_THAT(report.json(1), HasSubstr(R"("written_to_answered_ms":{"50":0,)"));
}

}  // namespace
}  // namespace dispatcher
