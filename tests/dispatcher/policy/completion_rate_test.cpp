#include "dispatcher/policy/completion_rate.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint rate_start{seconds{100}};

TEST(CompletionRate, ExpectsNothingBeforeAnAnswer) {
  CompletionRate rate;
  EXPECT_EQ(rate.expected(rate_start), 0U);
}

TEST(CompletionRate, ExpectsAsManyAsTheLastSliceBrought) {
  CompletionRate rate;
  for (int i = 0; i < 7; ++i) rate.completed(rate_start);
  EXPECT_EQ(rate.expected(rate_start + CompletionRate::slice), 7U);
}

TEST(CompletionRate, CountsTheRunningSliceWhenItBroughtMore) {
  CompletionRate rate;
  rate.completed(rate_start);
  for (int i = 0; i < 3; ++i) rate.completed(rate_start + CompletionRate::slice);
  EXPECT_EQ(rate.expected(rate_start + CompletionRate::slice), 3U);
}

TEST(CompletionRate, ForgetsAfterAPause) {
  CompletionRate rate;
  rate.completed(rate_start);
  EXPECT_EQ(rate.expected(rate_start + 3 * CompletionRate::slice), 0U);
}

}  // namespace
}  // namespace dispatcher
