#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolDue : public SpoolTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    open();
  }
  /// Accepts the ids and defers them to these seconds.
  std::vector<MessageKey> defer(const std::vector<std::pair<std::string, int>>& ids_and_seconds) {
    std::vector<MessageKey> keys;
    for (const auto& [id, second] : ids_and_seconds) {
      accept({id});
      keys.push_back(only_waiting().key);
      shard->request(Defer{keys.back(), no_slot, at_second(second), false, "from " + id});
    }
    return keys;
  }
  void defer_many(int count) {
    for (int i = 0; i < count; ++i) defer({{"m" + std::to_string(i), 60 + i}});
  }
  std::vector<std::string> due_now(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return ids_of(shard->next<DueRead>().messages);
  }
  bool nothing_due(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return shard->count<DueRead>() == 0;
  }
};

TEST_F(SpoolDue, MessagesComeBackInTheOrderOfTheirTimes) {
  defer({{"late", 80}, {"early", 60}, {"middle", 70}});
  EXPECT_THAT(due_now(10), ElementsAre("early", "middle", "late"));
}

TEST_F(SpoolDue, MessagesBringTheirProgress) {
  defer({{"a", 60}});
  shard->request(DueCredit{1});
  EXPECT_EQ(shard->next<DueRead>().messages.at(0).progress, "from a");
}

TEST_F(SpoolDue, MessagesDoNotComeBeforeTheirTime) {
  defer({{"past", 99}, {"future", 101}});
  EXPECT_THAT(due_now(10), ElementsAre("past"));
  EXPECT_EQ(shard->count<DueRead>(), 0U);
  clock_seconds = 101;
  EXPECT_THAT(due_now(1), ElementsAre("future"));
}

TEST_F(SpoolDue, MessagesComeWithoutBeingAskedForAgain) {
  defer({{"future", 101}});
  shard->request(DueCredit{1});
  shard->status();
  clock_seconds = 102;  // the spool looks at its clock at least once a second
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("future"));
}

TEST_F(SpoolDue, NoMoreComeThanTheCreditAllows) {
  defer_many(12);
  EXPECT_EQ(due_now(10).size(), 10U);
  EXPECT_EQ(shard->count<DueRead>(), 0U);
  EXPECT_THAT(due_now(2), ElementsAre("m10", "m11"));
}

TEST_F(SpoolDue, AFewOfALaneComeWhateverTheCredit) {
  defer_many(12);
  EXPECT_EQ(due_now(1).size(), 8U);
  EXPECT_EQ(shard->count<DueRead>(), 0U);
}

class SpoolDueLanes : public SpoolDue {
 protected:
  static constexpr int many = 300;

  /// `many` messages of a lane come due, and then one of another.
  void SetUp() override {
    SpoolDue::SetUp();
    std::vector<Submission> all;
    for (int i = 0; i < many; ++i) {
      all.push_back(submission("many-" + std::to_string(i)));
      all.back().not_before = at_second(200);
    }
    all.push_back(submission("other"));
    all.back().lane_name = "KS-other";
    all.back().not_before = at_second(201);
    hand_in(all);
    clock_seconds = 300;
  }
  std::vector<StoredMessage> take_all() {
    std::vector<StoredMessage> taken;
    for (auto count = shard->count<DueRead>(); count > 0; --count) {
      std::ranges::move(shard->next<DueRead>().messages, std::back_inserter(taken));
    }
    return taken;
  }
  static bool has_other(const std::vector<StoredMessage>& taken) {
    return std::ranges::any_of(taken, [](const auto& message) { return message.id == "other"; });
  }
};

TEST_F(SpoolDueLanes, LeaveSomethingOfTheCreditToOthers) {
  shard->request(DueCredit{100});
  const auto taken = take_all();
  EXPECT_EQ(taken.size(), 65U);
  EXPECT_TRUE(has_other(taken));
}

TEST_F(SpoolDueLanes, GetHalfOfTheCreditThatIsLeft) {
  shard->request(DueCredit{210});
  EXPECT_EQ(take_all().size(), 71U);
}

TEST_F(SpoolDueLanes, GetTheRestInOrderAsTheirMessagesAreMovedOn) {
  shard->request(DueCredit{100});
  std::vector<std::string> ids;
  for (auto taken = take_all(); !taken.empty(); taken = take_all()) {
    for (const auto& message : taken) {
      if (message.id != "other") ids.push_back(message.id);
      shard->request(Settle{message.key, no_slot, "sent"});
      shard->request(DueCredit{1});
    }
  }
  ASSERT_EQ(ids.size(), static_cast<std::size_t>(many));
  for (int i = 0; i < many; ++i)
    EXPECT_EQ(ids[static_cast<std::size_t>(i)], "many-" + std::to_string(i));
}

TEST_F(SpoolDueLanes, FindAgainWhatIsDeferredToATimeBeforeTheRest) {
  shard->request(DueCredit{100});
  const auto taken = take_all();
  for (const auto& message : taken) {
    shard->request(Defer{message.key, no_slot, at_second(100), false, "again"});
    shard->request(DueCredit{1});
  }
  std::set<std::string> ids;
  for (auto again = take_all(); !again.empty(); again = take_all()) {
    for (const auto& message : again) {
      ids.insert(message.id);
      shard->request(Settle{message.key, no_slot, "sent"});
      shard->request(DueCredit{1});
    }
  }
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(many) + 1);
  EXPECT_EQ(shard->status().due_count, 0U);
}

