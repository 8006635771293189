#include "dispatcher/policy/feasible.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr WallTime judged_at{seconds{1'000'000}};
constexpr LaneLimit usual_limit{150, 150, seconds{5}};

TEST(Feasible, IsEverythingWithoutALimit) {
  EXPECT_TRUE(is_feasible(1'000'000'000, {}, judged_at, judged_at + milliseconds{1}));
}

TEST(Feasible, IsWhatAWindowTakesAtOnce) {
  const WallTime soon = judged_at + milliseconds{1};
  EXPECT_TRUE(is_feasible(149, usual_limit, judged_at, soon));
  EXPECT_FALSE(is_feasible(150, usual_limit, judged_at, soon));
}

TEST(Feasible, IsOneWindowMoreWithEachThatPasses) {
  EXPECT_FALSE(is_feasible(150, usual_limit, judged_at, judged_at + milliseconds{4'999}));
  EXPECT_TRUE(is_feasible(299, usual_limit, judged_at, judged_at + seconds{5}));
  EXPECT_FALSE(is_feasible(300, usual_limit, judged_at, judged_at + seconds{5}));
  EXPECT_TRUE(is_feasible(749, usual_limit, judged_at, judged_at + seconds{20}));
  EXPECT_FALSE(is_feasible(750, usual_limit, judged_at, judged_at + seconds{20}));
}

TEST(Feasible, IsNothingWhoseTimeHasPassed) {
  EXPECT_FALSE(is_feasible(0, usual_limit, judged_at, judged_at));
  EXPECT_FALSE(is_feasible(0, usual_limit, judged_at, judged_at - seconds{1}));
}

TEST(Feasible, IsNoMoreThanTheRateAndOneBurst) {
  for (int tenths = 1; tenths < 2'000; ++tenths) {
    const milliseconds left{100 * tenths};
    const double most = 150 + 30 * std::chrono::duration<double>(left).count();
    EXPECT_LE(static_cast<double>(sendable_max(usual_limit, left)), most) << tenths;
  }
}

TEST(Feasible, CountsOnALearnedLimitToRise) {
  const LaneLimit lowered{150, 10, seconds{5}};
  EXPECT_EQ(sendable_max(lowered, milliseconds{1}), 10U);
  EXPECT_EQ(sendable_max(lowered, seconds{5}), 10U + 42U);
  EXPECT_EQ(sendable_max(lowered, seconds{20}), 10U + 42U + 74U + 106U + 138U);
  EXPECT_EQ(sendable_max(lowered, seconds{25}), 10U + 42U + 74U + 106U + 138U + 150U);
  EXPECT_EQ(sendable_max(lowered, seconds{30}), 10U + 42U + 74U + 106U + 138U + 150U + 150U);
}

TEST(Feasible, HoldsOfTheLargestNumbers) {
  const LaneLimit largest{600'000, 1, std::chrono::minutes{1}};
  const auto year = std::chrono::hours{24 * 365};
  EXPECT_TRUE(is_feasible(600'000, largest, judged_at, judged_at + year));
}

TEST(Ahead, AreThoseOfItsOwnPriorityAndHigherOnes) {
  const PriorityCounts counts{5, 20, 300};
  EXPECT_EQ(ahead_of(counts, Priority::urgent), 5U);
  EXPECT_EQ(ahead_of(counts, Priority::normal), 25U);
}

TEST(Ahead, OfBulkIsWhatLeavesItEveryTenthTurn) {
  EXPECT_EQ(ahead_of({5, 20, 300}, Priority::bulk), 325U);
  EXPECT_EQ(ahead_of({0, 100'000, 30}, Priority::bulk), 300U);
  EXPECT_EQ(ahead_of({0, 100'000, 0}, Priority::bulk), 0U);
}

TEST(Ahead, AreNotThoseThatWaitForSomethingElse) {
  EXPECT_EQ(surely_ahead(1'000, {.apart_count = 400}), 600U);
  EXPECT_EQ(surely_ahead(100, {.apart_count = 400}), 0U);
}

TEST(Ahead, AreOneOfEachParticipantForSure) {
  EXPECT_EQ(surely_ahead(1'000, {.apart_count = 0, .per_participant = 10}), 100U);
  EXPECT_EQ(surely_ahead(1'000, {.apart_count = 0, .per_participant = 0}), 1'000U);
}

}  // namespace
}  // namespace dispatcher
