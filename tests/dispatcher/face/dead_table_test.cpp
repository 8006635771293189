#include "dispatcher/face/dead_table.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(DeadTable, HasItsCellsUnderTheirHeadings) {
  DeadListPage::Row row;
  row.ended_at = "2026-11-23T10:00:00.000Z";
  row.id = "order-42";
  row.service = "KS" + std::string(32, 'a');
  row.outcome = "rejected";
  row.code = 21610;
  row.text = "The recipient has opted out.";
  const auto heading = dead_heading();
  const auto line = dead_line(row);
  EXPECT_EQ(line.find("2026"), heading.find("ENDED"));
  EXPECT_EQ(line.find("order-42"), heading.find("ID"));
  EXPECT_EQ(line.find("KS"), heading.find("SERVICE"));
  EXPECT_EQ(line.find("rejected"), heading.find("OUTCOME"));
  EXPECT_EQ(line.find("21610"), heading.find("CODE"));
  EXPECT_EQ(line.find("The recipient"), heading.find("WHY"));
}

TEST(DeadTable, ShowsADashForACodeThatIsNone) {
  DeadListPage::Row row;
  row.id = "a";
  EXPECT_EQ(dead_line(row)[dead_heading().find("CODE")], '-');
}

TEST(DeadTable, CountsKindsUnderTheirHeadings) {
  const auto line = dead_kind_line({"dead", 503, 0, "It was tried", 1'234});
  const auto heading = dead_kinds_heading();
  EXPECT_EQ(line.find("1234"), heading.find("COUNT"));
  EXPECT_EQ(line.find("dead"), heading.find("OUTCOME"));
  EXPECT_EQ(line.find("503"), heading.find("STATUS"));
  EXPECT_EQ(line.find("It was"), heading.find("WHY"));
}

}  // namespace
}  // namespace dispatcher
