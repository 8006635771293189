// Scheduled messages in a lane that has not been read as far as their time.
#include <gtest/gtest.h>

#include <chrono>

#include "dispatcher/policy/lane.hpp"
#include "tests/dispatcher/policy/lane_keys.hpp"

namespace dispatcher {
namespace {

using std::chrono::seconds;

/// A lane whose messages have their sequence as handle; those that are read were accepted at the
/// second of that number.
class LaneScheduledTest : public ::testing::Test {
 protected:
  static WallTime at(std::uint64_t second) { return WallTime{seconds{second}}; }
  Lane::Placement read(OrderKey key, std::uint64_t sequence) {
    return lane.arrive(
        {key, Priority::normal, {at(sequence), sequence}, static_cast<Handle>(sequence)});
  }
  void due(OrderKey key, std::uint64_t sequence, WallTime from, bool scheduled = true) {
    lane.arrive(
        {key, Priority::normal, {from, sequence}, static_cast<Handle>(sequence), true, scheduled});
  }
  bool read_up_to(WallTime from) { return lane.read_up_to(Priority::normal, from); }
  bool ready() { return lane.ready(Priority::normal); }
  /// Takes the next one, whose sequence this is.
  Chain* take(std::uint64_t sequence) {
    Chain* chain = lane.take(Priority::normal);
    EXPECT_EQ(chain->head.handle, sequence);
    return chain;
  }

  ChainPool chains;
  Lane lane{chains};
};

TEST_F(LaneScheduledTest, WaitUntilTheLaneIsReadAsFarAsTheirTime) {
  read_up_to(at(4));
  due(alice, 1, at(5));
  EXPECT_FALSE(ready());
  EXPECT_TRUE(read_up_to(at(5)));
  take(1);
}

TEST_F(LaneScheduledTest, WaitUntilTheLaneIsReadToItsEnd) {
  due(alice, 1, at(5));
  EXPECT_FALSE(ready());
  EXPECT_TRUE(read_up_to(WallTime::max()));
  take(1);
}

TEST_F(LaneScheduledTest, GoBehindWhatIsReadMeanwhile) {
  due(alice, 1, at(5));
  read(alice, 3);
  Chain* chain = take(3);
  lane.finish(chain);
  EXPECT_FALSE(ready());
  read_up_to(at(7));
  take(1);
}

TEST_F(LaneScheduledTest, LetOthersPassWhileTheyWait) {
  due(alice, 1, at(5));
  read(bob, 3);
  take(3);
}

TEST_F(LaneScheduledTest, DoNotWaitAnewWhenTheyWereTried) {
  due(alice, 1, at(5), false);
  take(1);
}

TEST_F(LaneScheduledTest, WaitForTheLaneAgainWhenItHasGrown) {
  read_up_to(WallTime::max());
  read_up_to(at(4));
  due(alice, 1, at(5));
  EXPECT_FALSE(ready());
}

TEST_F(LaneScheduledTest, MakeALaterOneWaitThatWasReady) {
  read_up_to(WallTime::max());
  due(alice, 2, at(6));
  EXPECT_TRUE(ready());
  read_up_to(at(4));
  due(alice, 1, at(5));
  EXPECT_FALSE(ready());
  read_up_to(at(5));
  lane.finish(take(1));
  EXPECT_FALSE(ready());
  read_up_to(at(6));
  take(2);
}

TEST_F(LaneScheduledTest, WaitAgainWhenTheyAreGivenBackToALaneThatGrew) {
  read_up_to(WallTime::max());
  due(alice, 1, at(5));
  Chain* chain = take(1);
  read_up_to(at(4));
  lane.give_back(chain);
  EXPECT_FALSE(ready());
  read_up_to(at(5));
  take(1);
}

TEST_F(LaneScheduledTest, CanBeWithdrawnWhileTheyWait) {
  due(alice, 1, at(5));
  due(alice, 2, at(6));
  EXPECT_EQ(lane.withdraw(alice, Priority::normal, 1).where, Lane::Found::Where::loaded);
  EXPECT_FALSE(read_up_to(at(5)));
  EXPECT_TRUE(read_up_to(at(6)));
  take(2);
}

TEST_F(LaneScheduledTest, LeaveALaneIdleThatTheyWereWithdrawnFrom) {
  due(alice, 1, at(5));
  EXPECT_FALSE(lane.idle());
  lane.withdraw(alice, Priority::normal, 1);
  EXPECT_TRUE(lane.idle());
  EXPECT_FALSE(read_up_to(WallTime::max()));
}

TEST_F(LaneScheduledTest, TakeNoRoomFromWhatIsRead) {
  read(bob, 1);
  due(alice, 2, at(5));
  EXPECT_EQ(lane.read_count(Priority::normal), 1U);
  EXPECT_EQ(lane.loaded_count(Priority::normal), 2U);
  read_up_to(at(5));
  lane.finish(take(1));
  lane.finish(take(2));
  EXPECT_EQ(lane.loaded_count(Priority::normal), 0U);
}

}  // namespace
}  // namespace dispatcher
