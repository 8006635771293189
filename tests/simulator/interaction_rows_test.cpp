#include "bench/simulator/interaction_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const SessionKey row_session{{1, 1}, {1, 1}};
const SessionKey other_row_session{{1, 1}, {2, 2}};
constexpr SteadyTime rows_now{1h};

class InteractionRowsTest : public testing::Test {
 protected:
  void append(const SessionKey& session, SteadyTime visible_at = rows_now) {
    rows.append(++number, {.of = session, .visible_at = visible_at});
  }
  std::vector<std::uint64_t> numbers(const SessionKey& session, std::uint64_t before = 0,
                                     std::size_t rows_max = 100) const {
    std::vector<std::uint64_t> found;
    for (const auto& row : rows.page(session, before, rows_max, rows_now).rows) {
      found.push_back(row.number);
    }
    return found;
  }

  std::uint64_t number = 0;
  InteractionRows rows{4};
};

TEST_F(InteractionRowsTest, ArePagedPerSessionTheNewestFirst) {
  for (const auto& session : {row_session, other_row_session, row_session, row_session})
    append(session);
  EXPECT_THAT(numbers(row_session), ElementsAre(4, 3, 1));
  EXPECT_THAT(numbers(other_row_session), ElementsAre(2));
  EXPECT_THAT(numbers(row_session, 0, 2), ElementsAre(4, 3));
  EXPECT_TRUE(rows.page(row_session, 0, 2, rows_now).has_more);
  EXPECT_THAT(numbers(row_session, 3, 2), ElementsAre(1));
  EXPECT_FALSE(rows.page(row_session, 3, 2, rows_now).has_more);
  EXPECT_FALSE(rows.page(row_session, 0, 3, rows_now).has_more);
  EXPECT_THAT(numbers({{9, 9}, {1, 1}}), IsEmpty());
}

TEST_F(InteractionRowsTest, AreFoundInTheirSessionOnly) {
  append(row_session);
  EXPECT_NE(rows.find(row_session, 1, rows_now), nullptr);
  EXPECT_EQ(rows.find(other_row_session, 1, rows_now), nullptr);
  EXPECT_EQ(rows.find(row_session, 0, rows_now), nullptr);
  EXPECT_EQ(rows.find(row_session, 2, rows_now), nullptr);
}

TEST_F(InteractionRowsTest, AreNeitherListedNorFoundNorPromisedBeforeTheyAreVisible) {
  append(row_session, rows_now + 1ns);
  append(row_session);
  EXPECT_THAT(numbers(row_session), ElementsAre(2));
  EXPECT_FALSE(rows.page(row_session, 0, 1, rows_now).has_more);
  EXPECT_TRUE(rows.page(row_session, 0, 1, rows_now + 1ns).has_more);
  EXPECT_EQ(rows.find(row_session, 1, rows_now), nullptr);
  EXPECT_NE(rows.find(row_session, 1, rows_now + 1ns), nullptr);
}

TEST_F(InteractionRowsTest, AreForgottenTheOldestFirst) {
  for (const auto& session :
       {other_row_session, row_session, row_session, row_session, row_session})
    append(session);
  EXPECT_THAT(numbers(other_row_session), IsEmpty());
  EXPECT_EQ(rows.find(other_row_session, 1, rows_now), nullptr);
  EXPECT_THAT(numbers(row_session), ElementsAre(5, 4, 3, 2));
  append(other_row_session);
  EXPECT_THAT(numbers(row_session), ElementsAre(5, 4, 3));
  EXPECT_THAT(numbers(other_row_session), ElementsAre(6));
  EXPECT_THAT(numbers(row_session, 2), IsEmpty());
}

}  // namespace
}  // namespace simulator