TEST_F(SpoolDue, AnEarlierTimeThanThoseHandedOutIsFound) {
  defer({{"a", 60}, {"b", 70}});
  EXPECT_THAT(due_now(2), ElementsAre("a", "b"));
  defer({{"earlier", 50}});
  EXPECT_THAT(due_now(2), ElementsAre("earlier"));
}

TEST_F(SpoolDue, NothingIsHandedOutTwice) {
  defer({{"a", 60}, {"b", 70}});
  EXPECT_THAT(due_now(2), ElementsAre("a", "b"));
  defer({{"earlier", 50}});
  EXPECT_THAT(due_now(5), ElementsAre("earlier"));
  EXPECT_TRUE(nothing_due(5));
}

TEST_F(SpoolDue, AMessageDeferredAgainComesAgain) {
  const auto keys = defer({{"a", 60}});
  EXPECT_THAT(due_now(5), ElementsAre("a"));
  shard->request(Defer{keys[0], no_slot, at_second(60), false, "again"});
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("a"));
  EXPECT_EQ(shard->status().due_count, 1U);
}

TEST_F(SpoolDue, WhatWasHandedOutButNotDecidedComesAgainAfterACrash) {
  defer({{"a", 60}});
  EXPECT_THAT(due_now(5), ElementsAre("a"));
  crash();
  open();
  EXPECT_THAT(waiting_ids(), IsEmpty());
  EXPECT_THAT(due_now(5), ElementsAre("a"));
}

TEST_F(SpoolDue, WhatWasSettledComesNeverAgain) {
  const auto keys = defer({{"handed out", 60}, {"not handed out", 1000}});
  EXPECT_THAT(due_now(5), ElementsAre("handed out"));
  for (const auto& key : keys) shard->request(Settle{key, no_slot, "expired"});
  clock_seconds = 2000;
  EXPECT_TRUE(nothing_due(5));
  EXPECT_EQ(shard->status().due_count, 0U);
  crash();
  open();
  EXPECT_TRUE(nothing_due(5));
  EXPECT_EQ(spool->state_at_open().messages_open, 0U);
}

TEST_F(SpoolDue, ADeferredMessageIsNotWaiting) {
  defer({{"a", 1000}});
  EXPECT_THAT(waiting_ids(), IsEmpty());
  crash();
  open();
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolDue, AScheduledMessageWaitsForItsTimeAndBlocksNobody) {
  Submission scheduled = submission("scheduled");
  scheduled.not_before = at_second(200);
  hand_in({scheduled, submission("now")});
  EXPECT_THAT(waiting_ids(), ElementsAre("now"));
  EXPECT_TRUE(nothing_due(5));
  clock_seconds = 200;
  EXPECT_THAT(due_now(1), ElementsAre("scheduled"));
}

TEST_F(SpoolDue, TheStatusTellsHowManyAndTheEarliest) {
  defer({{"a", 300}, {"b", 200}});
  const auto status = shard->status();
  EXPECT_EQ(status.due_count, 2U);
  EXPECT_EQ(status.due_earliest, at_second(200));
  EXPECT_EQ(status.open_count, 2U);
}

TEST_F(SpoolDue, TheStatusCountsWhatWasHandedOut) {
  defer({{"a", 60}});
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  EXPECT_EQ(shard->status().due_count, 1U);
  EXPECT_EQ(shard->status().due_earliest, at_second(60));
}

TEST_F(SpoolDue, WhatWasTriedBeforeIsToldAtStartAndWhatIsOnlyScheduledIsNot) {
  Submission scheduled = submission("scheduled");
  scheduled.not_before = at_second(200);
  hand_in({scheduled});
  defer({{"tried", 300}});
  reopen();
  const auto blocks = shard->next<DueBlocks>();
  EXPECT_THAT(ids_of(blocks.messages), ElementsAre("tried"));
  EXPECT_EQ(blocks.messages[0].progress, "from tried");
  EXPECT_EQ(shard->count<DueBlocks>(), 0U);
}

TEST_F(SpoolDue, HeldMessagesStayAsideAndAreCounted) {
  accept({"a"});
  shard->request(Hold{only_waiting().key, no_slot, false, "reason"});
  EXPECT_EQ(shard->status().held_count, 1U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
  crash();
  open();
  EXPECT_EQ(spool->state_at_open().held, 1U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolDue, AHeldMessageCanBeSettled) {
  accept({"a"});
  const MessageKey key = only_waiting().key;
  shard->request(Hold{key, no_slot, false, "reason"});
  shard->request(Settle{key, no_slot, "cancelled"});
  const auto status = shard->status();
  EXPECT_EQ(status.held_count, 0U);
  EXPECT_EQ(status.open_count, 0U);
}

TEST_F(SpoolDue, ALateAnswerSettlesAMessageDeferredInTheSameBreath) {
  accept({"a"});
  const MessageKey key = only_waiting().key;
  shard->request(Defer{key, no_slot, at_second(60), true, "ambiguous"});
  shard->request(Settle{key, no_slot, "sent"});
  EXPECT_EQ(shard->status().due_count, 0U);
  EXPECT_TRUE(nothing_due(5));
}

}  // namespace
}  // namespace queue
