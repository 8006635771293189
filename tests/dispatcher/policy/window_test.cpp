#include "dispatcher/policy/window.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

/// A window at the provider's limit, and a clock to move by hand.
class WindowTest : public testing::Test {
 protected:
  static constexpr auto length = 5s + 5ms;  // the window and its margin

  bool may_go(Priority priority) { return window_.next_possible(priority, now_) <= now_; }
  std::chrono::nanoseconds wait(Priority priority) {
    return window_.next_possible(priority, now_) - now_;
  }
  /// Takes what `priority` may have now, at most `count_max`, and says how many.
  int take(Priority priority, int count_max = 1000) {
    int count = 0;
    for (; count < count_max && may_go(priority); ++count) window_.take(priority, now_);
    return count;
  }
  /// The same, each answered at once.
  int send(Priority priority, int count_max = 1000) {
    const int count = take(priority, count_max);
    for (int i = 0; i < count; ++i) window_.arrived(now_);
    return count;
  }

  Window window_{WindowOptions{}};
  TimePoint now_{1h};
};

TEST_F(WindowTest, AdmitsAnUrgentBurstOf150AndNotOneMore) {
  EXPECT_EQ(send(Priority::urgent), 150);
  EXPECT_EQ(wait(Priority::urgent), length);
}

TEST_F(WindowTest, IsOpenAgainOneWindowAfterTheArrivals) {
  send(Priority::urgent);
  now_ += length - 1ns;
  EXPECT_FALSE(may_go(Priority::urgent));
  now_ += 1ns;
  EXPECT_EQ(send(Priority::urgent), 150);
}

TEST_F(WindowTest, ARequestOfAnEarlierProcessHasASlotForOneWindowAfterItsArrival) {
  for (int i = 0; i < 100; ++i) window_.bind(now_ - 2s);
  EXPECT_EQ(send(Priority::urgent), 50);
  EXPECT_EQ(wait(Priority::urgent), length - 2s);
  now_ += length - 2s;
  EXPECT_EQ(send(Priority::urgent), 100);
}

TEST_F(WindowTest, OfVeryManyEarlierRequestsTheLatestKeepTheirSlots) {
  for (int i = 0; i < 1000; ++i) window_.bind(now_ - i * 1ms);
  EXPECT_EQ(window_.bound_count(), 150U);
  EXPECT_EQ(wait(Priority::urgent), length - 149ms);
}

TEST_F(WindowTest, AnEarlierRequestThatCountsNoMoreHasNoSlot) {
  window_.bind(now_ - length);
  EXPECT_EQ(send(Priority::urgent), 150);
}

TEST_F(WindowTest, KeepsTheSlotOfARequestWithoutAnAnswer) {
  EXPECT_EQ(take(Priority::urgent), 150);
  EXPECT_EQ(window_.next_possible(Priority::urgent, now_), TimePoint::max());
  now_ += 1h;
  EXPECT_FALSE(may_go(Priority::urgent));
  window_.arrived(now_);
  EXPECT_EQ(wait(Priority::urgent), length);
}

TEST_F(WindowTest, CountsFromTheLastMomentOfArrivalWhateverTheOrderOfAnswers) {
  take(Priority::urgent);
  for (int i = 149; i >= 0; --i) window_.arrived(now_ + i * 1ms);
  now_ += length;
  EXPECT_EQ(take(Priority::urgent), 1);
  now_ += 10ms;
  EXPECT_EQ(take(Priority::urgent), 10);
}

TEST_F(WindowTest, FreesASlotAtOnceWhoseRequestWasNotWritten) {
  EXPECT_EQ(take(Priority::urgent), 150);
  window_.give_back();
  EXPECT_EQ(take(Priority::urgent), 1);
}

TEST_F(WindowTest, NeverLetsABulkMessageBurst) {
  EXPECT_EQ(send(Priority::bulk), 1);
  EXPECT_GT(wait(Priority::bulk), 20ms);
  now_ += 1h;
  EXPECT_EQ(send(Priority::bulk), 1);
}

TEST_F(WindowTest, SpreadsBulkMessagesAtTheRateThoughTimersComeLate) {
  for (const auto late : {4ms, 30ms}) {
    now_ += 1h;
    const TimePoint end = now_ + 60s;
    int count = 0;
    while (now_ < end) {
      count += send(Priority::bulk);
      now_ = window_.next_possible(Priority::bulk, now_) + late;
    }
    EXPECT_NEAR(count, 60 * 30, 20);
  }
}

