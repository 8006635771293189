#include "queue/withdrawals.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolCancel : public ControlTest {};

TEST_F(SpoolCancel, OfAWaitingMessageIsForItsShardToConfirm) {
  const MessageKey key = accept_one("a");
  auto answer = cancel("a");
  const auto entry = recalled();
  EXPECT_TRUE(entry.decision);
  EXPECT_EQ(entry.message.key, key);
  EXPECT_EQ(entry.message.id, "a");
  EXPECT_EQ(entry.message.payload, "payload of a");
  EXPECT_EQ(entry.outcome, "");
  withdraw(key);
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::done);
  EXPECT_EQ(find("a")->outcome, "withdrawn");
}

TEST_F(SpoolCancel, IsAnsweredOnceItsOutcomeSurvivesADeath) {
  accept({"a"});
  auto answer = cancel("a");
  withdraw_all(1);
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::done);
  crash();
  open();
  EXPECT_EQ(find("a")->outcome, "withdrawn");
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolCancel, OfAnUnknownMessageSaysSo) {
  EXPECT_EQ(result_of(cancel("unknown")), DecisionResult::unknown);
}

TEST_F(SpoolCancel, OfASettledMessageSaysThatItHadEnded) {
  shard->request(Settle{accept_one("a"), no_slot, "sent"});
  EXPECT_EQ(result_of(cancel("a")), DecisionResult::ended);
  EXPECT_EQ(shard->count<Recalled>(), 0U);
}

TEST_F(SpoolCancel, OfAMessageInDoubtAsksNobody) {
  const MessageKey held = accept_one("held");
  const MessageKey due = accept_one("due");
  shard->arm(3, accept_one("recovered"));
  shard->request(Hold{held, no_slot, true, ""});
  shard->request(Defer{due, no_slot, at_second(500), true, ""});
  shard->status();
  crash();
  open();
  for (const char* const id : {"held", "due", "recovered"}) {
    EXPECT_EQ(result_of(cancel(id)), DecisionResult::in_doubt) << id;
  }
  EXPECT_EQ(shard->count<Recalled>(), 0U);
}

TEST_F(SpoolCancel, OfHeldAndDeferredMessagesThatWereNotSentWorks) {
  const MessageKey held = accept_one("b:held");
  const MessageKey due = accept_one("b:due");
  shard->request(Hold{held, no_slot, false, "why"});
  shard->request(Defer{due, no_slot, at_second(500), false, "tried"});
  auto answer = decide(Decision::Kind::cancel, Decide::Which::batch, "b");
  EXPECT_THAT(withdraw_all(2), ElementsAre("b:due", "b:held"));
  for (const auto& row : page_of(std::move(answer)).rows) {
    EXPECT_EQ(row.result, DecisionResult::done) << row.id;
  }
  EXPECT_EQ(levels().held_count, 0U);
  EXPECT_EQ(levels().due_count, 0U);
  EXPECT_EQ(levels().open_count, 0U);
}

TEST_F(SpoolCancel, ComesTooLateForAMessageThatItsShardKeeps) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = cancel("a");
  EXPECT_TRUE(recalled().decision);
  shard->request(LetBe{key});
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::too_late);
  shard->request(Settle{key, 3, "sent"});
  EXPECT_EQ(find("a")->outcome, "sent");
}

TEST_F(SpoolCancel, ComesTooLateForAnOutcomeThatCrossedIt) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = cancel("a");
  recalled();
  shard->request(Settle{key, 3, "sent"});  // as if it had been on its way
  withdraw(key);                           // which the shard cannot know to be idle
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::too_late);
  EXPECT_EQ(find("a")->outcome, "sent");
}

TEST_F(SpoolCancel, DoesNotTakeAMessageThatCameToBeInDoubtMeanwhile) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = cancel("a");
  recalled();
  shard->request(Defer{key, 3, at_second(60), true, "ambiguous"});
  withdraw(key);
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::in_doubt);
  EXPECT_THAT(due_now(5), ElementsAre("a"));  // it is still there
}

