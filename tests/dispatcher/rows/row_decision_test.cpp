// What an operator decides about one message.
#include "tests/dispatcher/rows/reconcile_fixture.hpp"

namespace dispatcher {
namespace {

using Decide = queue::Decision::Kind;

class DecisionRowTest : public ReconcileRowTest {
 protected:
  /// "a" is held in doubt.
  queue::StoredMessage hold_in_doubt(std::vector<Reaction> then = {}) {
    options.on_ambiguous = OnAmbiguous::hold;
    then.insert(then.begin(), resets());
    const auto stored = begin(std::move(then));
    run_until_ended(1);
    return stored;
  }
  void decide(const queue::StoredMessage& stored, Decide kind, bool in_doubt) {
    const std::size_t before = ended_count();
    spool.decide(stored.key, {kind, "because"}, in_doubt);
    run_until_ended(before + 1);
  }
};

TEST_F(DecisionRowTest, SettledAsSentIsTheOutcomeWithoutAReceipt) {
  const auto stored = hold_in_doubt();
  decide(stored, Decide::settle_sent, true);
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_FALSE(outcome().interaction);
  EXPECT_TRUE(spool.of<queue::Settle>()[0].decides);
  EXPECT_EQ(shard->counters().held, 0U);
  const auto note = decode_history(spool.notes[stored.key.sequence].back().bytes);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->kind, HistoryKind::decision);
  EXPECT_EQ(note->text, "settled as sent: because");
}

TEST_F(DecisionRowTest, SettledAsNotSentGoesAtOnceAndInDoubtNoMore) {
  const auto stored = hold_in_doubt({takes()});
  decide(stored, Decide::settle_not_sent, true);
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_FALSE(deferred.empty());
  EXPECT_FALSE(deferred[0].in_doubt);
  EXPECT_TRUE(deferred[0].decides);
  EXPECT_LE(deferred[0].due, runtime.wall_now());
  runtime.put_forward(seconds{35});  // a row of the first request may have turned up until then
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 2U);
}

TEST_F(DecisionRowTest, WhatIsHeldByAnOperatorIsNotSentUntilItIsReleased) {
  spool.lane_holds[1] = "so that it waits";
  const auto stored = begin({takes()});
  run_to_rest();
  spool.decide(stored.key, {Decide::hold, "wait"}, false);
  run_while_not([this] { return !spool.of<queue::Hold>().empty(); });
  EXPECT_FALSE(spool.of<queue::Hold>()[0].in_doubt);
  EXPECT_EQ(decode_progress(spool.of<queue::Hold>()[0].progress)->reason,
            WaitReason::operator_held);
  EXPECT_EQ(posts_count(), 0U);
}

TEST_F(DecisionRowTest, WhatIsReleasedIsSent) {
  spool.lane_holds[1] = "so that it waits";
  const auto stored = begin({takes()});
  run_to_rest();
  decide(stored, Decide::hold, false);
  decide(stored, Decide::release, false);
  EXPECT_EQ(last_deferred().reason, WaitReason::released);
  EXPECT_LE(spool.of<queue::Defer>().back().due, runtime.wall_now());
  EXPECT_EQ(shard->counters().held, 0U);
  spool.tell(queue::LaneHoldChanged{1, ""});
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
}

TEST_F(DecisionRowTest, ADecisionTakesAMessageOutOfALook) {
  const auto stored = begin({resets(), says_and_is_silent("")});
  run_until_ended(1);
  spool.bring_back_deferred();
  run_while_not([this] { return seen().size() == 2; });
  decide(stored, Decide::settle_sent, true);
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(shard->counters().reconciled, 0U);
}

TEST_F(DecisionRowTest, WhatIsKnownToBeSentIsNotSentAgainByADecision) {
  const auto stored = begin({says(201, "{}")});
  run_until_ended(1);
  decide(stored, Decide::settle_not_sent, true);
  EXPECT_THAT(spool.of<queue::LetBe>(), SizeIs(1));
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(DecisionRowTest, ALaneOfAHeldAccountSendsNothingUntilItIsReleased) {
  react({takes()});
  make_shard();
  spool.tell(queue::GroupHoldChanged{"account:main", "maintenance"});
  spool.add(message("a"), runtime.wall_now());
  run_to_rest();
  EXPECT_EQ(posts_count(), 0U);
  EXPECT_EQ(held_by(HoldCause::by_operator), 1U);
  spool.tell(queue::GroupHoldChanged{"account:main", ""});
  run_until_ended(1);
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(DecisionRowTest, ALaneOfAnotherAccountGoesOn) {
  react({takes()});
  make_shard();
  spool.tell(queue::GroupHoldChanged{"account:other", "maintenance"});
  spool.add(message("a"), runtime.wall_now());
  run_until_ended(1);
  EXPECT_EQ(posts_count(), 1U);
}

}  // namespace
}  // namespace dispatcher
