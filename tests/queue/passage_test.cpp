// What is accepted goes to a shard that has read its level to the end, and need not be read.
#include "queue/passage.hpp"

#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;

/// A lane with a message in it, which is read to its end.
class SpoolPassage : public SpoolTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    open();
    accept({"first"});
    end_ = shard->read(1);
    ASSERT_TRUE(end_.end);
    while (shard->count<LaneGrew>() > 0) (void)shard->next<LaneGrew>();
  }
  void grant(std::uint32_t count) { shard->request(PassCredit{count}); }
  std::vector<std::string> passed_ids() { return ids_of(shard->next<PassedOn>().messages); }
  std::size_t passed_count() { return shard->count<PassedOn>(); }

  LaneRead end_;
};

TEST_F(SpoolPassage, GivesWhatIsAcceptedWithAllThatARead) {
  grant(10);
  Submission sent = submission("second", "KS1", 2);
  sent.not_before = at_second(4);
  hand_in({sent});
  const StoredMessage passed = shard->next<PassedOn>().messages.at(0);
  const StoredMessage read = shard->read(1, 2, end_.next).messages.at(0);
  EXPECT_EQ(passed.key, read.key);
  EXPECT_EQ(passed.accepted_at, read.accepted_at);
  EXPECT_EQ(passed.not_before, read.not_before);
  EXPECT_EQ(passed.id, read.id);
  EXPECT_EQ(passed.payload, read.payload);
  EXPECT_EQ(passed.progress, read.progress);
  EXPECT_EQ(shard->count<LaneGrew>(), 0U);
}

TEST_F(SpoolPassage, TellsOnceThatThereIsMoreWhereThereIsNoCredit) {
  grant(1);
  accept({"second", "third", "fourth"});
  EXPECT_THAT(passed_ids(), ElementsAre("second"));
  accept({"fifth"});
  EXPECT_EQ(shard->count<LaneGrew>(), 1U);
  EXPECT_EQ(passed_count(), 0U);
}

TEST_F(SpoolPassage, GoesOnOnceTheLevelWasReadToItsEnd) {
  accept({"second"});
  grant(10);
  accept({"third"});
  EXPECT_EQ(passed_count(), 0U);
  EXPECT_THAT(ids_of(shard->read(1, 2, end_.next).messages), ElementsAre("second", "third"));
  accept({"fourth"});
  EXPECT_THAT(passed_ids(), ElementsAre("fourth"));
}

TEST_F(SpoolPassage, IsEndedByAReadThatFoundNoEnd) {
  accept({"second", "third"});
  grant(10);
  ASSERT_FALSE(shard->read(1, 2, end_.next, 1).end);
  accept({"fourth"});
  EXPECT_EQ(passed_count(), 0U);
}

TEST_F(SpoolPassage, GivesTheFirstMessageOfANewLaneBehindItsName) {
  grant(10);
  while (shard->count<LaneOpened>() > 0) (void)shard->next<LaneOpened>();
  accept({"there"}, "KS2");
  const bool told_first = shard->last_is<PassedOn, LaneOpened>();
  EXPECT_TRUE(told_first);
  EXPECT_THAT(passed_ids(), ElementsAre("there"));
}

TEST_F(SpoolPassage, LeavesALaneOfAnEarlierProcessToItsReads) {
  reopen();
  grant(10);
  accept({"second"});
  EXPECT_EQ(passed_count(), 0U);
  EXPECT_THAT(ids_of(shard->read(1).messages), ElementsAre("first", "second"));
}

TEST_F(SpoolPassage, GivesNothingThatIsScheduled) {
  grant(10);
  Submission later = submission("later");
  later.not_before = at_second(200);
  hand_in({later});
  EXPECT_EQ(passed_count(), 0U);
}

TEST_F(SpoolPassage, GivesNothingBeforeWhatIsDueAndNotHandedOut) {
  grant(10);
  Submission scheduled = submission("scheduled");
  scheduled.not_before = at_second(200);
  hand_in({scheduled});
  accepted_second = clock_seconds = 300;
  accept({"behind"});
  EXPECT_EQ(passed_count(), 0U);
  EXPECT_EQ(shard->count<LaneGrew>(), 1U);
}

TEST_F(SpoolPassage, HasALevelReadOnceInAWhile) {
  constexpr auto more_than_may = Passage::passed_without_read_max + 1;
  grant(2 * more_than_may);
  for (std::uint32_t i = 0; i < more_than_may; ++i) accept({"message-" + std::to_string(i)});
  EXPECT_EQ(passed_count(), Passage::passed_without_read_max);
  EXPECT_EQ(shard->count<LaneGrew>(), 1U);
}

TEST_F(SpoolPassage, LeavesNothingToBeReadBackWhenItIsSettled) {
  grant(10);
  accept({"second"});
  const MessageKey key = shard->next<PassedOn>().messages.at(0).key;
  shard->arm(0, key);
  shard->request(Settle{key, 0, "sent"});
  EXPECT_EQ(shard->status().open_count, 1U);
  EXPECT_THAT(accept({"second"}), ElementsAre(Acceptance::duplicate));
}

}  // namespace
}  // namespace queue
