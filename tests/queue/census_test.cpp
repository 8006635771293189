#include "queue/census.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <string>

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr WallTime census_now{std::chrono::hours{24 * 365}};

WallTime ago(int minutes) { return census_now - std::chrono::minutes{minutes}; }

/// A census of lanes "KS1" to "KS4".
class CensusTest : public testing::Test {
 protected:
  CensusTest() {
    for (LaneNumber lane = 1; lane <= 4; ++lane) lanes.add(lane, "KS" + std::to_string(lane));
  }
  ListLanes::Table table(std::vector<std::string> names = {}, std::uint32_t rows_max = 100) {
    return census.table({.lane_names = std::move(names), .rows_max = rows_max, .done = {}}, lanes,
                        census_now);
  }
  std::vector<std::string> names_of(const ListLanes::Table& table) {
    std::vector<std::string> names;
    for (const auto& row : table.rows) names.push_back(row.lane_name);
    return names;
  }

  LaneTable lanes;
  Census census;
};

TEST_F(CensusTest, CountsByLaneAndPriorityAndAge) {
  census.finish();
  census.opened({2, 1, 1}, ago(3));
  census.opened({2, 3, 2}, ago(30));
  census.opened({2, 3, 3}, ago(3));
  const auto rows = table().rows;
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].lane_name, "KS2");
  EXPECT_THAT(rows[0].open_counts, ElementsAre(1, 0, 2));
  EXPECT_THAT(rows[0].age_counts, ElementsAre(2, 0, 0, 1, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(rows[0].oldest_accepted_at, ago(30));
}

TEST_F(CensusTest, KnowsTheOldestOfAllLanesAlsoOfThoseNotShown) {
  census.finish();
  EXPECT_EQ(table().oldest_accepted_at, WallTime{});
  census.opened({1, 2, 1}, ago(90));
  for (Sequence sequence = 2; sequence <= 5; ++sequence) {
    census.opened({2, 2, sequence}, ago(3));
  }
  EXPECT_THAT(names_of(table({}, 1)), ElementsAre("KS2"));
  EXPECT_EQ(table({}, 1).oldest_accepted_at, ago(90));
  EXPECT_EQ(table({"KS2"}).oldest_accepted_at, ago(3));
}

TEST_F(CensusTest, ALaneWithNothingOpenIsLeftOut) {
  census.finish();
  census.opened({1, 2, 1}, ago(1));
  census.ended({1, 2, 1}, ago(1));
  EXPECT_THAT(table().rows, IsEmpty());
  EXPECT_EQ(table().lanes_count, 0U);
  EXPECT_TRUE(table().complete);
}

TEST_F(CensusTest, ShowsTheLargestFirstAndSaysHowManyThereAre) {
  census.finish();
  Sequence sequence = 0;
  for (const LaneNumber lane : {1U, 3U, 3U, 3U, 4U, 4U, 2U, 2U}) {
    census.opened({lane, 2, ++sequence}, ago(1));
  }
  EXPECT_THAT(names_of(table()), ElementsAre("KS3", "KS2", "KS4", "KS1"));
  EXPECT_THAT(names_of(table({}, 2)), ElementsAre("KS3", "KS2"));
  EXPECT_EQ(table({}, 2).lanes_count, 4U);
}

TEST_F(CensusTest, ShowsTheLanesAskedForOnceEach) {
  census.finish();
  census.opened({1, 2, 1}, ago(1));
  census.opened({2, 2, 2}, ago(1));
  EXPECT_THAT(names_of(table({"KS2", "nobody", "KS2", "KS4"})), ElementsAre("KS2"));
  EXPECT_EQ(table({"KS2"}).lanes_count, 1U);
}

TEST_F(CensusTest, AChangeBeforeTheWalkHasPassedIsLeftToTheWalk) {
  census.begin_passing();
  census.pass_open({1, 2, 5}, ago(1));
  census.opened({2, 2, 6}, ago(1));
  EXPECT_EQ(census.open_count(), 1U) << "the walk will find it";
  EXPECT_FALSE(table().complete);
  census.pass_open({2, 2, 6}, ago(1));
  census.ended({1, 2, 5}, ago(1));
  EXPECT_THAT(names_of(table()), ElementsAre("KS2"));
}

TEST_F(CensusTest, WhatIsRevivedBelowAMarkCountsAtOnceOnceMarksAreRight) {
  census.set_mark(2, 2, 100);
  census.begin_passing();
  census.opened({2, 2, 7}, ago(1));
  EXPECT_EQ(census.open_count(), 1U) << "the walk begins above it";
}

TEST_F(CensusTest, WhatIsOpenBelowAMarkLowersItInTime) {
  census.set_mark(2, 2, 100);
  census.open_at({2, 2, 50});  // held at start, say
  census.parked({2, 2, 40});   // so since then
  census.opened({2, 2, 7}, ago(1));
  census.open_at({2, 2, 60});
  EXPECT_EQ(census.mark(2, 2), 6U);
  EXPECT_EQ(census.mark(2, 1), 0U);
  EXPECT_EQ(census.open_count(), 0U) << "the walk will find it";
}

/// Messages as they would be stored, and a walk over them that goes on while they change.
class CensusModel : public CensusTest {
 protected:
  static constexpr Sequence known_at_start = 300;

  explicit CensusModel() {
    for (Sequence sequence = 1; sequence <= known_at_start; ++sequence) accept();
    for (const auto& [key, accepted_at] : all_) {
      if (random_() % 2 == 0) open_.erase(key);
    }
  }
  MessageKey any() {
    return std::next(all_.begin(), static_cast<int>(random_() % all_.size()))->first;
  }
  void accept() {
    const auto lane = static_cast<LaneNumber>(1 + random_() % 4);
    const auto priority = static_cast<Priority>(1 + random_() % priorities_count);
    const MessageKey key{lane, priority, ++sequence_};
    all_[key] = open_[key] = ago(static_cast<int>(random_() % 4000));
    census.opened(key, open_[key]);
  }
  void change_one() {
    if (random_() % 3 == 0) return accept();
    const MessageKey key = any();
    if (const auto open = open_.find(key); open != open_.end()) {
      census.ended(key, open->second);
      open_.erase(open);
    } else if (random_() % 2 == 0) {  // a dead letter is revived
      open_[key] = ago(1);
      census.opened(key, ago(1));
    }
  }
  void set_marks() {
    for (LaneNumber lane = 1; lane <= 4; ++lane) {
      for (Priority priority = 1; priority <= priorities_count; ++priority) {
        const auto first = open_.lower_bound({lane, priority, 0});
        const bool any = first != open_.end() && first->first < MessageKey{lane, priority, ~0ULL};
        census.set_mark(lane, priority, any ? first->first.sequence - 1 : sequence_);
      }
    }
  }
  void walk_some() {
    MessageKey first = census.position();
    ++first.sequence;
    auto next = all_.lower_bound(first);
    for (auto left = random_() % 5; left > 0 && next != all_.end(); --left, ++next) {
      const MessageKey key = next->first;
      const auto open = open_.find(key);
      const bool below = key.sequence <= census.mark(key.lane, key.priority);
      if (below || open == open_.end()) {
        census.pass(key);
      } else {
        census.pass_open(key, open->second);
      }
    }
    if (next == all_.end()) census.finish();
  }
  void expect_all_counted() {
    std::map<std::string, std::array<std::uint64_t, priorities_count>> counts;
    for (const auto& [key, accepted_at] : open_) {
      ++counts["KS" + std::to_string(key.lane)][key.priority - std::size_t{1}];
    }
    ASSERT_EQ(census.open_count(), open_.size());
    for (const auto& row : table().rows) ASSERT_EQ(row.open_counts, counts[row.lane_name]);
    ASSERT_EQ(table().rows.size(), counts.size());
  }
  auto random() { return random_(); }

 private:
  std::mt19937 random_{11};
  std::map<MessageKey, WallTime> all_;
  std::map<MessageKey, WallTime> open_;
  Sequence sequence_ = 0;
};

TEST_F(CensusModel, HoweverMessagesChangeBesideTheWalkEachIsCountedOnce) {
  set_marks();
  for (int i = 0; i < 50; ++i) change_one();
  census.begin_passing();
  while (!census.complete()) {
    walk_some();
    for (auto changes = random() % 3; changes > 0; --changes) change_one();
  }
  expect_all_counted();
  for (int i = 0; i < 500; ++i) change_one();
  expect_all_counted();
}

}  // namespace
}  // namespace queue
