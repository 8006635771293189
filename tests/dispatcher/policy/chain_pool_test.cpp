#include "dispatcher/policy/chain_pool.hpp"

#include <gtest/gtest.h>

#include "tests/dispatcher/policy/lane_keys.hpp"

namespace dispatcher {
namespace {

TEST(ChainPool, MakesANewChainOfWhatWasGivenBackLast) {
  ChainPool pool;
  Chain& first = pool.make(alice, Priority::normal);
  Chain& second = pool.make(bob, Priority::normal);
  first.load({.position = {.sequence = 1}, .handle = 1});
  first.park_last({.sequence = 2});
  first.state = Chain::State::blocked;
  pool.give_back(second);
  pool.give_back(first);
  EXPECT_EQ(pool.spare_count(), 2U);

  Chain& again = pool.make(bob, Priority::bulk);
  EXPECT_EQ(&again, &first);
  EXPECT_EQ(again.key, bob);
  EXPECT_EQ(again.priority, Priority::bulk);
  EXPECT_TRUE(again.forgettable());
  EXPECT_EQ(pool.spare_count(), 1U);
  pool.give_back(again);
}

TEST(ChainPool, FreesWhatIsBeyondItsBound) {
  ChainPool pool;
  std::vector<Chain*> chains;
  for (std::size_t i = 0; i <= ChainPool::spare_max; ++i) {
    chains.push_back(&pool.make(alice, Priority::normal));
  }
  for (Chain* chain : chains) pool.give_back(*chain);
  EXPECT_EQ(pool.spare_count(), ChainPool::spare_max);
}

TEST(ChainPool, GetsTheChainsOfALaneThatGoes) {
  ChainPool pool;
  {
    Lane lane(pool);
    lane.arrive({.key = alice, .position = {.sequence = 1}});
    lane.arrive({.key = bob, .position = {.sequence = 2}});
    EXPECT_EQ(pool.spare_count(), 0U);
  }
  EXPECT_EQ(pool.spare_count(), 2U);
}

}  // namespace
}  // namespace dispatcher
