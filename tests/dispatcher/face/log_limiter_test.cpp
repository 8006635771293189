#include "dispatcher/face/log_limiter.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{1h};

std::size_t allowed_of(LogLimiter& limiter, std::size_t tries, std::string_view subject,
                       TimePoint now) {
  std::size_t allowed = 0;
  for (std::size_t i = 0; i < tries; ++i) {
    if (limiter.allows(LogEventId::lane_held, subject, now)) ++allowed;
  }
  return allowed;
}

TEST(LogLimiter, WritesTheFirstLinesOfASubjectInAMinute) {
  LogLimiter limiter;
  EXPECT_EQ(allowed_of(limiter, 10, "KS1", start), LogLimiter::lines_max);
}

TEST(LogLimiter, CountsEachSubjectByItself) {
  LogLimiter limiter;
  allowed_of(limiter, 10, "KS1", start);
  EXPECT_EQ(allowed_of(limiter, 1, "KS2", start), 1U);
}

TEST(LogLimiter, CountsEachEventByItself) {
  LogLimiter limiter;
  allowed_of(limiter, 10, "KS1", start);
  EXPECT_TRUE(limiter.allows(LogEventId::lane_resumed, "KS1", start));
}

TEST(LogLimiter, BeginsAnewAfterAMinute) {
  LogLimiter limiter;
  allowed_of(limiter, 10, "KS1", start);
  EXPECT_EQ(allowed_of(limiter, 10, "KS1", start + 59s), 0U);
  EXPECT_EQ(allowed_of(limiter, 10, "KS1", start + 60s), LogLimiter::lines_max);
}

TEST(LogLimiter, TakesABoundedNumberOfSubjectsOfAnEvent) {
  LogLimiter limiter;
  std::size_t allowed = 0;
  for (std::size_t i = 0; i < 3 * LogLimiter::subjects_max; ++i) {
    allowed += allowed_of(limiter, 1, "KS" + std::to_string(i), start);
  }
  EXPECT_EQ(allowed, LogLimiter::subjects_max);
}

TEST(LogLimiter, TellsOnceWhatAMinuteLeftOutWhenItHasEnded) {
  LogLimiter limiter;
  allowed_of(limiter, 8, "KS1", start);
  EXPECT_TRUE(limiter.take_left_out(start + 59s).empty());
  const auto left_out = limiter.take_left_out(start + 60s);
  ASSERT_EQ(left_out.size(), 1U);
  EXPECT_EQ(left_out.front().event, LogEventId::lane_held);
  EXPECT_EQ(left_out.front().lines_count, 3U);
  EXPECT_TRUE(limiter.take_left_out(start + 61s).empty());
}

}  // namespace
}  // namespace dispatcher
