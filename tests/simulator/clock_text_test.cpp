#include "bench/simulator/clock_text.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST(ClockText, WritesUtcInBothForms) {
  ClockText text;
  EXPECT_EQ(text.seconds(WallTime{1'793'440'800s}), "2026-10-31T10:00:00");
  EXPECT_EQ(text.http_date(WallTime{1'793'440'800s}), "Sat, 31 Oct 2026 10:00:00 GMT");
}

TEST(ClockText, ChangesWithTheSecondAndNotBefore) {
  ClockText text;
  EXPECT_EQ(text.seconds(WallTime{999ms}), "1970-01-01T00:00:00");
  EXPECT_EQ(text.seconds(WallTime{1s}), "1970-01-01T00:00:01");
  EXPECT_EQ(text.seconds(WallTime{0s}), "1970-01-01T00:00:00");
}

TEST(ClockText, WritesSixDigitsOfMicroseconds) {
  std::string out;
  append_microseconds(out, WallTime{5s + 1'002us});
  EXPECT_EQ(out, "001002");
}

TEST(ClockText, WritesNumbersInTenAndSixteen) {
  std::string out;
  append_number(out, 0);
  append_number(out, 18'446'744'073'709'551'615u);
  append_hex(out, 0xabc);
  EXPECT_EQ(out, "0184467440737095516150000000000000abc");
}

}  // namespace
}  // namespace simulator
