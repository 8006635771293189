#include "queue/pulse.hpp"

#include <gtest/gtest.h>

namespace queue {
namespace {

TEST(Pulse, OwesATurnFromTheQuestionToTheAnswer) {
  Pulse pulse;
  EXPECT_FALSE(pulse.read().owes());
  EXPECT_TRUE(pulse.ask());
  EXPECT_TRUE(pulse.read().owes());
  pulse.answer();
  EXPECT_FALSE(pulse.read().owes());
}

TEST(Pulse, AsksOneQuestionAtATime) {
  Pulse pulse;
  EXPECT_TRUE(pulse.ask());
  EXPECT_FALSE(pulse.ask());
  pulse.answer();
  EXPECT_TRUE(pulse.ask());
}

TEST(Pulse, ShowsThatItIsWithinADiskCall) {
  Pulse pulse;
  {
    const Pulse::DiskCall call(pulse);
    EXPECT_TRUE(pulse.read().in_disk_call());
  }
  EXPECT_FALSE(pulse.read().in_disk_call());
  EXPECT_EQ(pulse.read().disk_calls, 2U);
}

TEST(Pulse, OfAThreadThatEndedOwesNothing) {
  Pulse pulse;
  (void)pulse.ask();
  pulse.end();
  EXPECT_FALSE(pulse.read().owes());
  EXPECT_FALSE(pulse.ask());
  EXPECT_FALSE(pulse.read().owes());
}

TEST(Pulse, OfAThreadThatBeginsAnewCanBeAsked) {
  Pulse pulse;
  pulse.end();
  (void)pulse.ask();
  pulse.begin();
  EXPECT_TRUE(pulse.ask());
  EXPECT_TRUE(pulse.read().owes());
}

}  // namespace
}  // namespace queue
