// What waits in a lane is read behind what was scheduled for a time before its acceptance.
#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Twenty messages of a lane were scheduled for second 200; in second 300 one is accepted that
/// waits for nothing. Of another lane one waits as well.
class SpoolDueOrder : public SpoolTest {
 protected:
  static constexpr int many = 20;

  void SetUp() override {
    SpoolTest::SetUp();
    open();
    std::vector<Submission> all;
    for (int i = 0; i < many; ++i) {
      all.push_back(submission("scheduled-" + std::to_string(i)));
      all.back().not_before = at_second(200);
    }
    hand_in(all);
    accept({"before"});
    accepted_second = clock_seconds = 300;
    accept({"behind"});
    accept({"other"}, "KS-other");
    while (shard->count<LaneGrew>() > 0) (void)shard->next<LaneGrew>();
  }
  std::vector<StoredMessage> take_due(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return shard->next<DueRead>().messages;
  }
  void settle(const std::vector<StoredMessage>& messages) {
    for (const auto& message : messages) {
      shard->request(Settle{message.key, no_slot, "sent"});
      shard->request(DueCredit{1});
    }
  }
};

TEST_F(SpoolDueOrder, EndsALaneWhereSomethingScheduledHasToBeHandedOutFirst) {
  EXPECT_EQ(take_due(1).size(), 8U);
  const LaneRead read = shard->read(1);
  EXPECT_THAT(ids_of(read.messages), ElementsAre("before"));
  EXPECT_TRUE(read.end);
}

TEST_F(SpoolDueOrder, SaysWhenItIsHandedOutAndReadsOn) {
  auto due = take_due(1);
  const LaneRead ended = shard->read(1);
  EXPECT_EQ(shard->count<LaneGrew>(), 0U);
  for (std::size_t handed_out = due.size(); handed_out < many; handed_out += due.size()) {
    settle(due);
    due = shard->next<DueRead>().messages;
  }
  EXPECT_EQ(shard->next<LaneGrew>().lane, 1U);
  EXPECT_THAT(ids_of(shard->read(1, 2, ended.next).messages), ElementsAre("behind"));
}

TEST_F(SpoolDueOrder, SaysThatALaneHasNoEndBeforeItHandsOutWhatComesLater) {
  auto due = take_due(1);
  (void)shard->read(1);
  std::size_t handed_out = due.size();
  while (handed_out + 8 < many) {
    settle(due);
    due = shard->next<DueRead>().messages;
    handed_out += due.size();
  }
  settle(due);
  const bool said_before = shard->last_is<DueRead, LaneGrew>();
  EXPECT_TRUE(said_before);
  EXPECT_EQ(shard->count<LaneGrew>(), 1U);
}

TEST_F(SpoolDueOrder, LeavesOtherLanesAlone) {
  take_due(1);
  EXPECT_THAT(ids_of(shard->read(2).messages), ElementsAre("other"));
}

TEST_F(SpoolDueOrder, ReadsAllOnceAllIsHandedOut) {
  EXPECT_EQ(take_due(100).size(), static_cast<std::size_t>(many));
  EXPECT_THAT(ids_of(shard->read(1).messages), ElementsAre("before", "behind"));
}

TEST_F(SpoolDueOrder, ReadsAllWhileNothingScheduledIsDue) {
  clock_seconds = 150;  // it was set back
  EXPECT_THAT(ids_of(shard->read(1).messages), ElementsAre("before", "behind"));
}

TEST_F(SpoolDueOrder, IsKeptOverARestart) {
  reopen();
  EXPECT_EQ(take_due(1).size(), 8U);
  EXPECT_THAT(ids_of(shard->read(1).messages), ElementsAre("before"));
}

TEST_F(SpoolDueOrder, TellsOfNoGrowthWhatMayNotBeReadYet) {
  take_due(1);
  (void)shard->read(1);
  accept({"later"});
  EXPECT_EQ(shard->count<LaneGrew>(), 0U);
}

TEST_F(SpoolDueOrder, WhatWasTriedPassesWhatWasScheduled) {
  const auto due = take_due(1);
  shard->request(Defer{due.front().key, no_slot, at_second(250), false, "tried"});
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre(due.front().id));
}

}  // namespace
}  // namespace queue
