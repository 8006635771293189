#include "dispatcher/policy/blame.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(Blame, IsNobodysWhenNeitherLimitWasHalfUsed) { EXPECT_EQ(blame({}), Blame::nobody); }

TEST(Blame, IsTheLanesWhenItAloneIsBusy) { EXPECT_EQ(blame({.lane_is_busy = true}), Blame::lane); }

TEST(Blame, IsTheAccountsWhenItIsBusy) {
  EXPECT_EQ(blame({.account_is_busy = true}), Blame::account);
  EXPECT_EQ(blame({.lane_is_busy = true, .account_is_busy = true}), Blame::account);
}

TEST(Blame, IsNotTheAccountsWhenItHadMoreInFlight) {
  EXPECT_EQ(blame({.account_is_busy = true, .more_was_taken = true}), Blame::nobody);
  EXPECT_EQ(blame({.lane_is_busy = true, .account_is_busy = true, .more_was_taken = true}),
            Blame::lane);
}

TEST(Blame, IsTheLanesWhenItIsRefusedAgain) {
  EXPECT_EQ(blame({.again = true}), Blame::lane);
  EXPECT_EQ(blame({.account_is_busy = true, .again = true}), Blame::lane);
}

TEST(Blame, IsTheAccountsWhenThreeLanesAreRefusedThatAreNotBusy) {
  EXPECT_EQ(blame({.lanes_refused = 2}), Blame::nobody);
  EXPECT_EQ(blame({.lanes_refused = 3}), Blame::account);
}

}  // namespace
}  // namespace dispatcher
