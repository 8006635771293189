#include "dispatcher/face/why_text.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

struct WhyCase {
  Why why;
  const char* begins;
  const char* holds;
};

const WallTime ten{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 10h};
constexpr auto ten_text = " at 2026-11-23T10:00:00.000Z";

std::vector<WhyCase> cases() {
  using enum WaitCause;
  return {
      {{.cause = scheduled, .until = ten}, "It is scheduled", ten_text},
      {{.cause = backoff, .until = ten}, "It was tried", ten_text},
      {{.cause = in_doubt, .until = ten}, "It may have been sent already", ten_text},
      {{.cause = reconciling, .until = ten}, "It may have been sent already", ten_text},
      {{.cause = receipt_unknown, .until = ten}, "It was sent", ten_text},
      {{.cause = same_text}, "An equal text to its participant", "until that is known"},
      {{.cause = held, .detail = "ambiguous"}, "It is held (ambiguous)", "not sent by itself"},
      {{.cause = in_flight}, "It was handed to the provider", "answer"},
      {{.cause = armed}, "It is about to be sent", "intent"},
      {{.cause = lane_held, .detail = "stop"}, "Its Service is held", "(stop); `release"},
      {{.cause = lane_refused, .until = ten, .detail = "401"}, "The provider refuses", "(401)"},
      {{.cause = no_account}, "No account", "[[account]]"},
      {{.cause = certificate_refused, .until = ten}, "The provider's certificate", ten_text},
      {{.cause = unreachable, .until = ten}, "No connection", ten_text},
      {{.cause = provider_failing, .until = ten}, "The provider fails", ten_text},
      {{.cause = draining}, "The dispatcher is about to end", "runs again"},
      {{.cause = out_of_space}, "The disk of the spool is full", "free space"},
      {{.cause = order, .behind_id = "a-1"}, "It waits behind message a-1", "order"},
      {{.cause = order, .behind_sequence = 7}, "It waits behind an earlier message", "order"},
      {{.cause = paused, .until = ten}, "Its Service pauses", ten_text},
      {{.cause = window, .until = ten}, "Its Service is at the provider's rate", ten_text},
      {{.cause = window}, "Its Service is at the provider's rate", "when an answer comes"},
      {{.cause = account_cap}, "Its account has as many requests", "in_flight_max"},
      {{.cause = queued, .ahead_count = 1}, "It waits for its turn", "1 message of its"},
      {{.cause = queued, .ahead_count = 12}, "It waits for its turn", "12 messages of its"},
      {{.cause = queued}, "It waits for its turn", "Service"},
      {{.cause = next}, "Nothing is in its way", "next"},
  };
}

TEST(WhyText, IsASentenceForEveryCause) {
  std::vector<WaitCause> seen;
  for (const auto& each : cases()) {
    const auto text = text_of(each.why);
    EXPECT_THAT(text, testing::StartsWith(each.begins));
    EXPECT_THAT(text, testing::HasSubstr(each.holds));
    EXPECT_TRUE(text.ends_with('.')) << text;
    if (seen.empty() || seen.back() != each.why.cause) seen.push_back(each.why.cause);
  }
  ASSERT_EQ(seen.size(), static_cast<std::size_t>(WaitCause::next));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(seen[i]), i + 1) << "each cause, in its order";
  }
}

TEST(WhyText, NamesNoTimeThatNobodyKnows) {
  for (const auto& each : cases()) {
    auto why = each.why;
    why.until.reset();
    EXPECT_THAT(text_of(why), testing::Not(testing::HasSubstr("1970")));
    EXPECT_THAT(text_of(why), testing::Not(testing::HasSubstr("  ")));
  }
}

}  // namespace
}  // namespace dispatcher
