#include <gtest/gtest.h>

#include <set>
#include <string>

#include "dispatcher/message/outcome.hpp"
#include "dispatcher/message/progress.hpp"
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

Progress full_progress() {
  Progress progress;
  progress.reason = WaitReason::ambiguous;
  progress.phase = Phase::response;
  progress.attempts = 2;
  progress.resends_charged = 1;
  progress.resends_after_doubt = 1;
  progress.not_found_rechecks = 2;
  progress.backoffs = 300;
  progress.status = 503;
  progress.code = 20503;
  progress.request_id = RequestId{"RQ0123456789abcdef0123456789abcdef"};
  progress.first_write_at = sample::time("2026-11-23T10:00:01.5Z");
  progress.last_write_at = sample::time("2026-11-23T10:00:02Z");
  return progress;
}

/// Every shorter piece is refused, and so is a byte behind the end.
template <class Decode>
void expect_only_the_whole_is_read(const std::string& bytes, Decode decode,
                                   std::size_t shortest_refused) {
  for (std::size_t size = shortest_refused; size < bytes.size(); ++size) {
    const auto back = decode(std::string_view{bytes}.substr(0, size));
    ASSERT_FALSE(back) << size;
    EXPECT_EQ(back.error(), errc::malformed_record);
  }
  EXPECT_FALSE(decode(bytes + '\0'));
}

/// A turned bit gives another record or none; never the same, and never a fault.
template <class Record, class Decode>
void expect_no_turned_bit_goes_unseen(std::string bytes, const Record& record, Decode decode) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    const auto back = decode(std::string_view{bytes});
    EXPECT_FALSE(back && *back == record) << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  }
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

TEST(ProgressRecord, GivesTheSameProgressBack) {
  for (const auto& progress : {full_progress(), Progress{}}) {
    const auto back = decode_progress(encode_progress(progress));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, progress);
  }
}

TEST(ProgressRecord, ThatWasNeverWrittenIsAMessageThatWasNeverTried) {
  EXPECT_EQ(decode_progress("").value(), Progress{});
}

TEST(ProgressRecord, OfTheLargestNumbersKeepsItsBound) {
  Progress progress = full_progress();
  progress.attempts = progress.resends_charged = progress.resends_after_doubt = ~0U;
  progress.not_found_rechecks = progress.backoffs = progress.code = ~0U;
  progress.status = 65'535;
  progress.request_id = RequestId{sample::repeated("x", RequestId::size_max)};
  const auto bytes = encode_progress(progress);
  EXPECT_LE(bytes.size(), progress_bytes_max);
  EXPECT_EQ(decode_progress(bytes).value(), progress);
}

TEST(ProgressRecord, IsReadWholeOrNotAtAll) {
  expect_only_the_whole_is_read(encode_progress(full_progress()), decode_progress, 1);
}

TEST(ProgressRecord, WithABitTurnedIsAnotherOrNone) {
  expect_no_turned_bit_goes_unseen(encode_progress(full_progress()), full_progress(),
                                   decode_progress);
}

TEST(OpenLine, TellsStateReasonAndWhenItComesBack) {
  std::string line;
  append_json(line, "order-42", OpenState::in_doubt, full_progress(),
              sample::time("2026-11-23T10:00:37Z"));
  EXPECT_EQ(line,
            R"({"id":"order-42","state":"in_doubt","reason":"ambiguous","attempts":2,)"
            R"("resends_after_doubt":1,"status":503,"code":20503,)"
            R"("request_id":"RQ0123456789abcdef0123456789abcdef",)"
            R"("first_written_at":"2026-11-23T10:00:01.500Z",)"
            R"("written_at":"2026-11-23T10:00:02.000Z","due_at":"2026-11-23T10:00:37.000Z"})");
}

TEST(OpenLine, OfAHeldMessageHasNoTimeToComeBack) {
  Progress progress;
  progress.reason = WaitReason::process_died;
  std::string line;
  append_json(line, "a", OpenState::held, progress, {});
  EXPECT_EQ(line, R"({"id":"a","state":"held","reason":"process_died","attempts":0,)"
                  R"("resends_after_doubt":0})");
}

TEST(OpenLine, NamesEveryReasonDifferently) {
  std::set<std::string_view> names;
  for (int reason = 1; reason <= wait_reason_last; ++reason) {
    names.insert(name_of(static_cast<WaitReason>(reason)));
  }
  EXPECT_EQ(names.size(), std::size_t{wait_reason_last});
}

}  // namespace
}  // namespace dispatcher
