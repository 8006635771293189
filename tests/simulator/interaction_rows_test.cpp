#include "bench/simulator/interaction_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const SessionKey one{{1, 1}, {1, 1}};
const SessionKey two{{1, 1}, {2, 2}};
constexpr SteadyTime now{1h};

class InteractionRowsTest : public testing::Test {
 protected:
  void append(const SessionKey& session, SteadyTime visible_at = now) {
    rows.append(++number, {.of = session, .visible_at = visible_at});
  }
  std::vector<std::uint64_t> numbers(const SessionKey& session, std::uint64_t before = 0,
                                     std::size_t rows_max = 100) const {
    std::vector<std::uint64_t> found;
    for (const auto& row : rows.page(session, before, rows_max, now).rows) {
      found.push_back(row.number);
    }
    return found;
  }

  std::uint64_t number = 0;
  InteractionRows rows{4};
};

TEST_F(InteractionRowsTest, ArePagedPerSessionTheNewestFirst) {
  for (const auto& session : {one, two, one, one}) append(session);
  EXPECT_THAT(numbers(one), ElementsAre(4, 3, 1));
  EXPECT_THAT(numbers(two), ElementsAre(2));
  EXPECT_THAT(numbers(one, 0, 2), ElementsAre(4, 3));
  EXPECT_TRUE(rows.page(one, 0, 2, now).has_more);
  EXPECT_THAT(numbers(one, 3, 2), ElementsAre(1));
  EXPECT_FALSE(rows.page(one, 3, 2, now).has_more);
  EXPECT_FALSE(rows.page(one, 0, 3, now).has_more);
  EXPECT_THAT(numbers({{9, 9}, {1, 1}}), IsEmpty());
}

TEST_F(InteractionRowsTest, AreFoundInTheirSessionOnly) {
  append(one);
  EXPECT_NE(rows.find(one, 1, now), nullptr);
  EXPECT_EQ(rows.find(two, 1, now), nullptr);
  EXPECT_EQ(rows.find(one, 0, now), nullptr);
  EXPECT_EQ(rows.find(one, 2, now), nullptr);
}

TEST_F(InteractionRowsTest, AreNeitherListedNorFoundNorPromisedBeforeTheyAreVisible) {
  append(one, now + 1ns);
  append(one);
  EXPECT_THAT(numbers(one), ElementsAre(2));
  EXPECT_FALSE(rows.page(one, 0, 1, now).has_more);
  EXPECT_TRUE(rows.page(one, 0, 1, now + 1ns).has_more);
  EXPECT_EQ(rows.find(one, 1, now), nullptr);
  EXPECT_NE(rows.find(one, 1, now + 1ns), nullptr);
}

TEST_F(InteractionRowsTest, AreForgottenTheOldestFirst) {
  for (const auto& session : {two, one, one, one, one}) append(session);
  EXPECT_THAT(numbers(two), IsEmpty());
  EXPECT_EQ(rows.find(two, 1, now), nullptr);
  EXPECT_THAT(numbers(one), ElementsAre(5, 4, 3, 2));
  append(two);
  EXPECT_THAT(numbers(one), ElementsAre(5, 4, 3));
  EXPECT_THAT(numbers(two), ElementsAre(6));
  EXPECT_THAT(numbers(one, 2), IsEmpty());
}

}  // namespace
}  // namespace simulator