TEST_F(SpoolCancel, HidesTheMessageFromReadsUntilItIsAnswered) {
  const MessageKey key = accept_one("a");
  accept({"b"});
  auto answer = cancel("a");
  recalled();
  EXPECT_THAT(waiting_ids(), ElementsAre("b"));
  shard->request(ReadMessages{1, 2, {key.sequence}});
  EXPECT_THAT(shard->next<LaneRead>().messages, IsEmpty());
  shard->request(LetBe{key});
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::too_late);
  EXPECT_THAT(waiting_ids(), ElementsAre("a", "b"));
}

TEST_F(SpoolCancel, HidesADueMessageWhichComesBackWhenItIsLetBe) {
  const MessageKey key = accept_one("a");
  const MessageKey later = accept_one("b");
  shard->request(Defer{key, no_slot, at_second(60), false, ""});
  shard->request(Defer{later, no_slot, at_second(61), false, ""});
  auto answer = cancel("a");
  recalled();
  EXPECT_THAT(due_now(5), ElementsAre("b"));  // its cursor passes the other
  shard->request(LetBe{key});
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::too_late);
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("a"));
  EXPECT_TRUE(nothing_due(5));
}

TEST_F(SpoolCancel, OfADueMessageThatTheShardHasDoesNotBringItTwice) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(60), false, ""});
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  auto answer = cancel("a");
  recalled();
  shard->request(LetBe{key});
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::too_late);
  EXPECT_TRUE(nothing_due(5));
}

class SpoolRecall : public ControlTest {};

TEST_F(SpoolRecall, BringsADeferredMessageWithItsProgress) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(500), true, "ambiguous"});
  shard->request(Recall{key});
  const auto entry = recalled();
  EXPECT_FALSE(entry.decision);
  EXPECT_EQ(entry.message.key, key);
  EXPECT_EQ(entry.message.progress, "ambiguous");
  shard->request(Settle{key, no_slot, "sent after all"});
  EXPECT_EQ(find("a")->outcome, "sent after all");
  EXPECT_EQ(levels().in_doubt_count, 0U);
}

TEST_F(SpoolRecall, OfAHeldMessageCanEndInADeferral) {
  const MessageKey key = accept_one("a");
  shard->request(Hold{key, no_slot, true, "ambiguous"});
  shard->request(Recall{key});
  EXPECT_EQ(recalled().message.progress, "ambiguous");
  shard->request(Defer{key, no_slot, at_second(60), false, "it was not sent"});
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  EXPECT_EQ(levels().held_count, 0U);
}

TEST_F(SpoolRecall, OfASettledMessageBringsItsOutcomeAndWantsNoAnswer) {
  const MessageKey key = accept_one("a");
  shard->request(Settle{key, no_slot, "sent"});
  shard->request(Recall{key});
  const auto entry = recalled();
  EXPECT_EQ(entry.message.key, key);
  EXPECT_EQ(entry.message.id, "a");
  EXPECT_EQ(entry.outcome, "sent");
}

TEST_F(SpoolRecall, KeepsADueMessageBackUntilItIsLetBe) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(60), true, ""});
  shard->request(Recall{key});
  recalled();
  EXPECT_TRUE(nothing_due(5));
  shard->request(LetBe{key});
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("a"));
}

TEST_F(SpoolRecall, OfAMessageThatIsBeingCancelledWaitsForThat) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(500), false, ""});
  auto answer = cancel("a");
  EXPECT_TRUE(recalled().decision);
  shard->request(Recall{key});
  EXPECT_EQ(shard->count<Recalled>(), 0U);
  withdraw(key);
  EXPECT_EQ(result_of(std::move(answer)), DecisionResult::done);
  EXPECT_EQ(recalled().outcome, "withdrawn");
}

TEST_F(SpoolRecall, MakesACancelOfTheSameMessageTooLate) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(500), false, ""});
  shard->request(Recall{key});
  recalled();
  EXPECT_EQ(result_of(cancel("a")), DecisionResult::too_late);
  shard->request(LetBe{key});
}

}  // namespace
}  // namespace queue
