#include "bench/simulator/latency.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST(Latency, IsExactWithoutJitterOrTail) {
  Random random{1};
  const auto latency = parse_latency("80ms");
  ASSERT_TRUE(latency);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(latency->sample(random), 80ms);
}

TEST(Latency, KeepsItsMedianAndItsCut) {
  constexpr unsigned seed = 7;
  SCOPED_TRACE(seed);
  Random random{seed};
  const auto latency = parse_latency("median=80ms,sigma=0.5,max=150ms");
  ASSERT_TRUE(latency);
  int below_median = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto sample = latency->sample(random);
    EXPECT_LE(sample, 150ms);
    below_median += sample < 80ms;
  }
  EXPECT_NEAR(below_median, 5000, 250);
}

TEST(Latency, RefusesUnknownPartsAndAModelWithoutMedian) {
  for (const auto* text :
       {"", "fast", "sigma=1", "median=80ms,sigma=9", "median=80", "median=1s,x=2s"}) {
    EXPECT_FALSE(parse_latency(text)) << text;
  }
}

}  // namespace
}  // namespace simulator