TEST_F(WindowTest, LetsNormalMessagesBurstOverFourFifthsAndThenSpreadsThem) {
  EXPECT_EQ(send(Priority::normal), 120);
  EXPECT_GT(wait(Priority::normal), 3s);
  EXPECT_LE(wait(Priority::normal), 5s);
}

TEST_F(WindowTest, KeepsSlotsForUrgentMessagesBehindANormalBurst) {
  send(Priority::normal);
  EXPECT_EQ(send(Priority::urgent), 30);
}

TEST_F(WindowTest, HoldsSpreadMessagesBackWhileABurstIsPaidFor) {
  send(Priority::urgent, 60);
  EXPECT_GT(wait(Priority::bulk), 1900ms);
  EXPECT_LE(wait(Priority::bulk), 2s);
}

TEST_F(WindowTest, ASlotGivenBackTookNobodysTurn) {
  take(Priority::bulk);
  window_.give_back();
  EXPECT_TRUE(may_go(Priority::bulk));
}

TEST_F(WindowTest, LearnsFromARefusalWhatTheProviderTook) {
  take(Priority::urgent);
  for (int i = 0; i < 60; ++i) window_.arrived(now_);
  for (int i = 0; i < 90; ++i) window_.refused(now_, now_, true);
  EXPECT_EQ(wait(Priority::urgent), length);
  EXPECT_EQ(window_.capacity(), 60U);
  now_ += length;
  EXPECT_EQ(send(Priority::urgent), 60);
}

TEST_F(WindowTest, CountsWhatWasTakenInTheWindowBeforeTheRefusalOnly) {
  send(Priority::urgent, 50);
  now_ += 3s;
  send(Priority::urgent, 70);
  now_ += 2s + 1ms;  // the first are counted no more by the provider, and bound still
  EXPECT_EQ(take(Priority::urgent, 1), 1);
  window_.refused(now_, now_, true);
  static_cast<void>(may_go(Priority::urgent));
  EXPECT_EQ(window_.capacity(), 70U);
}

TEST_F(WindowTest, IsClosedWhileItReadsALimitOff) {
  take(Priority::urgent, 100);
  window_.refused(now_, now_, true);
  EXPECT_FALSE(may_go(Priority::urgent));
  EXPECT_FALSE(window_.may_write());
  for (int i = 0; i < 99; ++i) window_.arrived(now_);
  EXPECT_FALSE(may_go(Priority::urgent));  // it is full now
  EXPECT_EQ(window_.capacity(), 99U);
}

TEST_F(WindowTest, ReadsALimitOffWithinASecondWhateverIsNotAnswered) {
  take(Priority::urgent, 100);
  window_.refused(now_, now_, true);
  EXPECT_EQ(wait(Priority::urgent), 1s);
  now_ += 1s;
  static_cast<void>(may_go(Priority::urgent));
  EXPECT_EQ(window_.capacity(), 99U);
}

TEST_F(WindowTest, MayNotWriteWhatWasTakenBeyondALowerLimit) {
  take(Priority::urgent, 100);
  for (int i = 0; i < 60; ++i) window_.arrived(now_);
  for (int i = 0; i < 30; ++i) window_.refused(now_, now_, true);
  now_ += 1s;
  static_cast<void>(may_go(Priority::urgent));
  EXPECT_EQ(window_.capacity(), 70U);
  EXPECT_TRUE(window_.may_write());
  window_.refused(now_, now_, true);
  for (int i = 0; i < 9; ++i) window_.give_back();
  static_cast<void>(may_go(Priority::urgent));
  EXPECT_EQ(window_.capacity(), 60U);
  EXPECT_TRUE(window_.may_write());
}

TEST_F(WindowTest, SpreadsByTheLimitThatItLearned) {
  take(Priority::urgent);
  for (int i = 0; i < 50; ++i) window_.arrived(now_);
  for (int i = 0; i < 100; ++i) window_.refused(now_, now_, true);
  now_ += 1h;
  EXPECT_EQ(send(Priority::bulk), 1);
  EXPECT_GT(wait(Priority::bulk), 80ms);
  EXPECT_EQ(send(Priority::normal), 39);
}

TEST_F(WindowTest, ManyRefusalsDelayBulkByOneWindowAtMost) {
  for (int i = 0; i < 10; ++i) {
    const int count = take(Priority::urgent);
    ASSERT_EQ(count, 150);
    for (int j = 0; j < count; ++j) window_.refused(now_, now_, false);
  }
  EXPECT_LE(wait(Priority::bulk), 5s);
}

