#include "dispatcher/policy/lane_tally.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint tally_start{seconds{1'000}};

TEST(LaneTally, OfNoAnswersIsNothing) {
  LaneTally tally;
  const auto lately = tally.lately(tally_start);
  EXPECT_EQ(lately.answers_count, 0U);
  EXPECT_EQ(lately.sent_per_second(), 0);
  EXPECT_EQ(lately.share_429(), 0);
}

TEST(LaneTally, TellsWhatTheAnswersWere) {
  LaneTally tally;
  for (const int status : {200, 201, 201, 429, 503}) tally.answered(status, tally_start);
  const auto lately = tally.lately(tally_start + seconds{2});
  EXPECT_EQ(lately.answers_count, 5U);
  EXPECT_EQ(lately.answers_429_count, 1U);
  EXPECT_EQ(lately.sent_count, 3U);
  EXPECT_DOUBLE_EQ(lately.share_429(), 0.2);
  EXPECT_DOUBLE_EQ(lately.sent_per_second(), 1.5);
}

TEST(LaneTally, TakesNoRateOverLessThanASecond) {
  LaneTally tally;
  tally.answered(201, tally_start);
  EXPECT_DOUBLE_EQ(tally.lately(tally_start + milliseconds{1}).sent_per_second(), 1);
}

TEST(LaneTally, MeasuresASteadyRateAtAnyTime) {
  LaneTally tally;
  for (int tick = 0; tick < 400; ++tick) {
    const TimePoint now = tally_start + tick * milliseconds{100};
    tally.answered(201, now);
    if (tick < 20) continue;
    EXPECT_NEAR(tally.lately(now).sent_per_second(), 10, 0.6) << tick;
  }
}

TEST(LaneTally, ForgetsWhatIsTwoSlicesOld) {
  LaneTally tally;
  tally.answered(429, tally_start);
  EXPECT_EQ(tally.lately(tally_start + seconds{19}).answers_429_count, 1U);
  EXPECT_EQ(tally.lately(tally_start + seconds{20}).answers_429_count, 0U);
}

TEST(LaneTally, BeginsAnewAfterAPause) {
  LaneTally tally;
  tally.answered(201, tally_start);
  const TimePoint later = tally_start + seconds{500};
  for (int i = 0; i < 4; ++i) tally.answered(201, later);
  EXPECT_DOUBLE_EQ(tally.lately(later + seconds{2}).sent_per_second(), 2);
}

}  // namespace
}  // namespace dispatcher
