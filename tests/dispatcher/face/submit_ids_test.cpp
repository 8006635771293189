#include "dispatcher/face/submit_ids.hpp"

#include <gmock/gmock.h>

#include <set>

#include "dispatcher/message/message.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

TEST(TimeOrderedIds, AreUuidsOfVersionSeven) {
  TimeOrderedIds ids;
  EXPECT_THAT(ids.next(noon),
              testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                    "[0-9a-f]{12}"));
  EXPECT_TRUE(is_message_id(ids.next(noon)));
}

TEST(TimeOrderedIds, BeginWithTheTimeInMilliseconds) {
  // The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC is 0x017F22E279B0.
  const WallTime example{1'645'557'742'000ms};
  EXPECT_EQ(TimeOrderedIds{}.next(example).substr(0, 13), "017f22e2-79b0");
}

TEST(TimeOrderedIds, AscendWithinAMillisecondAndBeyondItsCounter) {
  TimeOrderedIds ids;
  auto last = ids.next(noon);
  for (int i = 0; i < 10'000; ++i) {
    auto next = ids.next(noon);
    ASSERT_LT(last, next);
    last = std::move(next);
  }
}

TEST(TimeOrderedIds, AscendEvenWhenTheClockStepsBack) {
  TimeOrderedIds ids;
  const auto first = ids.next(noon);
  EXPECT_LT(first, ids.next(noon - 1h));
}

TEST(TimeOrderedIds, OfTwoMakersDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(TimeOrderedIds{}.next(noon)).second);
}

}  // namespace
}  // namespace dispatcher
