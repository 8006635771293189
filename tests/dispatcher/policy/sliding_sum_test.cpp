#include "dispatcher/policy/sliding_sum.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint sum_start{1h};

TEST(SlidingSum, IsWhatWasCountedWithinItsSpan) {
  SlidingSum<int, 5> sum{10s};
  sum.at(sum_start) += 1;
  sum.at(sum_start + 3s) += 2;
  EXPECT_EQ(sum.sum(sum_start + 3s), 3);
}

TEST(SlidingSum, ForgetsASliceAsAWhole) {
  SlidingSum<int, 5> sum{10s};
  sum.at(sum_start) += 1;
  EXPECT_EQ(sum.sum(sum_start + 7s), 1);
  EXPECT_EQ(sum.sum(sum_start + 10s), 0);
}

TEST(SlidingSum, IsZeroAfterALongTimeAndWhenCleared) {
  SlidingSum<int, 5> sum{10s};
  sum.at(sum_start) += 1;
  EXPECT_EQ(sum.sum(sum_start + 100h), 0);
  sum.at(sum_start + 100h) += 1;
  sum.clear();
  EXPECT_EQ(sum.sum(sum_start + 100h), 0);
}

TEST(SlidingSum, LiesBetweenTheSpanLessASliceAndTheSpan) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 engine(seed);
    SlidingSum<int, 5> sum{10s};
    std::vector<TimePoint> times;
    TimePoint now = sum_start;
    for (int i = 0; i < 2000; ++i) {
      now += std::chrono::milliseconds(engine() % 300);
      times.push_back(now);
      ++sum.at(now);
      const auto since = [&](std::chrono::seconds span) {
        return static_cast<int>(
            std::ranges::count_if(times, [&](TimePoint t) { return t > now - span; }));
      };
      ASSERT_GE(sum.sum(now), since(8s));
      ASSERT_LE(sum.sum(now), since(10s));
    }
  }
}

}  // namespace
}  // namespace dispatcher
