// Taking a message out of its lane, wherever it stands there.
#include <gtest/gtest.h>

#include <vector>

#include "dispatcher/policy/lane.hpp"
#include "tests/dispatcher/policy/lane_keys.hpp"

namespace dispatcher {
namespace {

using Where = Lane::Found::Where;

/// A lane whose messages have their sequence as handle.
class LaneWithdrawTest : public ::testing::Test {
 protected:
  void read(OrderKey key, std::uint64_t sequence) {
    lane.arrive({key, Priority::normal, {WallTime{}, sequence}, static_cast<Handle>(sequence)});
  }
  Where withdraw(OrderKey key, std::uint64_t sequence) {
    return lane.withdraw(key, Priority::normal, sequence).where;
  }
  std::uint64_t next() { return lane.peek(Priority::normal); }

  ChainPool chains;
  Lane lane{chains};
};

TEST_F(LaneWithdrawTest, FindsNothingOfWhatWasNeverRead) {
  read(alice, 1);
  EXPECT_EQ(withdraw(alice, 2), Where::absent);
  EXPECT_EQ(withdraw(bob, 1), Where::absent);
  EXPECT_EQ(next(), 1U);
}

TEST_F(LaneWithdrawTest, LetsTheNextOneGoInsteadOfAHead) {
  read(alice, 1);
  read(alice, 2);
  EXPECT_EQ(withdraw(alice, 1), Where::loaded);
  EXPECT_EQ(next(), 2U);
  EXPECT_EQ(lane.loaded_count(Priority::normal), 1U);
}

TEST_F(LaneWithdrawTest, AsksForParkedMessagesWhenLoadedOnesLeave) {
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) read(alice, sequence);
  withdraw(alice, 1);
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{3});
  withdraw(alice, 2);
  EXPECT_FALSE(lane.ready(Priority::normal));  // 3 is on its way
}

TEST_F(LaneWithdrawTest, ForgetsAParkedMessage) {
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) read(alice, sequence);
  EXPECT_EQ(withdraw(alice, 3), Where::parked);
  EXPECT_EQ(lane.parked_count(), 1U);
  lane.finish(lane.take(Priority::normal));
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{4});
}

TEST_F(LaneWithdrawTest, ForgetsAParkedMessageThatIsBeingReadAgain) {
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) read(alice, sequence);
  lane.finish(lane.take(Priority::normal));
  ASSERT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{3});
  EXPECT_EQ(withdraw(alice, 3), Where::parked);
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{4});
  read(alice, 4);
  EXPECT_EQ(next(), 2U);
}

TEST_F(LaneWithdrawTest, LetsAParticipantGoOnWhenWhatBlockedItIsGone) {
  read(alice, 1);
  read(alice, 2);
  std::vector<Handle> evicted;
  lane.block(lane.take(Priority::normal), evicted);
  EXPECT_EQ(withdraw(alice, 1), Where::blocking);
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{2});
}

TEST_F(LaneWithdrawTest, LeavesAloneWhatIsOnItsWay) {
  read(alice, 1);
  Chain* chain = lane.take(Priority::normal);
  const auto found = lane.withdraw(alice, Priority::normal, 1);
  EXPECT_EQ(found.where, Where::taken);
  EXPECT_EQ(found.handle, 1U);
  lane.give_back(chain);
  EXPECT_EQ(next(), 1U);
}

TEST_F(LaneWithdrawTest, ForgetsAParticipantWithNothingLeft) {
  read(alice, 1);
  withdraw(alice, 1);
  EXPECT_TRUE(lane.idle());
  EXPECT_FALSE(lane.ready(Priority::normal));
}

}  // namespace
}  // namespace dispatcher
