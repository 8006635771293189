#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Each promise holds however the intent was made durable: the process dies, not the machine.
class SpoolIntents : public SpoolTest, public testing::WithParamInterface<Durability> {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    durability = GetParam();
    open();
  }
  MessageKey accept_one(const std::string& id) {
    accept({id});
    const auto read = shard->read(1).messages;
    return read.empty() ? MessageKey{} : read.back().key;
  }
  void crash_and_open() {
    shard->status();
    crash();
    open();
  }
  std::uint64_t in_doubt() { return spool->state_at_open().in_doubt; }
};

INSTANTIATE_TEST_SUITE_P(Durabilities, SpoolIntents,
                         testing::Values(Durability::power, Durability::process),
                         [](const auto& made_with) {
                           return made_with.param == Durability::power ? "power" : "process";
                         });

TEST_P(SpoolIntents, WithoutAnOutcomeAreInDoubtAfterACrash) {
  const MessageKey key = accept_one("a");
  shard->arm(7, key, "second try");
  crash_and_open();
  EXPECT_EQ(in_doubt(), 1U);
  const auto doubt = shard->next<InDoubt>();
  EXPECT_EQ(doubt.message.key, key);
  EXPECT_EQ(doubt.message.id, "a");
  EXPECT_EQ(doubt.message.payload, "payload of a");
  EXPECT_EQ(doubt.message.progress, "second try");
  EXPECT_EQ(doubt.armed_at, at_second(50));
  EXPECT_EQ(shard->count<InDoubt>(), 0U);
}

TEST_P(SpoolIntents, InDoubtAreNotWaitingToo) {
  const MessageKey key = accept_one("a");
  accept({"b"});
  shard->arm(7, key);
  crash_and_open();
  EXPECT_THAT(waiting_ids(), ElementsAre("b"));
  shard->request(ReadMessages{1, 2, {key.sequence}});
  EXPECT_THAT(shard->next<LaneRead>().messages, IsEmpty());
}

TEST_P(SpoolIntents, StayInDoubtUntilSomebodyDecides) {
  shard->arm(7, accept_one("a"));
  crash_and_open();
  accept({"b"});
  shard->arm(7, only_waiting().key);  // the slot is free for new ones
  crash_and_open();
  EXPECT_EQ(in_doubt(), 2U);
  close();  // an orderly end decides nothing
  open();
  EXPECT_EQ(in_doubt(), 2U);
  EXPECT_EQ(shard->count<InDoubt>(), 2U);
}

TEST_P(SpoolIntents, OfSettledMessagesAreNotInDoubt) {
  const MessageKey key = accept_one("a");
  shard->arm(7, key);
  shard->request(Settle{key, 7, "sent"});
  crash_and_open();
  EXPECT_EQ(in_doubt(), 0U);
  EXPECT_EQ(spool->state_at_open().messages_open, 0U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_P(SpoolIntents, TakenBackAreNotInDoubt) {
  const MessageKey key = accept_one("a");
  shard->arm(7, key);
  shard->request(Revoke{7});
  crash_and_open();
  EXPECT_EQ(in_doubt(), 0U);
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_P(SpoolIntents, OfDeferredAndHeldMessagesAreNotInDoubt) {
  const MessageKey first = accept_one("a");
  const MessageKey second = accept_one("b");
  shard->arm(1, first);
  shard->arm(2, second);
  shard->request(Defer{first, 1, at_second(1000), false, "later"});
  shard->request(Hold{second, 2, false, "wait"});
  crash_and_open();
  EXPECT_EQ(in_doubt(), 0U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
  EXPECT_EQ(spool->state_at_open().held, 1U);
}

TEST_P(SpoolIntents, OfAMessageThatCameBackAreInDoubtAnew) {
  const MessageKey key = accept_one("a");
  shard->arm(1, key);
  shard->request(Defer{key, 1, at_second(90), false, "first"});
  shard->request(DueCredit{1});
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("a"));
  shard->arm(2, key, "second");
  crash_and_open();
  EXPECT_EQ(in_doubt(), 1U);
  EXPECT_EQ(shard->next<InDoubt>().message.progress, "second");
  shard->request(DueCredit{10});
  EXPECT_EQ(shard->count<DueRead>(), 0U);
}

TEST_P(SpoolIntents, AreNumberedBySlotsThatAreUsedAgain) {
  for (int i = 0; i < 20; ++i) {
    const MessageKey key = accept_one("id-" + std::to_string(i));
    shard->arm(3, key);
    if (i != 19) shard->request(Settle{key, 3, "sent"});
  }
  crash_and_open();
  EXPECT_EQ(in_doubt(), 1U);
  EXPECT_EQ(shard->next<InDoubt>().message.id, "id-19");
}

TEST_P(SpoolIntents, AreAnsweredOnceEachInTheirOrder) {
  const MessageKey key = accept_one("a");
  shard->request(Arm{1, key, at_second(50), ""});
  shard->request(Revoke{1});
  shard->request(Arm{1, key, at_second(51), ""});
  shard->request(Arm{2, key, at_second(51), ""});
  std::vector<std::uint32_t> slots;
  while (slots.size() < 3) {
    for (const auto slot : shard->next<Armed>().slots) slots.push_back(slot);
  }
  EXPECT_THAT(slots, ElementsAre(1, 1, 2));
}

TEST_P(SpoolIntents, InDoubtCanBeSettled) {
  shard->arm(7, accept_one("a"));
  crash_and_open();
  const auto doubt = shard->next<InDoubt>();
  shard->request(Settle{doubt.message.key, doubt.slot, "dead"});
  EXPECT_EQ(shard->status().open_count, 0U);
  reopen();
  EXPECT_EQ(in_doubt(), 0U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_P(SpoolIntents, InDoubtCanBeHeld) {
  shard->arm(7, accept_one("a"));
  crash_and_open();
  const auto doubt = shard->next<InDoubt>();
  shard->request(Hold{doubt.message.key, doubt.slot, true, "ambiguous"});
  reopen();
  EXPECT_EQ(in_doubt(), 0U);
  EXPECT_EQ(spool->state_at_open().held, 1U);
  EXPECT_EQ(spool->state_at_open().messages_open, 1U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_P(SpoolIntents, InDoubtCanBeDeferredAndComeBackOnce) {
  shard->arm(7, accept_one("a"));
  crash_and_open();
  const auto doubt = shard->next<InDoubt>();
  shard->request(Defer{doubt.message.key, doubt.slot, at_second(99), true, "resend"});
  shard->request(DueCredit{5});
  const auto due = shard->next<DueRead>();
  EXPECT_THAT(ids_of(due.messages), ElementsAre("a"));
  EXPECT_EQ(due.messages[0].progress, "resend");
  EXPECT_EQ(shard->count<DueRead>(), 0U);
}

TEST_P(SpoolIntents, TellWhenTheSpoolWasLastActive) {
  clock_seconds = 400;
  const MessageKey key = accept_one("a");
  EXPECT_EQ(spool->state_at_open().last_activity, WallTime{});
  shard->arm(7, key);
  clock_seconds = 500;
  reopen();
  EXPECT_EQ(spool->state_at_open().last_activity, at_second(400));
}

}  // namespace
}  // namespace queue
