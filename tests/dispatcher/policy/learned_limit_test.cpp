#include "dispatcher/policy/learned_limit.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

TEST(LearnedLimit, IsWhatWasConfiguredUntilSomethingIsRefused) {
  LearnedLimit limit(150, 5s);
  limit.reached();
  limit.pass(TimePoint{1h});
  EXPECT_EQ(limit.current(), 150U);
  EXPECT_FALSE(limit.is_lowered());
}

TEST(LearnedLimit, IsWhatTheProviderTook) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  EXPECT_EQ(limit.current(), 60U);
  EXPECT_TRUE(limit.is_lowered());
}

TEST(LearnedLimit, IsNeverLessThanOneNorMoreThanBefore) {
  LearnedLimit limit(150, 5s);
  limit.read(0, TimePoint{1h});
  EXPECT_EQ(limit.current(), 1U);
  limit.read(100, TimePoint{1h});
  EXPECT_EQ(limit.current(), 1U);
}

TEST(LearnedLimit, IsTriedUpwardsInStepsThatDouble) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  limit.read(60, now);
  std::vector<std::size_t> limits;
  for (int i = 0; i < 9; ++i) {
    limit.reached();
    now += i == 0 ? 10s : 5s;
    limit.pass(now - 1ns);
    limit.pass(now);
    limits.push_back(limit.current());
  }
  EXPECT_EQ(limits, (std::vector<std::size_t>{61, 63, 67, 75, 91, 123, 150, 150, 150}));
}

TEST(LearnedLimit, StaysWhileNobodyWantsMore) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  limit.pass(TimePoint{2h});
  EXPECT_EQ(limit.current(), 60U);
}

TEST(LearnedLimit, IsWhatItWasWhenSmallReadingsDoNotEnd) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  for (const std::size_t taken : {149U, 148U, 147U}) {
    limit.read(taken, now);
    EXPECT_EQ(limit.current(), taken);
    now += 3s;
  }
  limit.read(146, now);
  EXPECT_EQ(limit.current(), 150U);
}

TEST(LearnedLimit, BelievesNoSmallReadingForAMinuteThenButALargeOne) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  for (int i = 0; i < 4; ++i, now += 3s) limit.read(limit.current() - 1, now);
  for (int i = 0; i < 10; ++i, now += 3s) limit.read(149, now);
  EXPECT_EQ(limit.current(), 150U);
  limit.read(100, now);
  EXPECT_EQ(limit.current(), 100U);
}

TEST(LearnedLimit, TakesRefusalsWithinASecondForOneReading) {
  LearnedLimit limit(40, 5s);
  TimePoint now{1h};
  for (std::size_t taken = 39; taken >= 20; --taken, now += 10ms) limit.read(taken, now);
  EXPECT_EQ(limit.current(), 20U);
}

TEST(LearnedLimit, BelievesASmallReadingAfterEachRaise) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  limit.read(60, now);
  for (int i = 0; i < 10; ++i) {
    limit.reached();
    now += 10s;
    limit.pass(now);
    EXPECT_EQ(limit.current(), 61U);
    now += 1s;
    limit.read(60, now);
    EXPECT_EQ(limit.current(), 60U);
  }
}

TEST(LearnedLimit, IsTheNewOneWhereNothingWasLearned) {
  LearnedLimit limit(150, 5s);
  limit.configure(200, 5s);
  EXPECT_EQ(limit.current(), 200U);
  limit.configure(50, 5s);
  EXPECT_EQ(limit.current(), 50U);
}

TEST(LearnedLimit, KeepsWhatWasLearnedBelowANewLimitAndMayRiseToIt) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  limit.read(60, now);
  limit.configure(200, 5s);
  EXPECT_EQ(limit.current(), 60U);
  for (int i = 0; i < 100; ++i) {
    limit.reached();
    limit.pass(now += 10s);
  }
  EXPECT_EQ(limit.current(), 200U);
}

TEST(LearnedLimit, IsNeverAboveANewLimit) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  limit.configure(40, 5s);
  EXPECT_EQ(limit.current(), 40U);
  EXPECT_FALSE(limit.is_lowered());
}

TEST(LearnedLimit, IsTheSameRateInAnotherWindow) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  limit.configure(300, 10s);
  EXPECT_EQ(limit.current(), 120U);
}

}  // namespace
}  // namespace dispatcher
