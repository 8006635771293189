#include "dispatcher/face/json_table.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(JsonTable, HasARowForEachMember) {
  EXPECT_EQ(table_of_json(R"({"state":"running","in_flight":7,"rate":1.5,"full":false})"),
            "state                  running\n"
            "in flight              7\n"
            "rate                   1.5\n"
            "full                   false\n");
}

TEST(JsonTable, PutsTheMembersOfAnInnerObjectUnderItsName) {
  EXPECT_EQ(table_of_json(R"({"why":{"cause":"order","behind":"a"}})"),
            "why cause              order\n"
            "why behind             a\n");
}

TEST(JsonTable, HasARowForEachElementOfAList) {
  EXPECT_EQ(table_of_json(R"({"held":[{"service":"KS1","reason":"x"},{"service":"KS2"}],"n":[]})"),
            "held                   KS1  x\n"
            "held                   KS2\n");
}

TEST(JsonTable, GivesNoOrdersToATerminal) {
  EXPECT_EQ(table_of_json("{\"a\":\"\\u001b[2Jx\\n\"}"), "a                      ?[2Jx?\n");
}

TEST(JsonTable, LeavesWhatIsNoObject) {
  EXPECT_EQ(table_of_json("no json"), "no json");
  EXPECT_EQ(table_of_json("[1]"), "[1]");
}

}  // namespace
}  // namespace dispatcher
