#include "dispatcher/policy/lane.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "tests/dispatcher/policy/lane_keys.hpp"

namespace dispatcher {
namespace {

using std::chrono::seconds;

/// A lane whose messages have their sequence as handle.
class LaneTest : public ::testing::Test {
 protected:
  Lane::Placement read(OrderKey key, std::uint64_t sequence, Priority priority = Priority::normal) {
    return lane.arrive({key, priority, {WallTime{}, sequence}, static_cast<Handle>(sequence)});
  }
  Lane::Placement due(OrderKey key, std::uint64_t sequence, WallTime from = {}) {
    return lane.arrive(
        {key, Priority::normal, {from, sequence}, static_cast<Handle>(sequence), true});
  }
  std::uint64_t next(Priority priority = Priority::normal) { return lane.peek(priority); }

  ChainPool chains;
  Lane lane{chains};
};

TEST_F(LaneTest, LetsOneMessageOfAParticipantGoAtATime) {
  read(alice, 1);
  read(alice, 2);
  Chain* chain = lane.take(Priority::normal);
  EXPECT_EQ(chain->head.handle, 1U);
  EXPECT_FALSE(lane.ready(Priority::normal));
  lane.finish(chain);
  EXPECT_EQ(next(), 2U);
}

TEST_F(LaneTest, LetsOtherParticipantsPass) {
  read(alice, 1);
  read(alice, 2);
  read(bob, 3);
  lane.take(Priority::normal);
  EXPECT_EQ(next(), 3U);
}

TEST_F(LaneTest, KeepsPrioritiesOfOneParticipantApart) {
  read(alice, 1, Priority::bulk);
  read(alice, 2, Priority::urgent);
  lane.take(Priority::bulk);
  EXPECT_TRUE(lane.ready(Priority::urgent));
}

TEST_F(LaneTest, SendsWhatWasGivenBackFirst) {
  read(alice, 1);
  read(alice, 2);
  read(bob, 3);
  lane.give_back(lane.take(Priority::normal));
  EXPECT_EQ(next(), 1U);
  EXPECT_EQ(lane.loaded_count(Priority::normal), 3U);
}

TEST_F(LaneTest, ParksWhatALongChainNeedsNotYet) {
  EXPECT_EQ(read(alice, 1), Lane::Placement::loaded);
  EXPECT_EQ(read(alice, 2), Lane::Placement::loaded);
  EXPECT_EQ(read(alice, 3), Lane::Placement::parked);
  EXPECT_EQ(lane.loaded_count(Priority::normal), 2U);
  EXPECT_EQ(lane.parked_count(), 1U);
}

TEST_F(LaneTest, AsksForParkedMessagesWhenTheirTurnComes) {
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) read(alice, sequence);
  EXPECT_TRUE(lane.take_rereads(Priority::normal).empty());
  Chain* chain = lane.take(Priority::normal);
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{3});
  EXPECT_EQ(read(alice, 3), Lane::Placement::loaded);
  lane.finish(chain);
  EXPECT_EQ(next(), 2U);
}

TEST_F(LaneTest, DoesNotLetALaterMessageOvertakeOneThatIsBeingReadAgain) {
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) read(alice, sequence);
  lane.finish(lane.take(Priority::normal));
  lane.finish(lane.take(Priority::normal));  // 3 is asked for, and not here yet
  EXPECT_FALSE(lane.ready(Priority::normal));
  EXPECT_EQ(read(alice, 4), Lane::Placement::parked);
  read(alice, 3);
  EXPECT_EQ(next(), 3U);
}

TEST_F(LaneTest, HoldsAParticipantBackWhileItsHeadIsInTheDueIndex) {
  read(alice, 1);
  read(alice, 2);
  read(bob, 3);
  std::vector<Handle> evicted;
  lane.block(lane.take(Priority::normal), evicted);
  EXPECT_EQ(evicted, std::vector<Handle>{2});
  EXPECT_EQ(next(), 3U);
  lane.finish(lane.take(Priority::normal));
  EXPECT_TRUE(lane.idle());
  EXPECT_TRUE(lane.take_rereads(Priority::normal).empty());

  due(alice, 1, WallTime{seconds{60}});  // it keeps the place it had
  EXPECT_EQ(next(), 1U);
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{2});
}

TEST_F(LaneTest, BlocksFromTheStartWhatWasTriedBefore) {
  lane.block_at_start(alice, Priority::normal, {WallTime{}, 1});
  read(alice, 2);
  EXPECT_FALSE(lane.ready(Priority::normal));
  due(alice, 1);
  EXPECT_EQ(next(), 1U);
}

