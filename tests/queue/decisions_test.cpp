#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using DecisionKind = Decision::Kind;
using Said = DecisionResult;

constexpr DecisionKind all_decision_kinds[] = {
    DecisionKind::cancel,          DecisionKind::hold,
    DecisionKind::release,         DecisionKind::settle_sent,
    DecisionKind::settle_not_sent, DecisionKind::expire};

/// What operators decide, message by message, beside the cancels of withdrawals_test.
class SpoolDecision : public ControlTest {
 protected:
  MessageKey hold_one(const std::string& id, bool in_doubt) {
    const MessageKey key = accept_one(id);
    shard->request(Hold{key, no_slot, in_doubt, "held"});
    return key;
  }
  MessageKey defer_one(const std::string& id, bool in_doubt) {
    const MessageKey key = accept_one(id);
    shard->request(Defer{key, no_slot, at_second(500), in_doubt, "deferred"});
    return key;
  }
  /// What is said without asking the shard.
  DecisionResult at_once(DecisionKind kind, const std::string& id) {
    const auto result = result_of(decide(kind, id));
    EXPECT_EQ(shard->count<Recalled>(), 0U);
    return result;
  }
  /// The shard is asked, and says that it can do nothing.
  bool is_asked(DecisionKind kind, const std::string& id) {
    auto answer = decide(kind, id);
    const auto entry = recalled();
    EXPECT_EQ(entry.message.id, id);
    EXPECT_EQ(entry.decision->kind, kind);
    shard->request(LetBe{entry.message.key});
    return result_of(std::move(answer)) == Said::too_late;
  }
  void hold_as_decided(const MessageKey& key, bool in_doubt = false) {
    shard->request(
        Hold{.key = key, .in_doubt = in_doubt, .progress = "by an operator", .decides = true});
  }
  void defer_as_decided(const MessageKey& key) {
    shard->request(
        Defer{.key = key, .due = at_second(60), .progress = "by an operator", .decides = true});
  }
};

TEST_F(SpoolDecision, TellsTheShardWhatIsWantedAndWhy) {
  const MessageKey key = hold_one("a", true);
  auto answer = decide(DecisionKind::settle_sent, "a");
  const auto entry = recalled();
  EXPECT_EQ(entry.message.key, key);
  EXPECT_EQ(entry.message.progress, "held");
  EXPECT_EQ(entry.decision->kind, DecisionKind::settle_sent);
  EXPECT_EQ(entry.decision->note, "why");
  EXPECT_TRUE(entry.in_doubt);
  withdraw(key);
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
}

TEST_F(SpoolDecision, OfWhatIsNotKnownOrHasEndedSaysSo) {
  shard->request(Settle{accept_one("ended"), no_slot, "sent"});
  for (const DecisionKind kind : all_decision_kinds) {
    EXPECT_EQ(at_once(kind, "unknown"), Said::unknown);
    EXPECT_EQ(at_once(kind, "ended"), Said::ended);
  }
}

TEST_F(SpoolDecision, ToExpireIsForWhatNobodyHasTriedOrPutAside) {
  accept({"waiting"});
  EXPECT_TRUE(is_asked(DecisionKind::expire, "waiting"));
  defer_one("deferred", false);
  hold_one("held", false);
  EXPECT_EQ(at_once(DecisionKind::expire, "deferred"), Said::too_late);
  EXPECT_EQ(at_once(DecisionKind::expire, "held"), Said::too_late);
  defer_one("doubtful", true);
  EXPECT_EQ(at_once(DecisionKind::expire, "doubtful"), Said::in_doubt);
}

TEST_F(SpoolDecision, ToHoldIsForTheShardOfWhateverIsNotHeld) {
  accept({"waiting"});
  defer_one("deferred", false);
  defer_one("doubtful", true);
  for (const char* const id : {"waiting", "deferred", "doubtful"}) {
    EXPECT_TRUE(is_asked(DecisionKind::hold, id)) << id;
  }
}

TEST_F(SpoolDecision, ToHoldWhatIsHeldIsDoneAlready) {
  hold_one("known", false);
  hold_one("doubtful", true);
  EXPECT_EQ(at_once(DecisionKind::hold, "known"), Said::done);
  EXPECT_EQ(at_once(DecisionKind::hold, "doubtful"), Said::done);
}