TEST_F(WindowTest, ToldToPauseLetsNothingGoBefore) {
  window_.pause_until(now_ + 3s);
  for (const auto priority : all_priorities) EXPECT_EQ(wait(priority), 3s);
  now_ += 3s;
  EXPECT_TRUE(may_go(Priority::urgent));
}

TEST_F(WindowTest, ToldToPauseTwiceKeepsTheLater) {
  window_.pause_until(now_ + 3s);
  window_.pause_until(now_ + 1s);
  EXPECT_EQ(wait(Priority::urgent), 3s);
}

TEST_F(WindowTest, TellsTheTimeOfTheNextSlotExactly) {
  send(Priority::urgent, 100);
  now_ += 1s;
  send(Priority::urgent, 50);
  EXPECT_EQ(wait(Priority::urgent), length - 1s);
  now_ = window_.next_possible(Priority::urgent, now_);
  EXPECT_EQ(send(Priority::urgent), 100);
}

TEST_F(WindowTest, OfRateZeroHasNoLimitButKeepsPauses) {
  window_ = Window{WindowOptions{.requests_per_second = 0}};
  for (const auto priority : all_priorities) EXPECT_EQ(take(priority, 10'000), 10'000);
  window_.arrived(now_);
  window_.give_back();
  window_.pause_until(now_ + 1s);
  EXPECT_EQ(wait(Priority::bulk), 1s);
}

TEST_F(WindowTest, OfAnyRateAdmitsOneRequestAWindow) {
  window_ = Window{WindowOptions{.requests_per_second = 0.01}};
  EXPECT_EQ(send(Priority::normal), 1);
}

TEST_F(WindowTest, KeepsWhatIsBoundWhenTheLimitIsLowered) {
  send(Priority::urgent, 100);
  window_.configure({.requests_per_second = 10}, now_);
  EXPECT_EQ(wait(Priority::urgent), length);
  now_ += length;
  EXPECT_EQ(send(Priority::urgent), 50);
}

TEST_F(WindowTest, AdmitsWhatARaisedLimitLeavesAndNoMore) {
  send(Priority::urgent, 100);
  window_.configure({.requests_per_second = 40}, now_);
  EXPECT_EQ(send(Priority::urgent), 100);
  EXPECT_EQ(wait(Priority::urgent), length);
}

TEST_F(WindowTest, OfTheSameOptionsStaysAsItIs) {
  send(Priority::urgent);
  window_.configure(WindowOptions{}, now_);
  EXPECT_EQ(wait(Priority::urgent), length);
}

TEST_F(WindowTest, ThatGrowsWaitsForWhatTheShorterOneHasForgotten) {
  send(Priority::urgent, 150);
  now_ += length;
  window_.configure({.requests_per_second = 15, .window = 10s}, now_);
  EXPECT_EQ(wait(Priority::urgent), 5s);
  now_ += 5s;
  EXPECT_EQ(send(Priority::urgent), 150);
}

TEST_F(WindowTest, ThatShrinksBindsItsSlotsForLess) {
  send(Priority::urgent, 150);
  window_.configure({.requests_per_second = 150, .window = 1s}, now_);
  EXPECT_EQ(wait(Priority::urgent), 1s + 5ms);
}

TEST_F(WindowTest, ThatHadNoLimitIsFullForOneWindow) {
  window_ = Window{WindowOptions{.requests_per_second = 0}};
  EXPECT_EQ(take(Priority::urgent, 1000), 1000);
  window_.configure(WindowOptions{}, now_);
  EXPECT_EQ(wait(Priority::urgent), std::chrono::nanoseconds{TimePoint::max() - now_});
  for (int i = 0; i < 1000; ++i) window_.arrived(now_);
  EXPECT_EQ(wait(Priority::urgent), length);
}

TEST_F(WindowTest, ThatLosesItsLimitLetsEverythingGo) {
  send(Priority::urgent, 100);
  take(Priority::urgent, 50);
  window_.configure({.requests_per_second = 0}, now_);
  EXPECT_EQ(take(Priority::urgent, 1000), 1000);
  for (int i = 0; i < 1050; ++i) window_.arrived(now_);
  EXPECT_TRUE(may_go(Priority::urgent));
}

}  // namespace
}  // namespace dispatcher
