#include "dispatcher/message/progress.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/dispatcher/message/record_checks.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

Progress full_progress() {
  Progress progress;
  progress.reason = WaitReason::ambiguous;
  progress.phase = Phase::response;
  progress.attempts = 2;
  progress.resends_charged = 1;
  progress.resends_after_doubt = 1;
  progress.not_found_rechecks = 2;
  progress.status = 503;
  progress.code = 20503;
  progress.request_id = RequestId{"RQ0123456789abcdef0123456789abcdef"};
  progress.first_write_at = sample::time("2026-11-23T10:00:01.5Z");
  progress.last_write_at = sample::time("2026-11-23T10:00:02Z");
  progress.doubt_from = sample::time("2026-11-23T10:00:01Z");
  progress.booked_at = sample::time("2026-11-23T10:00:37Z");
  progress.looks = 2;
  return progress;
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
  progress.not_found_rechecks = progress.code = progress.looks = ~0U;
  progress.status = 65'535;
  progress.request_id = RequestId{sample::repeated("x", RequestId::size_max)};
  const auto bytes = encode_progress(progress);
  EXPECT_LE(bytes.size(), progress_bytes_max);
  EXPECT_EQ(decode_progress(bytes).value(), progress);
}

TEST(ProgressRecord, OfAVersionThatDidNotLookYetIsRead) {
  Progress before = full_progress();
  before.doubt_from = before.booked_at = {};
  before.looks = 0;
  std::string bytes = encode_progress(before);
  bytes[0] = 1;
  bytes.resize(bytes.size() - 17);  // two times and a count
  const auto back = decode_progress(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, before);
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
