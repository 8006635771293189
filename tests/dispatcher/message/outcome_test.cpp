#include "dispatcher/message/outcome.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/dispatcher/message/record_checks.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

Outcome full_outcome() {
  Outcome outcome;
  outcome.kind = OutcomeKind::sent;
  outcome.interaction = *InteractionSid::parse(sample::interaction_text);
  outcome.message = *MessageSid::parse("MM0123456789ABCDEF0123456789abcdef");
  outcome.attempts = 3;
  outcome.resends_charged = 2;
  outcome.resends_after_doubt = 1;
  outcome.duplicates_confirmed = 1;
  outcome.status = 201;
  outcome.code = 4'000'000'000;
  outcome.request_id = RequestId{"RQ0123456789abcdef0123456789abcdef"};
  outcome.accepted_at = sample::time("2026-11-23T10:00:00Z");
  outcome.first_write_at = sample::time("2026-11-23T10:00:01.5Z");
  outcome.last_write_at = sample::time("2026-11-23T10:00:02Z");
  outcome.answered_at = sample::time("2026-11-23T10:00:02.093Z");
  return outcome;
}

TEST(OutcomeRecord, GivesTheSameOutcomeBack) {
  Outcome expired;
  expired.kind = OutcomeKind::expired;
  for (const auto& outcome : {full_outcome(), expired}) {
    const auto back = decode_outcome(encode_outcome(outcome));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, outcome);
  }
}

TEST(OutcomeRecord, OfTheLargestNumbersKeepsItsBound) {
  Outcome outcome = full_outcome();
  outcome.interaction = *InteractionSid::parse("KIABCDEF0123456789ABCDEF0123456789");
  outcome.attempts = outcome.resends_charged = outcome.resends_after_doubt = ~0U;
  outcome.duplicates_confirmed = outcome.code = ~0U;
  outcome.status = 65'535;
  outcome.request_id = RequestId{sample::repeated("x", RequestId::size_max)};
  const auto bytes = encode_outcome(outcome);
  EXPECT_LE(bytes.size(), outcome_bytes_max);
  EXPECT_EQ(decode_outcome(bytes).value(), outcome);
}

TEST(OutcomeRecord, IsReadWholeOrNotAtAll) {
  expect_only_the_whole_is_read(encode_outcome(full_outcome()), decode_outcome, 0);
}

TEST(OutcomeRecord, WithABitTurnedIsAnotherOrNone) {
  expect_no_turned_bit_goes_unseen(encode_outcome(full_outcome()), full_outcome(), decode_outcome);
}

TEST(OutcomeRecord, OfAnUnknownKindIsRefused) {
  auto bytes = encode_outcome(full_outcome());
  for (const int kind : {0, outcome_kind_last + 1}) {
    bytes[1] = static_cast<char>(kind);
    EXPECT_FALSE(decode_outcome(bytes)) << kind;
  }
}

TEST(OutcomeLine, TellsAllThatIsKnown) {
  std::string line;
  append_json(line, 7, "order-42", full_outcome());
  EXPECT_EQ(
      line,
      R"({"sequence":7,"id":"order-42","outcome":"sent",)"
      R"("ki":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","sm":"MM0123456789ABCDEF0123456789abcdef",)"
      R"("attempts":3,"resends_after_doubt":1,"duplicates_confirmed":1,"status":201,)"
      R"("code":4000000000,"request_id":"RQ0123456789abcdef0123456789abcdef",)"
      R"("accepted_at":"2026-11-23T10:00:00.000Z",)"
      R"("first_written_at":"2026-11-23T10:00:01.500Z",)"
      R"("written_at":"2026-11-23T10:00:02.000Z","answered_at":"2026-11-23T10:00:02.093Z"})");
}

TEST(OutcomeLine, LeavesOutWhatIsNotKnown) {
  Outcome expired;
  expired.kind = OutcomeKind::expired;
  expired.accepted_at = sample::time("2026-11-23T10:00:00Z");
  std::string line;
  append_json(line, 0, "a", expired);
  EXPECT_EQ(line, R"({"id":"a","outcome":"expired","attempts":0,"resends_after_doubt":0,)"
                  R"("accepted_at":"2026-11-23T10:00:00.000Z"})");
}

TEST(OutcomeLine, NamesEveryKind) {
  EXPECT_EQ(name_of(OutcomeKind::sent), "sent");
  EXPECT_EQ(name_of(OutcomeKind::rejected), "rejected");
  EXPECT_EQ(name_of(OutcomeKind::expired), "expired");
  EXPECT_EQ(name_of(OutcomeKind::cancelled), "cancelled");
  EXPECT_EQ(name_of(OutcomeKind::dead), "dead");
}

TEST(OutcomeLine, EscapesWhatAStrangerPutIntoARequestId) {
  Outcome outcome;
  outcome.request_id = RequestId{R"(RQ"\x)"};
  std::string line;
  append_json(line, 0, "a", outcome);
  EXPECT_NE(line.find(R"("request_id":"RQ\"\\x")"), std::string::npos) << line;
}

TEST(RequestId, ThatIsTooLongOrNotVisibleAsciiIsTakenAsAbsent) {
  EXPECT_EQ(RequestId{"RQ1"}.view(), "RQ1");
  EXPECT_TRUE(RequestId{sample::repeated("x", RequestId::size_max + 1)}.empty());
  EXPECT_TRUE(RequestId{"RQ\n"}.empty());
  EXPECT_TRUE(RequestId{"RQ 1"}.empty());
  EXPECT_TRUE(RequestId{"RQ\xC3\xA4"}.empty());
}

}  // namespace
}  // namespace dispatcher
