#include "dispatcher/face/show_table.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ShowTable, HasARowForEachThing) {
  EXPECT_EQ(show_table(R"({"id":"a","in_doubt":false,"attempts":2})"),
            "id                     a\n"
            "in doubt               false\n"
            "attempts               2\n");
}

TEST(ShowTable, SaysInASentenceWhyAMessageWaits) {
  EXPECT_EQ(
      show_table(R"({"id":"a","why":{"cause":"held","detail":"x","text":"It is held (x)."}})"),
      "id                     a\n"
      "why                    It is held (x).\n");
}

TEST(ShowTable, TellsHowAMessageEnded) {
  const auto table = show_table(
      R"({"id":"a","state":"settled","outcome":{"sequence":1,"id":"a","outcome":"rejected"},)"
      R"("text":"Do not retry it."})");
  EXPECT_EQ(table,
            "id                     a\n"
            "state                  settled\n"
            "sequence               1\n"
            "outcome                rejected\n"
            "text                   Do not retry it.\n");
}

TEST(ShowTable, HasTheHistoryBelow) {
  const auto table = show_table(
      R"({"id":"a","history":[)"
      R"({"at":"2026-11-23T10:00:00.000Z","event":"attempt","result":"ambiguous","status":503,)"
      R"("code":20503},)"
      R"({"at":"2026-11-23T10:00:09.000Z","event":"decision","text":"settled as sent"}],)"
      R"("attempts":1})");
  EXPECT_EQ(table,
            "id                     a\n"
            "attempts               1\n"
            "\n"
            "AT                        EVENT     RESULT           DETAIL\n"
            "2026-11-23T10:00:00.000Z  attempt   ambiguous        status 503, code 20503\n"
            "2026-11-23T10:00:09.000Z  decision  -                settled as sent\n");
}

TEST(ShowTable, HasNoHistoryOfNothing) {
  EXPECT_EQ(show_table(R"({"id":"a","history":[]})"), "id                     a\n");
}

TEST(ShowTable, LeavesWhatItDoesNotUnderstand) { EXPECT_EQ(show_table("no JSON"), "no JSON"); }

}  // namespace
}  // namespace dispatcher
