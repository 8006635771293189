#include "dispatcher/policy/rate_meter.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint meter_start{seconds{1'000}};

TEST(RateMeter, SaysNothingBeforeItHasSeenTime) {
  RateMeter meter;
  EXPECT_EQ(meter.per_second(meter_start, 5), 0);
  meter.sample(meter_start, 5);
  EXPECT_EQ(meter.per_second(meter_start, 9), 0);
}

TEST(RateMeter, MeasuresFromTheStartWhileThatIsRecent) {
  RateMeter meter;
  meter.sample(meter_start, 0);
  EXPECT_DOUBLE_EQ(meter.per_second(meter_start + seconds{2}, 60), 30);
}

TEST(RateMeter, ForgetsWhatWasTenSecondsAgo) {
  RateMeter meter;
  std::uint64_t count = 0;
  for (int tick = 0; tick <= 60; ++tick) {
    meter.sample(meter_start + tick * milliseconds{500}, count);
    count += tick < 30 ? 100 : 10;  // fast for 15 s, then slow
  }
  EXPECT_DOUBLE_EQ(meter.per_second(meter_start + seconds{30}, count - 10), 20);
}

TEST(RateMeter, KeepsNoMoreSamplesThanItNeeds) {
  RateMeter meter;
  meter.sample(meter_start, 0);
  meter.sample(meter_start + milliseconds{1}, 1'000);  // too near: not kept
  EXPECT_DOUBLE_EQ(meter.per_second(meter_start + seconds{1}, 100), 100);
}

}  // namespace
}  // namespace dispatcher