TEST_F(SpoolDecision, ToReleaseIsForTheShardOfAHeldOneOnly) {
  hold_one("held", false);
  accept({"waiting"});
  defer_one("deferred", false);
  EXPECT_TRUE(is_asked(DecisionKind::release, "held"));
  EXPECT_EQ(at_once(DecisionKind::release, "waiting"), Said::not_held);
  EXPECT_EQ(at_once(DecisionKind::release, "deferred"), Said::not_held);
}

TEST_F(SpoolDecision, ToReleaseWhatMayHaveBeenSentIsRefused) {
  hold_one("a", true);
  EXPECT_EQ(at_once(DecisionKind::release, "a"), Said::in_doubt);
}

TEST_F(SpoolDecision, ToSettleIsForTheShardOfWhatIsInDoubt) {
  hold_one("held", true);
  defer_one("deferred", true);
  shard->arm(3, accept_one("recovered"));
  crash();
  open();
  for (const DecisionKind kind : {DecisionKind::settle_sent, DecisionKind::settle_not_sent}) {
    for (const char* const id : {"held", "deferred", "recovered"}) {
      EXPECT_TRUE(is_asked(kind, id)) << id;
    }
  }
}

TEST_F(SpoolDecision, ToSettleWhatIsNotInDoubtIsRefused) {
  hold_one("held", false);
  defer_one("deferred", false);
  accept({"waiting"});
  for (const DecisionKind kind : {DecisionKind::settle_sent, DecisionKind::settle_not_sent}) {
    for (const char* const id : {"held", "deferred", "waiting"}) {
      EXPECT_EQ(at_once(kind, id), Said::not_in_doubt) << id;
    }
  }
}

TEST_F(SpoolDecision, ToHoldIsDoneOnceTheShardHasSaidSoAndSurvivesADeath) {
  const MessageKey key = accept_one("a");
  auto answer = decide(DecisionKind::hold, "a");
  recalled();
  hold_as_decided(key);
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
  crash();
  open();
  EXPECT_EQ(find("a")->standing, MessageView::Standing::held);
  EXPECT_EQ(find("a")->message.progress, "by an operator");
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolDecision, ToReleaseBringsTheMessageBack) {
  const MessageKey key = hold_one("a", false);
  auto answer = decide(DecisionKind::release, "a");
  recalled();
  defer_as_decided(key);
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  EXPECT_EQ(levels().held_count, 0U);
}

TEST_F(SpoolDecision, ToSettleAsNotSentEndsTheDoubt) {
  const MessageKey key = hold_one("a", true);
  auto answer = decide(DecisionKind::settle_not_sent, "a");
  recalled();
  defer_as_decided(key);
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
  EXPECT_EQ(levels().in_doubt_count, 0U);
  EXPECT_THAT(due_now(1), ElementsAre("a"));
}

TEST_F(SpoolDecision, ToHoldOfADoubtfulOneKeepsItsDoubt) {
  const MessageKey key = defer_one("a", true);
  auto answer = decide(DecisionKind::hold, "a");
  EXPECT_TRUE(recalled().in_doubt);
  hold_as_decided(key, true);
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
  EXPECT_EQ(levels().in_doubt_count, 1U);
  EXPECT_EQ(at_once(DecisionKind::cancel, "a"), Said::in_doubt);
}

TEST_F(SpoolDecision, ToHoldIsDoneByAHoldThatCrossedIt) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = decide(DecisionKind::hold, "a");
  recalled();
  shard->request(Hold{key, 3, true, "ambiguous"});
  EXPECT_EQ(result_of(std::move(answer)), Said::done);
  hold_as_decided(key);  // which knows of no doubt
  EXPECT_TRUE(find("a")->in_doubt);
  EXPECT_EQ(find("a")->message.progress, "ambiguous");
}

