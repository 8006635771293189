#include "bench/simulator/audit_records.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

TEST(AuditRecords, TakeTheFieldsTheyKnowAndPassOverOthers) {
  AuditRecord record{.state = "left over"};
  ASSERT_TRUE(read_audit_record(
      R"({"id":"a","body":"\u00e9","ki":null,"resends_after_doubt":2,"not_before":"x","z":[{}]})",
      record));
  EXPECT_EQ(record.id, "a");
  EXPECT_EQ(record.body, "é");
  EXPECT_EQ(record.ki, "");
  EXPECT_EQ(record.state, "");
  EXPECT_EQ(record.resends_after_doubt, 2u);
  EXPECT_TRUE(record.has_not_before);
}

TEST(AuditRecords, RefuseOtherShapes) {
  AuditRecord record;
  for (const auto* bad : {"", "[]", "{", R"({"id":1})", R"({"resends_after_doubt":"1"})",
                          R"({"resends_after_doubt":-1})", R"({"id":"a"} {})"}) {
    EXPECT_FALSE(read_audit_record(bad, record)) << bad;
  }
}

}  // namespace
}  // namespace simulator
