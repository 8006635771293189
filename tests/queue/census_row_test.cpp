#include "queue/census_row.hpp"

#include <gmock/gmock.h>

#include <string>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using census_row::Loaded;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr WallTime row_start{std::chrono::hours{24 * 365}};

/// Three messages open in two lanes.
Census some_census() {
  Census census;
  census.finish();
  census.opened({2, 1, 1}, row_start);
  census.opened({2, 1, 2}, row_start + std::chrono::minutes{90});
  census.opened({3, 3, 3}, row_start);
  census.opened({3, 3, 4}, row_start);
  census.ended({3, 3, 4}, row_start);
  return census;
}

TEST(CensusRow, ComesBackAsItWas) {
  const std::string row = census_row::encode(some_census(), 7);
  Census census;
  EXPECT_EQ(census_row::load(census, row, 7, 3, 3), Loaded::complete);
  EXPECT_TRUE(census.complete());
  EXPECT_EQ(census.open_count(), 3U);
  EXPECT_EQ(census_row::encode(census, 7), row);
}

TEST(CensusRow, GoesOnCounting) {
  Census census;
  EXPECT_EQ(census_row::load(census, census_row::encode(some_census(), 7), 7, 3, 3),
            Loaded::complete);
  census.ended({2, 1, 2}, row_start + std::chrono::minutes{90});
  census.ended({2, 1, 1}, row_start);
  census.ended({3, 3, 3}, row_start);
  EXPECT_EQ(census.open_count(), 0U);
}

TEST(CensusRow, OfAnotherCommitOrSizeIsStale) {
  const std::string row = census_row::encode(some_census(), 7);
  Census census;
  EXPECT_EQ(census_row::load(census, row, 8, 3, 3), Loaded::stale);
  EXPECT_EQ(census_row::load(census, row, 7, 4, 3), Loaded::stale);
  EXPECT_FALSE(census.complete());
  EXPECT_EQ(census.open_count(), 0U);
}

TEST(CensusRow, ThatWasNeverWrittenIsUnreadable) {
  const std::string row = census_row::encode(some_census(), 7);
  Census census;
  for (std::size_t size = 9; size < row.size(); ++size) {
    if (size == 8 + 6 + 2 * 24) continue;  // that ends behind the first lane
    EXPECT_EQ(census_row::load(census, row.substr(0, size), 7, 3, 3), Loaded::unreadable) << size;
  }
  EXPECT_EQ(census_row::load(census, row, 7, 3, 2), Loaded::unreadable) << "an unknown lane";
  for (const std::size_t at : {11U, 12U, 13U, 14U}) {  // lane, priority, spans, a time
    std::string other = row;
    other[at] = '\xff';
    EXPECT_EQ(census_row::load(census, other, 7, 3, 3), Loaded::unreadable) << at;
  }
}

TEST(CensusRow, IsNotWrittenWhereItWouldBeLarge) {
  Census census;
  census.finish();
  for (LaneNumber lane = 1; lane <= 40'000; ++lane) census.opened({lane, 1, lane}, row_start);
  EXPECT_THAT(census_row::encode(census, 1), IsEmpty());
}

class SpoolCensusRow : public ControlTest {};

TEST_F(SpoolCensusRow, IsReadAfterACleanEnd) {
  accept({"a", "b", "c"}, "KS1");
  accept({"d"}, "KS2", 3);
  close();
  open();
  const auto table = list_lanes();
  EXPECT_TRUE(table.complete);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].open_counts, ElementsAre(0, 3, 0));
  EXPECT_THAT(table.rows[1].open_counts, ElementsAre(0, 0, 1));
}

TEST_F(SpoolCensusRow, SaysNothingOnceThereWasACommitBehindIt) {
  accept({"a", "b", "c"}, "KS1");
  reopen();
  accept({"d"}, "KS1");
  crash();
  open();
  EXPECT_EQ(counted_in_lanes(), 4U);
}

}  // namespace
}  // namespace queue
