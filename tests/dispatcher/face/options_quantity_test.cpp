#include "dispatcher/face/options_quantity.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsAWholeNumberWithAUnit) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("24h"), 24h);
  EXPECT_EQ(parse_duration("7d"), 168h);
}

TEST(Duration, NeedsNoUnitForNothing) {
  EXPECT_EQ(parse_duration("0"), 0ms);
  EXPECT_EQ(parse_duration("0s"), 0ms);
}

TEST(Duration, IsNothingElse) {
  for (const auto* text : {"", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "5S", "5sec",
                           "1h30m", "99999999999999999999s", "10001d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, IsWrittenInItsLargestExactUnit) {
  EXPECT_EQ(duration_text(0ms), "0s");
  EXPECT_EQ(duration_text(250ms), "250ms");
  EXPECT_EQ(duration_text(90s), "90s");
  EXPECT_EQ(duration_text(60s), "1m");
  EXPECT_EQ(duration_text(24h), "1d");
}

TEST(Size, IsAWholeNumberWithAUnit) {
  EXPECT_EQ(parse_size_bytes("512B"), 512U);
  EXPECT_EQ(parse_size_bytes("64KiB"), 65'536U);
  EXPECT_EQ(parse_size_bytes("256MiB"), 256ULL << 20);
  EXPECT_EQ(parse_size_bytes("2GiB"), 2ULL << 30);
}

TEST(Size, IsNothingElse) {
  for (const auto* text : {"", "MiB", "256", "256MB", "256 MiB", "-1MiB", "1.5GiB", "9999999TiB"}) {
    EXPECT_FALSE(parse_size_bytes(text)) << text;
  }
}

TEST(Size, IsWrittenInItsLargestExactUnit) {
  EXPECT_EQ(size_text(0), "0B");
  EXPECT_EQ(size_text(1'000), "1000B");
  EXPECT_EQ(size_text(256ULL << 20), "256MiB");
  EXPECT_EQ(size_text(1ULL << 30), "1GiB");
}

}  // namespace
}  // namespace dispatcher
