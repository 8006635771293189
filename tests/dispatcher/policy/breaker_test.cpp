#include "dispatcher/policy/breaker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class BreakerTest : public testing::Test {
 protected:
  void fail(int count) {
    for (int i = 0; i < count; ++i) breaker.failed(now);
  }
  void open() { fail(5); }
  /// The wait until the next probe, which then fails.
  std::chrono::nanoseconds wait_and_fail() {
    const auto wait = breaker.probe_at() - now;
    now = breaker.probe_at();
    breaker.probe_began();
    breaker.probe_failed(now);
    return wait;
  }
  /// A list is read, then a message is sent.
  void close() {
    now = std::max(now, breaker.probe_at());
    for (int i = 0; i < 2; ++i) {
      breaker.probe_began();
      breaker.probe_succeeded(now);
    }
  }

  Breaker breaker;
  TimePoint now{1h};
};

TEST_F(BreakerTest, OpensAtTheFifthFailureInARow) {
  fail(4);
  EXPECT_FALSE(breaker.is_open());
  fail(1);
  EXPECT_TRUE(breaker.is_open());
}

TEST_F(BreakerTest, StaysClosedWhereSuccessesLieBetween) {
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 5; ++j) breaker.succeeded(now);
    fail(4);
  }
  EXPECT_FALSE(breaker.is_open());
}

TEST_F(BreakerTest, OpensWhenHalfOfTwentyResultsAreFailures) {
  for (int i = 0; i < 9; ++i) {
    breaker.succeeded(now);
    fail(1);
  }
  breaker.succeeded(now);
  EXPECT_FALSE(breaker.is_open());
  fail(1);
  EXPECT_TRUE(breaker.is_open());
}

TEST_F(BreakerTest, ForgetsResultsAfterTenSeconds) {
  for (int i = 0; i < 9; ++i) {
    breaker.succeeded(now);
    fail(1);
  }
  now += 10s;
  breaker.succeeded(now);
  fail(2);
  EXPECT_FALSE(breaker.is_open());
}

TEST_F(BreakerTest, ProbesAfterOneTwoAndThenAlwaysFiveSeconds) {
  open();
  std::vector<std::chrono::nanoseconds> waits;
  for (int i = 0; i < 5; ++i) waits.push_back(wait_and_fail());
  EXPECT_THAT(waits, ElementsAre(1s, 2s, 5s, 5s, 5s));
}

TEST_F(BreakerTest, LetsOneProbeLeaveAtATime) {
  open();
  EXPECT_FALSE(breaker.may_probe(now));
  now += 1s;
  EXPECT_TRUE(breaker.may_probe(now));
  breaker.probe_began();
  EXPECT_FALSE(breaker.may_probe(now + 1h));
}

TEST_F(BreakerTest, LetsAnotherProbeLeaveWhenOneIsGoneWithoutAResult) {
  open();
  now += 1s;
  breaker.probe_began();
  breaker.probe_gone();
  EXPECT_TRUE(breaker.may_probe(now));
}

TEST_F(BreakerTest, RisksNoMessageBeforeAListWasRead) {
  open();
  now += 1s;
  EXPECT_FALSE(breaker.probes_by_message());
  breaker.probe_began();
  breaker.probe_succeeded(now);
  EXPECT_TRUE(breaker.is_open());
  EXPECT_TRUE(breaker.may_probe(now));
  EXPECT_TRUE(breaker.probes_by_message());
}

TEST_F(BreakerTest, ClosesWithTheMessageThatIsAnswered) {
  open();
  close();
  EXPECT_FALSE(breaker.is_open());
  fail(4);
  EXPECT_FALSE(breaker.is_open());
}

TEST_F(BreakerTest, ReadsAListAgainAfterAMessageThatFailed) {
  open();
  now += 1s;
  breaker.probe_began();
  breaker.probe_succeeded(now);
  breaker.probe_began();
  breaker.probe_failed(now);
  EXPECT_FALSE(breaker.probes_by_message());
  EXPECT_EQ(breaker.probe_at(), now + 2s);
}

TEST_F(BreakerTest, TriesAMessageAfterSixListsThatCouldNotBeRead) {
  open();
  for (int i = 0; i < 5; ++i) {
    wait_and_fail();
    EXPECT_FALSE(breaker.probes_by_message());
  }
  wait_and_fail();
  EXPECT_TRUE(breaker.probes_by_message());
  wait_and_fail();
  EXPECT_FALSE(breaker.probes_by_message());
}

TEST_F(BreakerTest, TakesNoResultOfWhatLeftBeforeItOpened) {
  open();
  const TimePoint at = breaker.probe_at();
  breaker.succeeded(now);
  fail(10);
  EXPECT_TRUE(breaker.is_open());
  EXPECT_EQ(breaker.probe_at(), at);
}

TEST_F(BreakerTest, StartsWithATenthAndDoublesItEachSecond) {
  EXPECT_EQ(breaker.share(now), 1);
  open();
  close();
  std::vector<double> shares;
  for (int i = 0; i < 6; ++i, now += 1s) shares.push_back(breaker.share(now));
  EXPECT_THAT(shares, ElementsAre(0.1, 0.2, 0.4, 0.8, 1, 1));
}

TEST_F(BreakerTest, WaitsLongerWhenItOpensAgainDuringASlowStart) {
  open();
  close();
  open();
  EXPECT_EQ(breaker.probe_at(), now + 2s);
}

TEST_F(BreakerTest, BeginsWithShortWaitsAfterItWorkedForAWhile) {
  open();
  close();
  now += 4s;
  open();
  EXPECT_EQ(breaker.probe_at(), now + 1s);
}

TEST_F(BreakerTest, ProbesAtOnceWhenToldThatTheCauseMayBeGone) {
  open();
  breaker.probe_now(now);
  EXPECT_TRUE(breaker.may_probe(now));
}

}  // namespace
}  // namespace dispatcher
