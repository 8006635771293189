#include "net/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1000h};

class TimerWheelTest : public testing::Test {
 protected:
  TimerWheelTest() { wheel.advance(start); }

  TimerWheel wheel;
  int fired = 0;
  Timer timer{wheel, [this] { ++fired; }};
};

TEST_F(TimerWheelTest, FiresOnceAtTheDueTimeOrUpToATickLater) {
  timer.arm_at(start + 100ms);
  wheel.advance(start + 99ms);
  EXPECT_EQ(fired, 0);
  wheel.advance(start + 100ms + TimerWheel::tick);
  EXPECT_EQ(fired, 1);
  wheel.advance(start + 10s);
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, NeverFiresEarly) {
  std::mt19937_64 engine(7);
  for (int round = 0; round < 200; ++round) {
    const auto due = start + std::chrono::nanoseconds{engine() % 100'000'000'000};
    TimerWheel fresh;
    fresh.advance(start);
    bool rang = false;
    Timer other(fresh, [&] { rang = true; });
    other.arm_at(due);
    fresh.advance(due - 1ns);
    EXPECT_FALSE(rang) << "round " << round;
    fresh.advance(due + TimerWheel::tick);
    EXPECT_TRUE(rang) << "round " << round;
  }
}

TEST_F(TimerWheelTest, DoesNotFireAfterItWasCancelled) {
  timer.arm_at(start + 100ms);
  timer.cancel();
  EXPECT_FALSE(timer.is_armed());
  wheel.advance(start + 1s);
  EXPECT_EQ(fired, 0);
}

TEST_F(TimerWheelTest, KeepsTheLastTimeThatItWasArmedFor) {
  timer.arm_at(start + 100ms);
  timer.arm_at(start + 300ms);
  wheel.advance(start + 200ms);
  EXPECT_EQ(fired, 0);
  wheel.advance(start + 400ms);
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, IsCancelledByItsDestruction) {
  auto other = std::make_unique<Timer>(wheel, [this] { ++fired; });
  other->arm_at(start + 100ms);
  other.reset();
  wheel.advance(start + 1s);
  EXPECT_EQ(fired, 0);
}

TEST_F(TimerWheelTest, WaitsForDeadlinesBeyondOneTurnOfTheWheel) {
  timer.arm_at(start + 5min);
  for (auto now = start; now < start + 5min; now += 1s) wheel.advance(now);
  EXPECT_EQ(fired, 0);
  wheel.advance(start + 5min + TimerWheel::tick);
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, FiresWhatIsDueAfterAJumpOfHours) {
  timer.arm_at(start + 2h);
  wheel.advance(start + 3h);
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, FiresForATimeInThePastWithTheNextTick) {
  timer.arm_at(start - 1h);
  wheel.advance(start + TimerWheel::tick);
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, LetsACallbackCancelAndDestroyOthersThatAreDueWithIt) {
  int others_fired = 0;
  auto destroyed = std::make_unique<Timer>(wheel, [&] { ++others_fired; });
  Timer cancelled(wheel, [&] { ++others_fired; });
  Timer first(wheel, [&] {
    cancelled.cancel();
    destroyed.reset();
  });
  first.arm_at(start + 1s);
  cancelled.arm_at(start + 1s);
  destroyed->arm_at(start + 1s);
  wheel.advance(start + 2s);
  EXPECT_EQ(others_fired, 0);
}

TEST_F(TimerWheelTest, LetsACallbackArmItsOwnTimerAgain) {
  int rings = 0;
  Timer* self = nullptr;
  Timer again(wheel, [&] {
    if (++rings < 3) self->arm_at(start);
  });
  self = &again;
  again.arm_at(start);
  for (int tick = 1; tick <= 5; ++tick) wheel.advance(start + tick * TimerWheel::tick);
  EXPECT_EQ(rings, 3);
}

TEST_F(TimerWheelTest, SaysWhenItWantsToBeLookedAt) {
  EXPECT_FALSE(wheel.next_wake());
  timer.arm_at(start + 1s);
  ASSERT_TRUE(wheel.next_wake());
  EXPECT_GE(*wheel.next_wake(), start + 1s);
  EXPECT_LE(*wheel.next_wake(), start + 1s + TimerWheel::tick);
  timer.cancel();
  EXPECT_FALSE(wheel.next_wake());
}

TEST_F(TimerWheelTest, TellsItsDriverOnlyOfEarlierDeadlines) {
  std::vector<TimePoint> told;
  wheel.on_earlier_wake = [&](TimePoint due) { told.push_back(due); };
  Timer later(wheel, [] {});
  timer.arm_at(start + 1s);
  later.arm_at(start + 2s);
  ASSERT_EQ(told.size(), 1U);
  later.arm_at(start + 500ms);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_LT(told[1], told[0]);
}

}  // namespace
}  // namespace net
