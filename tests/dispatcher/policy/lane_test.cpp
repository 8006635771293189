#include "dispatcher/policy/lane.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <vector>

namespace dispatcher {
namespace {

using std::chrono::seconds;

constexpr OrderKey alice{1};
constexpr OrderKey bob{2};

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

  Lane lane;
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

TEST_F(LaneTest, PutsAScheduledMessageInItsPlaceByTime) {
  lane.arrive({alice, Priority::normal, {WallTime{seconds{10}}, 7}, 7});
  due(alice, 3, WallTime{seconds{20}});  // accepted first, but not to go before second 20
  EXPECT_EQ(next(), 7U);
  lane.finish(lane.take(Priority::normal));
  EXPECT_EQ(next(), 3U);
}

TEST_F(LaneTest, ForgetsAParticipantWithNothingLeft) {
  read(alice, 1);
  EXPECT_FALSE(lane.idle());
  lane.finish(lane.take(Priority::normal));
  EXPECT_TRUE(lane.idle());
  EXPECT_EQ(lane.loaded_count(Priority::normal), 0U);
}

/// Random arrivals, settlements, give-backs and deferrals over few participants: whatever happens,
/// each participant's messages end in the order in which they came, and all of them end.
TEST(LaneProperty, KeepsTheOrderOfEveryParticipantWhateverHappens) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto chance = [&random](int percent) {
    return std::uniform_int_distribution<>(0, 99)(random) < percent;
  };

  Lane lane;
  std::map<std::uint64_t, OrderKey> key_of;
  std::vector<Chain*> taken;
  std::vector<std::uint64_t> deferred;
  std::map<std::uint8_t, std::vector<std::uint64_t>> ended;
  std::uint64_t read_until = 0;
  constexpr std::uint64_t messages_count = 5'000;

  const auto arrive = [&](std::uint64_t sequence, bool from_due) {
    return lane.arrive({key_of.at(sequence),
                        Priority::normal,
                        {WallTime{}, sequence},
                        static_cast<Handle>(sequence),
                        from_due});
  };
  const auto take_one_of = [&](auto& from) {
    const auto at = std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random);
    const auto one = from[at];
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(at));
    return one;
  };

  std::size_t ended_count = 0;
  while (ended_count < messages_count) {
    if (read_until < messages_count && chance(40)) {
      key_of[++read_until] = OrderKey{static_cast<std::uint8_t>(random() % 7)};
      arrive(read_until, false);
    }
    if (lane.ready(Priority::normal) && chance(60)) taken.push_back(lane.take(Priority::normal));
    for (const auto sequence : lane.take_rereads(Priority::normal)) {
      ASSERT_EQ(arrive(sequence, false), Lane::Placement::loaded);
    }
    if (!taken.empty() && chance(60)) {
      Chain* chain = take_one_of(taken);
      const auto sequence = chain->head.position.sequence;
      if (chance(20)) {
        lane.give_back(chain);
      } else if (chance(20)) {
        std::vector<Handle> evicted;
        lane.block(chain, evicted);
        deferred.push_back(sequence);
      } else {
        ended[key_of[sequence][0]].push_back(sequence);
        ++ended_count;
        lane.finish(chain);
      }
    }
    if (!deferred.empty() && chance(30)) arrive(take_one_of(deferred), true);
  }
  for (const auto& [participant, sequences] : ended) {
    EXPECT_TRUE(std::ranges::is_sorted(sequences)) << "participant " << int{participant};
  }
  EXPECT_TRUE(lane.idle());
  EXPECT_EQ(lane.parked_count(), 0U);
}

}  // namespace
}  // namespace dispatcher
