#include "dispatcher/face/dead_text.hpp"

#include <gmock/gmock.h>

#include "dispatcher/policy/code_table.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

struct DeadTextCase {
  OutcomeKind kind;
  std::uint32_t status;
  std::uint32_t code;
  const char* holds;
};

const std::vector<DeadTextCase>& dead_text_cases() {
  using enum OutcomeKind;
  static const std::vector<DeadTextCase> cases = {
      {rejected, 400, 21610, "opted out (STOP): do not retry"},
      {rejected, 400, 21408, "geographic permissions, then retry"},
      {rejected, 400, 21614, "no mobile number"},
      {rejected, 400, 21617, "shorten it"},
      {rejected, 400, 80607, "back to in-progress"},
      {rejected, 400, 80610, "do not belong together"},
      {rejected, 400, 80613, "the provider's log"},
      {rejected, 404, 80903, "add the person again"},
      {rejected, 400, 80904, "open a new one"},
      {rejected, 404, 20404, "correct the SIDs"},
      {rejected, 404, 0, "correct the SIDs"},
      {rejected, 413, 0, "shorten it"},
      {rejected, 400, 29999, "https://www.twilio.com/docs/api/errors"},
      {dead, 400, 21611, "low --rate"},
      {dead, 409, 0, "nobody changes the Session"},
      {dead, 409, 20409, "nobody changes the Session"},
      {dead, 503, 20503, "may have been sent"},
      {dead, 0, 0, "may have been sent"},
      {expired, 0, 0, "Its time ran out"},
      {expired, 429, 20429, "Its time ran out"},
  };
  return cases;
}

TEST(DeadText, SaysWhyAndWhatToDo) {
  for (const auto& each : dead_text_cases()) {
    EXPECT_THAT(dead_text(each.kind, each.status, each.code), HasSubstr(each.holds))
        << each.status << " " << each.code;
  }
}

TEST(DeadText, IsOneSentenceForWhateverTheProviderSays) {
  for (std::uint32_t status = 0; status < 700; ++status) {
    for (const std::uint32_t code : {0U, 20001U, 21610U, 21613U, 80613U, 80699U, 99999U}) {
      for (const auto kind : {OutcomeKind::rejected, OutcomeKind::dead, OutcomeKind::expired}) {
        const auto text = dead_text(kind, status, code);
        EXPECT_TRUE(text.ends_with('.')) << text;
        EXPECT_EQ(text.find(". "), text.npos) << text;
        EXPECT_EQ(text.find("  "), text.npos) << text;
      }
    }
  }
}

TEST(DeadText, NeverInvitesToRetryInHasteWhatMayHaveBeenSent) {
  for (const auto& range : code_table()) {
    if (range.meaning != CodeClass::ambiguous) continue;
    EXPECT_THAT(dead_text(OutcomeKind::dead, 500, range.first), HasSubstr("before you retry it"));
  }
}

TEST(DeadText, WarnsOfAnEarlierTryThatMayHaveBeenSent) {
  Outcome outcome{.kind = OutcomeKind::rejected, .status = 404};
  EXPECT_EQ(dead_text(outcome), dead_text(OutcomeKind::rejected, 404, 0));
  outcome.resends_after_doubt = 1;
  EXPECT_THAT(dead_text(outcome), HasSubstr("An earlier try of it may have been sent"));
}

TEST(DeadLetters, AreTheEndsThatNobodyWanted) {
  EXPECT_TRUE(may_be_dead_letter(OutcomeKind::rejected));
  EXPECT_TRUE(may_be_dead_letter(OutcomeKind::dead));
  EXPECT_TRUE(may_be_dead_letter(OutcomeKind::expired));
  EXPECT_FALSE(may_be_dead_letter(OutcomeKind::sent));
  EXPECT_FALSE(may_be_dead_letter(OutcomeKind::cancelled));
}

}  // namespace
}  // namespace dispatcher
