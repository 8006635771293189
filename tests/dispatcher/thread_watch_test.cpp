#include "dispatcher/thread_watch.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

class ThreadWatchTest : public testing::Test {
 protected:
  /// Looks every 50 ms, as the daemon does, until `duration` has passed.
  ThreadState after(std::chrono::milliseconds duration) {
    const TimePoint end = now_ + duration;
    ThreadState state = watch_.look(signs_, now_);
    while (now_ < end) state = watch_.look(signs_, now_ += 50ms);
    return state;
  }

  ThreadWatch watch_;
  queue::Signs signs_;
  TimePoint now_{1h};
};

TEST_F(ThreadWatchTest, AThreadThatNobodyAsksIsWell) { EXPECT_EQ(after(10min), ThreadState::well); }

TEST_F(ThreadWatchTest, AThreadThatAnswersIsWell) {
  for (int i = 0; i < 100; ++i) {
    ++signs_.asked;
    EXPECT_EQ(after(4900ms), ThreadState::well);
    ++signs_.answered;
    EXPECT_EQ(after(500ms), ThreadState::well);
  }
}

TEST_F(ThreadWatchTest, AThreadThatDoesNotAnswerForFiveSecondsIsStuck) {
  ++signs_.asked;
  EXPECT_EQ(after(4950ms), ThreadState::well);
  EXPECT_EQ(after(50ms), ThreadState::stuck);
  EXPECT_EQ(after(10min), ThreadState::stuck);
}

TEST_F(ThreadWatchTest, AThreadThatAnswersAtLastIsWellAgain) {
  ++signs_.asked;
  EXPECT_EQ(after(1min), ThreadState::stuck);
  ++signs_.answered;
  EXPECT_EQ(after(50ms), ThreadState::well);
}

TEST_F(ThreadWatchTest, ADiskCallWorriesAfterTwoSecondsAndIsStuckAfterSixty) {
  ++signs_.asked;
  ++signs_.disk_calls;
  EXPECT_EQ(after(1950ms), ThreadState::well);
  EXPECT_EQ(after(50ms), ThreadState::slow_disk);
  EXPECT_EQ(after(57950ms), ThreadState::slow_disk);
  EXPECT_EQ(after(50ms), ThreadState::stuck);
}

TEST_F(ThreadWatchTest, ADiskCallThatEndsIsForgiven) {
  ++signs_.disk_calls;
  EXPECT_EQ(after(59s), ThreadState::slow_disk);
  ++signs_.disk_calls;
  EXPECT_EQ(after(50ms), ThreadState::well);
}

TEST_F(ThreadWatchTest, ManyShortDiskCallsAreNoLongOne) {
  ++signs_.asked;
  for (int i = 0; i < 1000; ++i) {
    ++signs_.disk_calls;
    EXPECT_EQ(after(200ms), ThreadState::well);
  }
}

TEST_F(ThreadWatchTest, BehindADiskCallAThreadHasItsFiveSecondsToAnswer) {
  ++signs_.asked;
  ++signs_.disk_calls;
  (void)after(30s);
  ++signs_.disk_calls;
  EXPECT_EQ(after(4950ms), ThreadState::well);
  EXPECT_EQ(after(50ms), ThreadState::stuck);
}

TEST_F(ThreadWatchTest, AWatcherThatWasAwayItselfBlamesNobody) {
  ++signs_.asked;
  (void)after(50ms);
  now_ += 1h;
  EXPECT_EQ(watch_.look(signs_, now_), ThreadState::well);
  EXPECT_EQ(after(4s), ThreadState::stuck);
}

TEST_F(ThreadWatchTest, AQuestionThatIsOldWhenItIsFirstSeenIsNew) {
  ++signs_.asked;
  EXPECT_EQ(watch_.look(signs_, now_), ThreadState::well);
}

}  // namespace
}  // namespace dispatcher
