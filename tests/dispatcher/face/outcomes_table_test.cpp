#include "dispatcher/face/outcomes_table.hpp"

#include <gtest/gtest.h>

#include "tests/dispatcher/face/outcomes_fixture.hpp"

namespace dispatcher {
namespace {

TEST(OutcomesTable, HasItsCellsUnderTheirHeadings) {
  const auto heading = outcome_heading();
  const auto outcome = decode_outcome(sent_record()).value();
  const auto line = outcome_line({12, "order-42", ""}, outcome);
  EXPECT_EQ(line.find("12"), heading.find("SEQUENCE"));
  EXPECT_EQ(line.find("sent"), heading.find("OUTCOME"));
  EXPECT_EQ(line.find("201"), heading.find("STATUS"));
  EXPECT_EQ(line.find("KI"), heading.find("RECEIPT"));
  EXPECT_EQ(line.find("order-42"), heading.find("ID", heading.find("RECEIPT") + 7));
}

TEST(OutcomesTable, ShowsADashForWhatIsNone) {
  const auto line = outcome_line({1, "a", ""}, Outcome{});
  EXPECT_EQ(line.find("-", 10), outcome_heading().find("ENDED"));
  EXPECT_EQ(line.find("KI"), std::string::npos);
}

TEST(OutcomesTable, ShowsNoDueTimeOfWhatIsHeld) {
  const auto progress = decode_progress(doubt_record()).value();
  queue::OpenRow row{"a", "KS0", true, true, WallTime{std::chrono::hours{1}}, ""};
  EXPECT_EQ(open_line(row, progress).find("1970"), std::string::npos);
  row.held = false;
  EXPECT_EQ(open_line(row, progress).find("1970"), open_heading().find("DUE"));
}

}  // namespace
}  // namespace dispatcher
