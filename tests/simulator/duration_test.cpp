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

}  // namespace
}  // namespace simulator