// One that was let go before its time, and is in doubt since: an equal text in front of it would
// wait for it, and it for that.
TEST_F(LaneTest, PutsWhatIsInDoubtBeforeWhatIsNot) {
  due(alice, 1, WallTime{seconds{60}});
  std::vector<Handle> evicted;
  lane.block(lane.take(Priority::normal), evicted);
  due(alice, 2, WallTime{seconds{30}});
  lane.arrive({.key = alice,
               .position = {WallTime{seconds{60}}, 1},
               .handle = 1,
               .from_due = true,
               .in_doubt = true});
  EXPECT_EQ(next(), 1U);
  lane.finish(lane.take(Priority::normal));
  EXPECT_EQ(next(), 2U);
}

TEST_F(LaneTest, PutsAScheduledMessageInItsPlaceByTime) {
  lane.arrive({alice, Priority::normal, {WallTime{seconds{10}}, 7}, 7});
  due(alice, 3, WallTime{seconds{20}});  // accepted first, but not to go before second 20
  EXPECT_EQ(next(), 7U);
  lane.finish(lane.take(Priority::normal));
  EXPECT_EQ(next(), 3U);
}

TEST_F(LaneTest, ReadsParkedMessagesAgainAlthoughScheduledOnesBehindThemCameDue) {
  read(alice, 1);
  Chain* chain = lane.take(Priority::normal);
  std::vector<Handle> evicted;
  lane.block(chain, evicted);
  read(alice, 2);
  due(alice, 3, WallTime{seconds{8}});
  due(alice, 4, WallTime{seconds{9}});
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{1});
  lane.withdraw(alice, Priority::normal, 1);
  EXPECT_FALSE(lane.ready(Priority::normal));
  EXPECT_EQ(lane.take_rereads(Priority::normal), std::vector<std::uint64_t>{2});
  read(alice, 2);
  EXPECT_EQ(next(), 2U);
}

/// Two of alice's were tried, and are in the due index: 1 goes before 2.
class LaneWithTwoTried : public LaneTest {
 protected:
  void SetUp() override {
    lane.block_at_start(alice, Priority::normal, {WallTime{}, 1});
    lane.block_at_start(alice, Priority::normal, {WallTime{}, 2});
  }
  std::vector<std::uint64_t> asked() { return lane.take_rereads(Priority::normal); }
};

// With what it took of the credit the other could come; it gives that back only after it.
TEST_F(LaneWithTwoTried, AsksForTheHeadThatAMessageFromTheDueIndexWaitsBehind) {
  due(alice, 2);
  EXPECT_EQ(asked(), std::vector<std::uint64_t>{1});
}

TEST_F(LaneWithTwoTried, AsksOnceForAllThatWaitBehindIt) {
  due(alice, 2);
  due(alice, 3);
  EXPECT_EQ(asked().size(), 1U);
  due(alice, 4);
  EXPECT_TRUE(asked().empty());
}

TEST_F(LaneWithTwoTried, AsksForNoHeadThatOnlyWhatWasReadFromTheLaneWaitsBehind) {
  read(alice, 3);
  EXPECT_TRUE(asked().empty());
}

TEST_F(LaneWithTwoTried, AsksAgainOnceTheHeadWasTriedAgain) {
  due(alice, 2);
  (void)asked();
  due(alice, 1);
  std::vector<Handle> evicted;
  lane.block(lane.take(Priority::normal), evicted);
  EXPECT_EQ(asked(), std::vector<std::uint64_t>{1});
}

TEST_F(LaneWithTwoTried, AsksAgainOnceTheHeadWasLookedForInVain) {
  due(alice, 2);
  (void)asked();
  lane.went_back(alice, Priority::normal, 2);  // which is none
  EXPECT_TRUE(asked().empty());
  lane.went_back(alice, Priority::normal, 1);
  EXPECT_EQ(asked(), std::vector<std::uint64_t>{1});
}

TEST_F(LaneTest, ForgetsAParticipantWithNothingLeft) {
  read(alice, 1);
  EXPECT_FALSE(lane.idle());
  lane.finish(lane.take(Priority::normal));
  EXPECT_TRUE(lane.idle());
  EXPECT_EQ(lane.loaded_count(Priority::normal), 0U);
}

}  // namespace
}  // namespace dispatcher
