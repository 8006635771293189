#include "dispatcher/message/history.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/dispatcher/message/record_checks.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

HistoryEntry attempt_sample() {
  HistoryEntry entry;
  entry.kind = HistoryKind::attempt;
  entry.result = HistoryResult::ambiguous;
  entry.phase = Phase::response;
  entry.status = 503;
  entry.code = 20503;
  entry.request_id = RequestId{"RQ0123456789abcdef0123456789abcdef"};
  entry.bytes_sent = 611;
  entry.written_at = sample::time("2026-11-23T10:00:01.5Z");
  entry.rows = 7;
  entry.text = "why";
  return entry;
}

TEST(HistoryRecord, GivesTheSameEntryBack) {
  for (const auto& entry : {attempt_sample(), HistoryEntry{}}) {
    const auto back = decode_history(encode_history(entry));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, entry);
  }
}

TEST(HistoryRecord, CutsATextThatIsTooLong) {
  HistoryEntry entry = attempt_sample();
  entry.text = std::string(history_text_bytes_max + 1, 'x');
  const auto bytes = encode_history(entry);
  EXPECT_LE(bytes.size(), history_bytes_max);
  EXPECT_EQ(decode_history(bytes).value().text.size(), history_text_bytes_max);
}

TEST(HistoryRecord, IsReadWholeOrNotAtAll) {
  expect_only_the_whole_is_read(encode_history(attempt_sample()), decode_history, 0);
}

TEST(HistoryRecord, WithABitTurnedIsAnotherOrNone) {
  expect_no_turned_bit_goes_unseen(encode_history(attempt_sample()), attempt_sample(),
                                   decode_history);
}

TEST(HistoryLine, OfAnAttemptTellsItsEvidence) {
  HistoryEntry entry = attempt_sample();
  entry.text.clear();
  std::string line;
  append_json(line, sample::time("2026-11-23T10:00:02Z"), entry);
  EXPECT_EQ(line, R"({"at":"2026-11-23T10:00:02.000Z","event":"attempt","result":"ambiguous",)"
                  R"("phase":"response","status":503,"code":20503,)"
                  R"("request_id":"RQ0123456789abcdef0123456789abcdef","bytes_sent":611,)"
                  R"("written_at":"2026-11-23T10:00:01.500Z"})");
}

TEST(HistoryLine, OfALookTellsHowManyRowsWereListedAlsoNone) {
  HistoryEntry entry;
  entry.kind = HistoryKind::look;
  entry.result = HistoryResult::absent;
  std::string line;
  append_json(line, sample::time("2026-11-23T10:00:02Z"), entry);
  EXPECT_EQ(line, R"({"at":"2026-11-23T10:00:02.000Z","event":"look","result":"absent","rows":0})");
}

TEST(HistoryLine, OfALookThatFailedTellsNoRows) {
  HistoryEntry entry;
  entry.kind = HistoryKind::look;
  entry.result = HistoryResult::failed;
  entry.status = 500;
  std::string line;
  append_json(line, sample::time("2026-11-23T10:00:02Z"), entry);
  EXPECT_EQ(line,
            R"({"at":"2026-11-23T10:00:02.000Z","event":"look","result":"failed","status":500})");
}

TEST(HistoryLine, NamesEveryKindResultAndPhaseDifferently) {
  std::set<std::string_view> names;
  for (int kind = 1; kind <= history_kind_last; ++kind) {
    names.insert(name_of(static_cast<HistoryKind>(kind)));
  }
  EXPECT_EQ(names.size(), std::size_t{history_kind_last});
  names.clear();
  for (int result = 0; result <= history_result_last; ++result) {
    names.insert(name_of(static_cast<HistoryResult>(result)));
  }
  EXPECT_EQ(names.size(), std::size_t{history_result_last} + 1);
  names.clear();
  for (int phase = 1; phase <= phase_last; ++phase)
    names.insert(name_of(static_cast<Phase>(phase)));
  EXPECT_EQ(names.size(), std::size_t{phase_last});
}

}  // namespace
}  // namespace dispatcher
