#include "dispatcher/policy/lane_notices.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint noticed_at{seconds{1'000}};

TEST(LaneNotices, HaveNothingToTellAtFirst) {
  LaneNotices notices;
  EXPECT_EQ(notices.next_at(), TimePoint::max());
  EXPECT_TRUE(notices.take(noticed_at).empty());
}

TEST(LaneNotices, TellTogetherWhatComesTogether) {
  LaneNotices notices;
  for (int i = 0; i < 1'000; ++i) notices.add("a", 1, noticed_at + i * milliseconds{1});
  EXPECT_EQ(notices.next_at(), noticed_at + seconds{1});
  const auto told = notices.take(noticed_at + seconds{1});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].lane, "a");
  EXPECT_EQ(told[0].count, 1'000U);
}

TEST(LaneNotices, TellOfALaneOnceAMinute) {
  LaneNotices notices;
  notices.add("a", 5, noticed_at);
  const TimePoint first = noticed_at + seconds{1};
  EXPECT_EQ(notices.take(first).size(), 1U);
  notices.add("a", 7, first + seconds{2});
  EXPECT_TRUE(notices.take(first + seconds{59}).empty());
  const auto told = notices.take(first + seconds{60});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].count, 7U);
}

TEST(LaneNotices, TellOfEachLaneOnItsOwn) {
  LaneNotices notices;
  notices.add("a", 5, noticed_at);
  notices.take(noticed_at + seconds{1});
  notices.add("b", 2, noticed_at + seconds{2});
  EXPECT_EQ(notices.next_at(), noticed_at + seconds{3});
  const auto told = notices.take(noticed_at + seconds{3});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].lane, "b");
}

TEST(LaneNotices, ForgetALaneThatHasBeenQuietForAMinute) {
  LaneNotices notices;
  notices.add("a", 5, noticed_at);
  notices.take(noticed_at + seconds{1});
  EXPECT_TRUE(notices.take(noticed_at + seconds{61}).empty());
  EXPECT_EQ(notices.next_at(), TimePoint::max());
}

}  // namespace
}  // namespace dispatcher
