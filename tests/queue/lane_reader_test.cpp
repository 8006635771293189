#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolLanes : public SpoolTest {};

TEST_F(SpoolLanes, AreReadInTheOrderOfAcceptance) {
  open();
  accept({"z", "a", "m"});
  accept({"b"});
  EXPECT_THAT(waiting_ids(), ElementsAre("z", "a", "m", "b"));
}

TEST_F(SpoolLanes, AreReadEachOnItsOwn) {
  open();
  accept({"a"}, "KS1");
  accept({"b"}, "KS2");
  accept({"c"}, "KS1");
  EXPECT_THAT(waiting_ids(1), ElementsAre("a", "c"));
  EXPECT_THAT(waiting_ids(2), ElementsAre("b"));
}

TEST_F(SpoolLanes, KeepPrioritiesApart) {
  open();
  accept({"bulk"}, "KS1", 3);
  accept({"urgent"}, "KS1", 1);
  EXPECT_THAT(waiting_ids(1, 1), ElementsAre("urgent"));
  EXPECT_THAT(waiting_ids(1, 2), IsEmpty());
  EXPECT_THAT(waiting_ids(1, 3), ElementsAre("bulk"));
}

TEST_F(SpoolLanes, AreReadAheadPieceByPiece) {
  open();
  accept({"a", "b", "c"});
  const auto first = shard->read(1, 2, 0, 2);
  EXPECT_THAT(ids_of(first.messages), ElementsAre("a", "b"));
  EXPECT_FALSE(first.end);
  const auto second = shard->read(1, 2, first.next, 2);
  EXPECT_THAT(ids_of(second.messages), ElementsAre("c"));
  EXPECT_TRUE(second.end);
  EXPECT_GE(second.next, first.next);
}

TEST_F(SpoolLanes, GiveAnEndThatNewMessagesLieBehind) {
  open();
  accept({"a"});
  const auto read = shard->read(1);
  ASSERT_TRUE(read.end);
  accept({"b"});
  EXPECT_THAT(ids_of(shard->read(1, 2, read.next).messages), ElementsAre("b"));
}

TEST_F(SpoolLanes, AnswerForAnEmptyLevelWithANextToGoOnFrom) {
  open();
  accept({"a"}, "KS1", 1);
  const auto read = shard->read(1, 3);
  EXPECT_TRUE(read.end);
  EXPECT_GT(read.next, 0U);
}

TEST_F(SpoolLanes, TellTheirShardWhenTheyOpen) {
  open();
  accept({"a"}, "KS-first");
  accept({"b"}, "KS-second");
  const auto first = shard->next<LaneOpened>();
  const auto second = shard->next<LaneOpened>();
  EXPECT_EQ(first.lane, 1U);
  EXPECT_EQ(first.name, "KS-first");
  EXPECT_EQ(second.lane, 2U);
  EXPECT_EQ(second.name, "KS-second");
}

TEST_F(SpoolLanes, KeepTheirNumberOverARestart) {
  open();
  accept({"a"}, "KS-first");
  accept({"b"}, "KS-second");
  reopen();
  accept({"c"}, "KS-third");
  EXPECT_EQ(shard->next<LaneOpened>().name, "KS-first");
  EXPECT_EQ(shard->next<LaneOpened>().name, "KS-second");
  const auto third = shard->next<LaneOpened>();
  EXPECT_EQ(third.name, "KS-third");
  EXPECT_EQ(third.lane, 3U);
}

TEST_F(SpoolLanes, SayThatTheyGrewOncePerEndThatWasRead) {
  open();
  accept({"a"});
  ASSERT_TRUE(shard->read(1).end);
  EXPECT_EQ(shard->count<LaneGrew>(), 1U);  // the first message of the lane
  accept({"b"});
  accept({"c"});
  EXPECT_EQ(shard->count<LaneGrew>(), 2U);
  ASSERT_TRUE(shard->read(1).end);
  accept({"d"});
  EXPECT_EQ(shard->count<LaneGrew>(), 3U);
  EXPECT_EQ(shard->next<LaneGrew>().priority, 2);
}

TEST_F(SpoolLanes, GoToTheShardThatTheirNameIsGivenTo) {
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  TestShard even;
  TestShard odd;
  spool->attach_shards({&even.ring, &odd.ring}, [](const std::string& name) {
    return static_cast<std::size_t>(name.back() - '0') % 2;
  });
  even.use(spool->shard(0));
  odd.use(spool->shard(1));
  accept({"a"}, "KS1");
  accept({"b"}, "KS2");
  EXPECT_EQ(odd.next<LaneOpened>().name, "KS1");
  EXPECT_EQ(even.next<LaneOpened>().name, "KS2");
  EXPECT_THAT(ids_of(odd.read(1).messages), ElementsAre("a"));
  EXPECT_THAT(ids_of(even.read(2).messages), ElementsAre("b"));
  EXPECT_EQ(odd.count<LaneOpened>() + even.count<LaneOpened>(), 0U);
  spool.reset();
}

TEST_F(SpoolLanes, TellMoreThanTheRingOfTheShardTakesAtOnce) {
  open();
  std::vector<Submission> submissions;
  for (int i = 0; i < 200; ++i)
    submissions.push_back(submission(std::to_string(i), "L" + std::to_string(i)));
  hand_in(std::move(submissions));
  close();
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  TestShard narrow(4);
  spool->attach_shards({&narrow.ring}, [](const std::string&) { return std::size_t{0}; });
  narrow.use(spool->shard(0));
  for (LaneNumber lane = 1; lane <= 200; ++lane) ASSERT_EQ(narrow.next<LaneOpened>().lane, lane);
  spool.reset();
}

TEST_F(SpoolLanes, GiveMessagesPutAsideAgain) {
  open();
  accept({"a", "b", "c"});
  const auto read = shard->read(1).messages;
  shard->request(ReadMessages{1, 2, {read[2].key.sequence, read[0].key.sequence}});
  const auto again = shard->next<LaneRead>();
  EXPECT_THAT(ids_of(again.messages), ElementsAre("c", "a"));
  EXPECT_EQ(again.next, 0U);
}

TEST_F(SpoolLanes, StillGiveWhatWasNotSettledWhenMuchIs) {
  open();
  std::vector<std::string> ids;
  for (int i = 0; i < 5000; ++i) ids.push_back("id-" + std::to_string(i));
  accept(ids);
  Sequence after = 0;
  for (std::size_t seen = 0; seen < ids.size();) {
    const auto read = shard->read(1, 2, after, 1000);
    for (const auto& message : read.messages) {
      if (++seen != 2500) shard->request(Settle{message.key, no_slot, "sent"});
    }
    after = read.next;
  }
  EXPECT_EQ(shard->status().open_count, 1U);
  EXPECT_THAT(waiting_ids(), ElementsAre("id-2499"));
  crash();
  open();
  EXPECT_EQ(spool->state_at_open().messages_open, 1U);
  // A single answer may stop before it finds it; it is found by going on from `next`.
  std::vector<StoredMessage> found;
  LaneRead read;
  do {
    read = shard->read(1, 2, read.next);
    found.insert(found.end(), read.messages.begin(), read.messages.end());
  } while (!read.end);
  EXPECT_THAT(ids_of(found), ElementsAre("id-2499"));
}

}  // namespace
}  // namespace queue
