#include "dispatcher/policy/refusal_watch.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint watch_start{1h};

TEST(RefusalWatch, KnowsThatMoreInFlightWereTaken) {
  RefusalWatch watch;
  watch.taken(40, watch_start);
  EXPECT_TRUE(watch.more_was_taken(39, watch_start));
  EXPECT_FALSE(watch.more_was_taken(40, watch_start));
  watch.taken(10, watch_start);
  EXPECT_TRUE(watch.more_was_taken(39, watch_start));
}

TEST(RefusalWatch, ForgetsWhatWasTakenAfterTwoToFourSeconds) {
  RefusalWatch watch;
  watch.taken(40, watch_start);
  EXPECT_TRUE(watch.more_was_taken(39, watch_start + 2s));
  EXPECT_FALSE(watch.more_was_taken(39, watch_start + 4s));
}

TEST(RefusalWatch, CountsTheLanesThatAreRefusedWithinASecond) {
  RefusalWatch watch;
  EXPECT_EQ(watch.refused(1, watch_start), 1U);
  EXPECT_EQ(watch.refused(1, watch_start), 1U);
  EXPECT_EQ(watch.refused(2, watch_start), 2U);
  EXPECT_EQ(watch.refused(3, watch_start + 999ms), 3U);
  EXPECT_EQ(watch.refused(4, watch_start + 1s), 2U);
}

TEST(RefusalWatch, CountsUpToThreeLanes) {
  RefusalWatch watch;
  std::size_t count = 0;
  for (std::uint64_t lane = 1; lane <= 10; ++lane) count = watch.refused(lane, watch_start);
  EXPECT_EQ(count, 3U);
}

}  // namespace
}  // namespace dispatcher
