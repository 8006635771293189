#include "dispatcher/policy/retry_policy.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;

constexpr double nearly_one = 0.999999;

TEST(FullJitter, LiesBetweenNothingAndACeilingThatDoubles) {
  const RetryOptions options;
  for (std::uint32_t waits = 0; waits < 8; ++waits) {
    EXPECT_EQ(full_jitter(options.base, options.cap, waits, 0.0), milliseconds{0});
    const auto ceiling = milliseconds{250 * (1 << waits)};
    EXPECT_EQ(full_jitter(options.base, options.cap, waits, 0.5), ceiling / 2);
    EXPECT_LE(full_jitter(options.base, options.cap, waits, nearly_one), ceiling);
  }
}

TEST(FullJitter, NeverExceedsItsCap) {
  const RetryOptions options;
  for (const std::uint32_t waits : {8U, 20U, 31U, 64U, ~0U}) {
    EXPECT_LE(full_jitter(options.base, options.cap, waits, nearly_one), options.cap);
    EXPECT_EQ(full_jitter(options.base, options.cap, waits, 0.5), options.cap / 2);
  }
}

TEST(ChargedWait, EndsWithTheLastAllowedResend) {
  const RetryOptions options{.resends_max = 3};
  EXPECT_TRUE(charged_wait(options, 2, {}, 0.5));
  EXPECT_FALSE(charged_wait(options, 3, {}, 0.5));
  EXPECT_FALSE(charged_wait(options, 4, {}, 0.5));
}

TEST(ChargedWait, IsAtLeastWhatTheReasonAsksFor) {
  const RetryOptions options;
  EXPECT_EQ(charged_wait(options, 0, queue_full_wait, 0.0), queue_full_wait);
  EXPECT_GT(*charged_wait(options, 0, queue_full_wait, 0.9), queue_full_wait);
}

}  // namespace
}  // namespace dispatcher
