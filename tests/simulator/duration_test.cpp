#include "bench/simulator/duration.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_duration("80ms"), 80ms);
  EXPECT_EQ(parse_duration("0.5s"), 500ms);
  EXPECT_EQ(parse_duration("300us"), 300us);
  EXPECT_EQ(parse_duration("2m"), 120s);
  EXPECT_EQ(parse_duration("0"), 0us);
}

TEST(Duration, RefusesWhatHasNoUnitOrNoMeaning) {
  for (const auto* text : {"", "5", "-1s", "s", "5 s", "5h", "1e3s", "nans", "2000m"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, MayBeNegativeWhereThatIsAllowed) {
  EXPECT_EQ(parse_signed_duration("-1.5s"), -1500ms);
  EXPECT_EQ(parse_signed_duration("2m"), 2min);
  for (const auto* bad : {"-", "--1s", "-1", "+1s"})
    EXPECT_FALSE(parse_signed_duration(bad)) << bad;
  EXPECT_FALSE(parse_duration("-1s"));
}

TEST(DurationRange, IsReadWithBothEndsOrAsOneDuration) {
  const auto range = parse_duration_range("2s..8s");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->at(0), 2s);
  EXPECT_EQ(range->at(0.5), 5s);
  EXPECT_EQ(range->at(1), 8s);
  const auto fixed = parse_duration_range("3s");
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->at(0.5), 3s);
  for (const auto* bad : {"", "..", "2s..", "..8s", "8s..2s", "2..8s", "2s...8s"}) {
    EXPECT_FALSE(parse_duration_range(bad)) << bad;
  }
}

}  // namespace
}  // namespace simulator
