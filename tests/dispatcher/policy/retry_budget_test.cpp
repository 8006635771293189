#include "dispatcher/policy/retry_budget.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint budget_start{1h};

TEST(RetryBudget, GivesThreeASecondThoughNothingWasSent) {
  RetryBudget budget;
  TimePoint last{};
  for (int i = 0; i < 30; ++i) last = budget.book(budget_start);
  EXPECT_GE(last, budget_start + 9s);
  EXPECT_LE(last, budget_start + 10s);
}

TEST(RetryBudget, GivesATenthOfWhatWasSentForTheFirstTimeAtOnce) {
  RetryBudget budget;
  for (int i = 0; i < 100; ++i) budget.first_send(budget_start);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(budget.book(budget_start), budget_start);
  EXPECT_EQ(budget.book(budget_start), budget_start);  // of the three a second
  EXPECT_GT(budget.book(budget_start), budget_start);
}

TEST(RetryBudget, ForgetsWhatWasSentAMinuteAgo) {
  RetryBudget budget;
  for (int i = 0; i < 100; ++i) budget.first_send(budget_start);
  const TimePoint later = budget_start + 61s;
  EXPECT_EQ(budget.book(later), later);
  EXPECT_GT(budget.book(later), later);
}

TEST(RetryBudget, SavesNothingUpForLater) {
  RetryBudget budget;
  static_cast<void>(budget.book(budget_start));
  const TimePoint later = budget_start + 1h;
  EXPECT_EQ(budget.book(later), later);
  EXPECT_GT(budget.book(later), later);
}

TEST(RetryBudget, IsKeptToInEveryMinuteWhateverComes) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 engine(seed);
    RetryBudget budget;
    std::vector<TimePoint> first_sends;
    std::vector<TimePoint> resends;
    TimePoint now = budget_start;
    for (int i = 0; i < 4000; ++i) {
      now += std::chrono::milliseconds(engine() % 100);
      if (engine() % 3 == 0) {
        resends.push_back(budget.book(now));
      } else {
        first_sends.push_back(now);
        budget.first_send(now);
      }
    }
    std::ranges::sort(resends);
    const auto within = [](const std::vector<TimePoint>& times, TimePoint from, TimePoint to) {
      return std::ranges::lower_bound(times, to) - std::ranges::lower_bound(times, from);
    };
    for (TimePoint end = budget_start; end < now; end += 1s) {
      const auto again = within(resends, end - 60s, end);
      const auto first = within(first_sends, end - 121s, end);  // what each re-send looked back on
      ASSERT_LE(again, first / 10 + 60 * 3 + 1);
    }
  }
}

}  // namespace
}  // namespace dispatcher
