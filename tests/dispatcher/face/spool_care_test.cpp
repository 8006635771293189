#include "dispatcher/face/spool_care.hpp"

#include <gmock/gmock.h>

#include "dispatcher/message/outcome.hpp"
#include "tests/dispatcher/face/options_fixture.hpp"

/// How the spool is opened; damage_test.sh runs `spool check` and `spool repair`.
namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr WallTime care_now{500'000h};

queue::SpoolOptions opened_now() {
  return spool_options({}, [] { return care_now; });
}

TEST(SpoolOptions, TellTheAgeOfAnOutcomeAndWhatTheProviderCallsIt) {
  // As the provider spells it: that is how the shard books it.
  const auto text = "KI" + std::string(31, 'a') + "B";
  Outcome outcome{.answered_at = WallTime{7h}};
  outcome.interaction = *InteractionSid::parse(text);
  const auto facts = opened_now().read_outcome(encode_outcome(outcome));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->ended_at, WallTime{7h});
  EXPECT_EQ(facts->receipt, text);
}

TEST(SpoolOptions, KnowNoReceiptOfWhatWasNotSent) {
  const Outcome outcome{.kind = OutcomeKind::expired, .answered_at = WallTime{7h}};
  const auto facts = opened_now().read_outcome(encode_outcome(outcome));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->receipt, "");
}

TEST(SpoolOptions, TellHowManyRequestsAnOutcomeTook) {
  const auto requests_count = [](std::uint32_t attempts) {
    const auto bytes = encode_outcome({.attempts = attempts, .answered_at = WallTime{7h}});
    return opened_now().read_outcome(bytes)->requests_count;
  };
  EXPECT_EQ(requests_count(0), 0U);
  EXPECT_EQ(requests_count(3), 3U);
  EXPECT_EQ(requests_count(100), recent_requests_max);
}

TEST(SpoolOptions, SayHowLongARequestCountsWhereThereIsALimit) {
  EXPECT_EQ(opened_now().requests_count_for, 5'005ms);
  Options unlimited;
  unlimited.shard.window.requests_per_second = 0;
  EXPECT_EQ(spool_options(unlimited, [] { return care_now; }).requests_count_for, 0ms);
}

TEST(SpoolOptions, LetBeWhatCannotBeReadOrHasNoAge) {
  const auto options = opened_now();
  const auto whole = encode_outcome({.answered_at = WallTime{7h}});
  EXPECT_FALSE(options.read_outcome(""));
  EXPECT_FALSE(options.read_outcome(whole.substr(0, whole.size() - 1)));
  EXPECT_FALSE(options.read_outcome(encode_outcome({})));
}

TEST(SpoolOptions, BeginTheAgeOfWhatDamageTookNow) {
  const auto options = opened_now();
  const auto lost = decode_outcome(options.lost_outcome);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->kind, OutcomeKind::lost);
  const auto facts = options.read_outcome(options.lost_outcome);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->ended_at, care_now);
  EXPECT_EQ(options.now(), care_now);
}

}  // namespace
}  // namespace dispatcher
