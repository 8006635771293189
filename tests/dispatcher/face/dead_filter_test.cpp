#include "dispatcher/face/dead_filter.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

const std::string filter_service = "KS" + std::string(32, 'a');
constexpr WallTime filter_now{std::chrono::hours{500'000}};

std::optional<DeadFilter> filter_of(const std::string& query) {
  const auto target = "/v1/dead?" + query;
  const auto parsed = parse_control_target(target);
  EXPECT_TRUE(parsed) << query;
  std::string complaint;
  auto filter = read_dead_filter(*parsed, complaint);
  EXPECT_EQ(complaint.empty(), filter.has_value());
  return filter;
}

TEST(DeadFilter, TakesEveryDeadLetterUnlessItSaysMore) {
  EXPECT_TRUE(matches({}, filter_service, {.kind = OutcomeKind::rejected, .code = 21610}));
  EXPECT_EQ(query_of({}), "");
}

TEST(DeadFilter, TakesWhatIsAsItSays) {
  const Outcome outcome{.kind = OutcomeKind::rejected, .code = 21610, .answered_at = filter_now};
  const auto taken = [&outcome](const DeadFilter& filter) {
    return matches(filter, filter_service, outcome);
  };
  EXPECT_TRUE(taken({.service = filter_service}));
  EXPECT_FALSE(taken({.service = "KS" + std::string(32, 'b')}));
  EXPECT_TRUE(taken({.code = 21610}));
  EXPECT_FALSE(taken({.code = 21614}));
  EXPECT_TRUE(taken({.reason = OutcomeKind::rejected}));
  EXPECT_FALSE(taken({.reason = OutcomeKind::expired}));
  EXPECT_TRUE(taken({.since = filter_now}));
  EXPECT_FALSE(taken({.since = filter_now + 1us}));
  EXPECT_TRUE(taken({.until = filter_now + 1us}));
  EXPECT_FALSE(taken({.until = filter_now}));
}

TEST(DeadFilter, ComesOutOfItsQueryAsItWentIn) {
  const DeadFilter full{.service = filter_service,
                        .code = 0,
                        .reason = OutcomeKind::expired,
                        .since = filter_now - 2h,
                        .until = filter_now + 1ms};
  EXPECT_EQ(filter_of("after=1" + query_of(full)), full);
  EXPECT_EQ(filter_of("after=1"), DeadFilter{});
}

TEST(DeadFilter, IsReadWholeOrNotAtAll) {
  for (const std::string query : {"service=KS0", "code=x", "code=-1", "code=1x", "code=99999999999",
                                  "reason=sent", "reason=x", "since=2h", "until=monday"}) {
    EXPECT_FALSE(filter_of(query)) << query;
  }
}

TEST(DeadReason, IsAnEndThatLeavesADeadLetter) {
  EXPECT_EQ(parse_dead_reason("rejected"), OutcomeKind::rejected);
  EXPECT_EQ(parse_dead_reason("dead"), OutcomeKind::dead);
  EXPECT_EQ(parse_dead_reason("expired"), OutcomeKind::expired);
  EXPECT_FALSE(parse_dead_reason("sent"));
  EXPECT_FALSE(parse_dead_reason(""));
}

TEST(DeadSince, IsATimeOrAnAge) {
  EXPECT_EQ(parse_since("2h", filter_now), filter_now - 2h);
  EXPECT_EQ(parse_since("7d", filter_now), filter_now - 168h);
  EXPECT_EQ(parse_since("1970-01-01T01:00:00Z", filter_now), WallTime{1h});
  for (const auto* text : {"", "h", "2", "-2h", "yesterday", "2026-11-23"}) {
    EXPECT_FALSE(parse_since(text, filter_now)) << text;
  }
}

TEST(DeadPace, IsSoManyATime) {
  EXPECT_EQ(parse_pace("5/s"), 200ms);
  EXPECT_EQ(parse_pace("30/m"), 2s);
  EXPECT_EQ(parse_pace("100/h"), 36s);
  EXPECT_EQ(parse_pace("10000/s"), 100us);
  for (const auto* text : {"", "5", "/s", "0/s", "-1/s", "10001/s", "5/d", "5 /s", "0.5/s"}) {
    EXPECT_FALSE(parse_pace(text)) << text;
  }
}

TEST(DeadPace, IsNeverFasterThanAsked) { EXPECT_EQ(parse_pace("3/s"), 333'334us); }

}  // namespace
}  // namespace dispatcher
