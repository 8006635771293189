#include "dispatcher/policy/selection.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::seconds;

constexpr TimePoint selection_now{seconds{100}};

class SelectionTest : public ::testing::Test {
 protected:
  void waiting(Priority priority) {
    order.arrive({OrderKey{static_cast<std::uint8_t>(++sequence)},
                  priority,
                  {WallTime{}, sequence},
                  static_cast<Handle>(sequence)});
  }

  std::uint64_t sequence = 0;
  ChainPool chains;
  Lane order{chains};
  Window window{WindowOptions{}};
};

TEST_F(SelectionTest, TakesTheHighestPriorityFirst) {
  waiting(Priority::bulk);
  waiting(Priority::normal);
  EXPECT_EQ(choose(order, window, 0, selection_now).priority, Priority::normal);
  waiting(Priority::urgent);
  EXPECT_EQ(choose(order, window, 0, selection_now).priority, Priority::urgent);
}

TEST_F(SelectionTest, GivesBulkEveryTenthTurn) {
  waiting(Priority::bulk);
  waiting(Priority::urgent);
  EXPECT_EQ(choose(order, window, 9, selection_now).priority, Priority::bulk);
  EXPECT_EQ(choose(order, window, 10, selection_now).priority, Priority::urgent);
}

TEST_F(SelectionTest, SaysWhenToLookAgainWhenNothingMayGo) {
  waiting(Priority::normal);
  window.pause_until(selection_now + seconds{7});
  const Choice choice = choose(order, window, 0, selection_now);
  EXPECT_FALSE(choice.priority);
  EXPECT_EQ(choice.wake_at, selection_now + seconds{7});
}

TEST_F(SelectionTest, WaitsForAnEventWhenNothingIsReady) {
  const Choice choice = choose(order, window, 0, selection_now);
  EXPECT_FALSE(choice.priority);
  EXPECT_EQ(choice.wake_at, TimePoint::max());
}

TEST_F(SelectionTest, LetsALowerPriorityGoWhenTheHigherOneMayNot) {
  waiting(Priority::bulk);  // its turn has come, but bulk is always spread
  waiting(Priority::urgent);
  window.take(Priority::urgent, selection_now);
  EXPECT_EQ(choose(order, window, 9, selection_now).priority, Priority::urgent);
}

}  // namespace
}  // namespace dispatcher
