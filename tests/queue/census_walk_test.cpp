#include "queue/census_walk.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a running spool says is open, lane by lane.
class CensusWalkTest : public ControlTest {
 protected:
  std::vector<StoredMessage> read_all(LaneNumber lane) {
    std::vector<StoredMessage> all;
    LaneRead read;
    do {
      read = shard->read(lane, 2, read.next, 1000);
      std::ranges::move(read.messages, std::back_inserter(all));
    } while (!read.end);
    return all;
  }
  /// Without a clean end, which would leave nothing to count.
  void die_and_open() {
    (void)levels();  // all that was asked for is done
    crash();
    open();
  }
  void settle(const MessageKey& key, bool keeps_message = false) {
    shard->request(Settle{.key = key, .outcome = "done", .keeps_message = keeps_message});
  }
};

TEST_F(CensusWalkTest, ANewSpoolHasNothingToCount) {
  EXPECT_TRUE(list_lanes().complete);
  EXPECT_THAT(list_lanes().rows, IsEmpty());
}

TEST_F(CensusWalkTest, WhatIsAcknowledgedIsCounted) {
  accept({"a", "b"}, "KS1", 1);
  clock_seconds = 100 + 7 * 60;
  accept({"c"}, "KS1", 3);
  accept({"d"}, "KS2");
  const auto rows = list_lanes().rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].lane_name, "KS1");
  EXPECT_THAT(rows[0].open_counts, ElementsAre(2, 0, 1));
  EXPECT_EQ(rows[1].lane_name, "KS2");
}

TEST_F(CensusWalkTest, WhatWasOpenAtStartIsFound) {
  accept({"a", "b", "c"}, "KS1");
  accept({"d"}, "KS2", 3);
  settle(read_all(1).at(1).key);
  die_and_open();
  const auto rows = list_lanes_at_last().rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0].open_counts, ElementsAre(0, 2, 0));
  EXPECT_THAT(rows[1].open_counts, ElementsAre(0, 0, 1));
}

TEST_F(CensusWalkTest, WhatIsDueOrHeldBelowTheWatermarkIsFound) {
  std::vector<std::string> ids;
  for (int i = 0; i < 2500; ++i) ids.push_back("id-" + std::to_string(i));
  accept(ids);
  const auto messages = read_all(1);
  shard->request(Hold{.key = messages.at(3).key, .progress = {}});
  shard->request(Defer{.key = messages.at(5).key, .due = at_second(9999), .progress = {}});
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i != 3 && i != 5) settle(messages[i].key);
  }
  EXPECT_TRUE(read_all(1).empty());
  accept({"last"});
  die_and_open();
  EXPECT_EQ(counted_in_lanes(), 3U);
}

TEST_F(CensusWalkTest, ARevivedDeadLetterIsOpenFromItsRevival) {
  settle(accept_one("a"), true);
  EXPECT_EQ(counted_in_lanes(), 0U);
  clock_seconds = 100 + 60 * 60;
  const auto letter = list_dead().rows.at(0).outcome_sequence;
  EXPECT_EQ(change_dead(ChangeDead::Kind::revive, {{letter, at_second(99'999)}}), 1U);
  EXPECT_EQ(counted_in_lanes(), 1U);
  EXPECT_EQ(list_lanes().rows.at(0).age_counts[0], 1U);
  die_and_open();
  EXPECT_EQ(counted_in_lanes(), 1U);
}

TEST_F(CensusWalkTest, WhatADeathLeftInDoubtIsOpenUntilItIsSettled) {
  accept({"a", "b", "c"});
  shard->arm(3, read_all(1).at(0).key);
  die_and_open();
  EXPECT_EQ(counted_in_lanes(), 3U);
  settle(shard->next<InDoubt>().message.key);
  EXPECT_EQ(counted_in_lanes(), 2U);
  EXPECT_EQ(levels().open_count, 2U);
}

/// Thousands are open, so that the walk takes many steps, and they change meanwhile in every way.
TEST_F(CensusWalkTest, WhateverHappensBesideTheWalkItEndsWithWhatIsOpen) {
  std::mt19937 random(3);
  for (int lane = 0; lane < 12; ++lane) {
    std::vector<Submission> submissions;
    for (int i = 0; i < 600; ++i) {
      submissions.push_back(
          submission(std::to_string(lane) + "-" + std::to_string(i), "KS" + std::to_string(lane)));
      if (random() % 5 == 0) submissions.back().not_before = at_second(9999);
    }
    hand_in(std::move(submissions));
  }
  for (int round = 0; round < 3; ++round) {
    die_and_open();
    for (LaneNumber lane = 1; lane <= 12; ++lane) {
      for (const auto& message : shard->read(lane, 2, 0, 150).messages) {
        const auto choice = random() % 5;
        if (choice == 0) shard->request(Hold{.key = message.key, .progress = {}});
        if (choice == 1)
          shard->request(Defer{.key = message.key, .due = at_second(9000), .progress = {}});
        if (choice >= 2) settle(message.key, choice == 4);
      }
      std::vector<ChangeDead::Item> items;
      for (const auto& row : list_dead(0, 20).rows) {
        items.push_back({row.outcome_sequence, at_second(9999)});
      }
      change_dead(ChangeDead::Kind::revive, std::move(items));
      accept({"new-" + std::to_string(round) + "-" + std::to_string(lane)}, "KS3");
    }
    EXPECT_EQ(counted_in_lanes(), levels().open_count);
  }
}

}  // namespace
}  // namespace queue
