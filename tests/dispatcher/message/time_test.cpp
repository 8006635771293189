#include "dispatcher/message/time.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

std::int64_t micros(std::string_view text) {
  const auto time = parse_rfc3339(text);
  EXPECT_TRUE(time) << text;
  return time ? time->time_since_epoch().count() : -1;
}

TEST(Rfc3339, GivesTheUtcMoment) {
  EXPECT_EQ(micros("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(micros("2001-09-09T01:46:40Z"), 1'000'000'000'000'000);
  EXPECT_EQ(micros("2001-09-09T03:46:40+02:00"), 1'000'000'000'000'000);
  EXPECT_EQ(micros("2001-09-08T20:16:40-05:30"), 1'000'000'000'000'000);
  EXPECT_EQ(micros("1970-01-01t00:00:00z"), 0);
  EXPECT_EQ(micros("1970-01-01T00:00:00-00:00"), 0);
}

TEST(Rfc3339, TakesOneToNineDigitsOfAFractionAndKeepsMicroseconds) {
  EXPECT_EQ(micros("1970-01-01T00:00:00.5Z"), 500'000);
  EXPECT_EQ(micros("1970-01-01T00:00:00.000001Z"), 1);
  EXPECT_EQ(micros("1970-01-01T00:00:00.123456789Z"), 123'456);
  EXPECT_FALSE(parse_rfc3339("1970-01-01T00:00:00.Z"));
  EXPECT_FALSE(parse_rfc3339("1970-01-01T00:00:00.1234567890Z"));
}

TEST(Rfc3339, WithoutAZoneIsRefused) {
  const auto time = parse_rfc3339("2026-11-23T10:00:00");
  ASSERT_FALSE(time);
  EXPECT_EQ(time.error(), errc::malformed_time);
}

TEST(Rfc3339, OutOfRangeIsRefused) {
  for (const std::string_view text :
       {"2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
  EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z"));
}

TEST(Rfc3339, OfAnotherShapeIsRefused) {
  for (const std::string_view text :
       {"", "2026", "2026-01-01", "2026-01-01 00:00:00Z", "26-01-01T00:00:00Z",
        "2026-1-1T00:00:00Z", "2026-01-01T00:00Z", "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+01", "2026-01-01T00:00:00ZZ", " 2026-01-01T00:00:00Z",
        "+026-01-01T00:00:00Z", "2026-01-01T00:00:00,5Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, ALeapSecondIsTheFirstMomentOfTheNextMonth) {
  EXPECT_EQ(micros("2016-12-31T23:59:60Z"), micros("2017-01-01T00:00:00Z"));
  EXPECT_EQ(micros("2016-12-31T23:59:60.9Z"), micros("2017-01-01T00:00:00Z"));
  EXPECT_EQ(micros("2017-01-01T00:59:60+01:00"), micros("2017-01-01T00:00:00Z"));
}

TEST(Rfc3339, ALeapSecondInTheMiddleOfAMonthIsRefused) {
  EXPECT_FALSE(parse_rfc3339("2016-12-30T23:59:60Z"));
  EXPECT_FALSE(parse_rfc3339("2016-12-31T22:59:60Z"));
}

TEST(Rfc3339, IsWrittenInUtcWithMilliseconds) {
  std::string text = "at ";
  append_rfc3339(text, *parse_rfc3339("2026-11-23T10:00:00.0079+01:00"));
  EXPECT_EQ(text, "at 2026-11-23T09:00:00.007Z");
}

TEST(HttpDate, IsReadInItsThreeForms) {
  const auto now = *parse_rfc3339("2026-11-23T00:00:00Z");
  const auto expected = *parse_rfc3339("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now).value(), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now).value(), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now).value(), expected);
}

TEST(HttpDate, OfTwoDigitsIsAtMostFiftyYearsAhead) {
  const auto now = *parse_rfc3339("2026-11-23T00:00:00Z");
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-76 08:49:37 GMT", now).value(),
            *parse_rfc3339("2076-11-06T08:49:37Z"));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-77 08:49:37 GMT", now).value(),
            *parse_rfc3339("1977-11-06T08:49:37Z"));
}

TEST(HttpDate, OfAnotherShapeIsRefused) {
  const WallTime now{};
  for (const std::string_view text :
       {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT.",
        "Sun Nov 6 08:49:37 1994", "1994-11-06T08:49:37Z"}) {
    EXPECT_FALSE(parse_http_date(text, now)) << text;
  }
}

}  // namespace
}  // namespace dispatcher
