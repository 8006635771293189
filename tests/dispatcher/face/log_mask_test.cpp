#include "dispatcher/face/log_mask.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(LogMask, HidesAllButTheLastTwoDigitsOfANumberBehindAPlus) {
  EXPECT_EQ(masked("to +4915112345678 again"), "to +***********78 again");
  EXPECT_EQ(masked("+12345678"), "+******78");
}

TEST(LogMask, HidesANumberThatStandsAlone) {
  EXPECT_EQ(masked("15551234567"), "*********67");
  EXPECT_EQ(masked("\"to\": \"15551234567\", \"x\""), "\"to\": \"*********67\", \"x\"");
}

TEST(LogMask, HidesANumberWithSeparators) {
  EXPECT_EQ(masked("call (415) 555-2671 now"), "call (***) ***-**71 now");
  EXPECT_EQ(masked("+1 415 555.2671"), "+* *** ***.**71");
}

TEST(LogMask, HidesEachOfTwoNumbers) {
  EXPECT_EQ(masked("4915112345678 4915112345699"), "***********78 ***********99");
}

TEST(LogMask, LeavesSidsIdsAndTimesAlone) {
  for (const char* text :
       {"KS0123456789012345678901234567890", "order_20261130131245", "2026-11-30T13:00:00.000Z",
        "9 messages of 10000, status 503", "12345678901234567890", "RQ00001234567890abc"}) {
    EXPECT_EQ(masked(text), text);
  }
}

TEST(LogMask, LeavesShortNumbersAlone) {
  EXPECT_EQ(masked("123456789 +1234567"), "123456789 +1234567");
}

TEST(LogMask, MakesOneLineOfSeveral) { EXPECT_EQ(masked("a\nb\tc\x7f"), "a b c "); }

TEST(LogMask, LeavesTextBeyondAsciiAlone) { EXPECT_EQ(masked("caf\xc3\xa9"), "caf\xc3\xa9"); }

TEST(LogMask, ReplacesWhatIsNoUtf8) { EXPECT_EQ(masked("a\xff\xc3x"), "a??x"); }

}  // namespace
}  // namespace dispatcher