TEST_F(SpoolDecision, ComesTooLateWhereADeferralCrossedIt) {
  for (const DecisionKind kind : {DecisionKind::hold, DecisionKind::cancel}) {
    const std::string id = kind == DecisionKind::hold ? "hold" : "cancel";
    const MessageKey key = accept_one(id);
    shard->arm(3, key);
    auto answer = decide(kind, id);
    recalled();
    shard->request(Defer{key, 3, at_second(60), false, "crossed"});
    hold_as_decided(key);
    EXPECT_EQ(result_of(std::move(answer)), Said::too_late);
    EXPECT_EQ(find(id)->message.progress, "crossed");
  }
}

TEST_F(SpoolDecision, ToSettleComesTooLateWhereAnOutcomeCrossedIt) {
  const MessageKey key = defer_one("a", true);
  clock_seconds = 500;
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  shard->arm(3, key);
  auto answer = decide(DecisionKind::settle_not_sent, "a");
  recalled();
  shard->request(Settle{key, 3, "sent"});
  defer_as_decided(key);
  EXPECT_EQ(result_of(std::move(answer)), Said::too_late);
  EXPECT_EQ(find("a")->outcome, "sent");
  EXPECT_EQ(levels().open_count, 0U);
}

TEST_F(SpoolDecision, ThatWasOvertakenKeepsItsMessageBackUntilTheShardHasAnswered) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = decide(DecisionKind::cancel, "a");
  recalled();
  shard->request(Defer{key, 3, at_second(60), true, "ambiguous"});
  EXPECT_EQ(result_of(std::move(answer)), Said::in_doubt);
  EXPECT_TRUE(nothing_due(5));
  EXPECT_EQ(at_once(DecisionKind::settle_sent, "a"),
            Said::too_late);  // else its answer could be mistaken
  withdraw(key);              // as wanted by the first
  EXPECT_THAT(ids_of(shard->next<DueRead>().messages), ElementsAre("a"));
  EXPECT_TRUE(find("a")->in_doubt);
  EXPECT_TRUE(is_asked(DecisionKind::settle_sent, "a"));
}

TEST_F(SpoolDecision, ThatWasOvertakenIsOverOnceTheShardLetsBe) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  auto answer = decide(DecisionKind::hold, "a");
  recalled();
  shard->request(Defer{key, 3, at_second(60), false, "later"});
  shard->request(LetBe{key});
  EXPECT_EQ(result_of(std::move(answer)), Said::too_late);
  EXPECT_THAT(due_now(5), ElementsAre("a"));
}

TEST_F(SpoolDecision, RecordsThatAnswerNothingHaveNoEffect) {
  const MessageKey key = accept_one("a");
  hold_as_decided(key);
  defer_as_decided(key);
  withdraw(key);
  EXPECT_EQ(find("a")->standing, MessageView::Standing::waiting);
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(SpoolDecision, AnswersOfARecallMaySayThatTheyAre) {
  const MessageKey key = hold_one("a", true);
  shard->request(Recall{key});
  EXPECT_FALSE(recalled().decision);
  defer_as_decided(key);
  EXPECT_THAT(due_now(1), ElementsAre("a"));
}

TEST_F(SpoolDecision, OfALaneCoversWhatItIsAbout) {
  hold_one("held", false);
  hold_one("doubtful", true);
  accept({"waiting"});
  auto answer = decide(DecisionKind::release, Decide::Which::lane, "KS1");
  defer_as_decided(recalled().message.key);
  std::map<std::string, DecisionResult> results;
  for (const auto& row : page_of(std::move(answer)).rows) results[row.id] = row.result;
  EXPECT_EQ(results,
            (std::map<std::string, DecisionResult>{
                {"held", Said::done}, {"doubtful", Said::in_doubt}, {"waiting", Said::not_held}}));
}

TEST_F(SpoolDecision, IsGoneWithTheProcessUnlessItWasAnswered) {
  const MessageKey key = hold_one("a", false);
  auto answer = decide(DecisionKind::release, "a");
  recalled();
  crash();
  open();
  EXPECT_EQ(answer.get().error(), make_error_code(errc::closing));
  EXPECT_EQ(find(key)->standing, MessageView::Standing::held);
  EXPECT_TRUE(is_asked(DecisionKind::release, "a"));
}

}  // namespace
}  // namespace queue
