#include "dispatcher/policy/turn_pace.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::microseconds;

/// One turn a millisecond, four at once.
class TurnPaceTest : public testing::Test {
 protected:
  bool turn_after(int microseconds_passed) {
    now_ += microseconds{microseconds_passed};
    return pace_.too_fast(now_);
  }
  TurnPace pace_{microseconds{1'000}, 4};
  TimePoint now_{std::chrono::hours{1}};
};

TEST_F(TurnPaceTest, LetsAFewTurnsFollowEachOtherAtOnce) {
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(turn_after(10)) << i;
  EXPECT_TRUE(turn_after(10));
}

TEST_F(TurnPaceTest, LetsOneTurnAPeriodGoOnForEver) {
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(turn_after(1'000)) << i;
}

TEST_F(TurnPaceTest, StaysTooFastWhileMoreTurnsComeThanThat) {
  for (int i = 0; i < 20; ++i) turn_after(500);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(turn_after(500)) << i;
}

TEST_F(TurnPaceTest, ForgivesAllAfterAQuietTime) {
  for (int i = 0; i < 4; ++i) turn_after(10);
  EXPECT_FALSE(turn_after(4'000));
  EXPECT_FALSE(turn_after(10));
}

}  // namespace
}  // namespace dispatcher
