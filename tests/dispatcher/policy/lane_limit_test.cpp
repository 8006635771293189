#include "dispatcher/policy/lane_limit.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(LaneLimit, IsAMeanOverItsWindow) {
  const LaneLimit limit{150, 60, std::chrono::seconds{5}};
  EXPECT_DOUBLE_EQ(limit.configured_per_second(), 30);
  EXPECT_DOUBLE_EQ(limit.enforced_per_second(), 12);
}

TEST(LaneLimit, OfNothingIsNone) { EXPECT_EQ(LaneLimit{}.enforced_per_second(), 0); }

}  // namespace
}  // namespace dispatcher
