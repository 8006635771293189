// An equal text to the same participant waits while the one before it is out: the provider's list
// could not tell the two apart.
#include "tests/dispatcher/rows/reconcile_fixture.hpp"

namespace dispatcher {
namespace {

class TwinRowTest : public ReconcileRowTest {
 protected:
  TwinRowTest() { options.outlet.pool.connections_max = 4; }

  /// A message whose text equals that of "a", which overtakes nothing by its priority.
  Message twin(Priority priority = Priority::bulk) {
    Message equal = message("twin");
    equal.body = message("a").body;
    equal.priority = priority;
    return equal;
  }
  queue::StoredMessage add_twin() {
    const auto stored = spool.add(twin(), runtime.wall_now());
    spool.tell(queue::LaneGrew{stored.key.lane, stored.key.priority});
    return stored;
  }
};

TEST_F(TwinRowTest, ATwinOfWhatIsInDoubtWaits) {
  begin({resets(), takes()});
  run_until_ended(1);
  add_twin();
  run_until_ended(2);
  EXPECT_EQ(last_deferred().reason, WaitReason::same_text);
  EXPECT_FALSE(spool.of<queue::Defer>().back().in_doubt);
  EXPECT_EQ(posts_count(), 1U);
}

// There might be no credit left for it: the scheduled one has it, and gives it back after both.
TEST_F(TwinRowTest, WhatATwinWaitsForIsWantedWhileAScheduledMessageWaitsBehindIt) {
  const auto first = begin({resets(), takes()});
  run_until_ended(1);
  const auto second = add_twin();
  run_until_ended(2);
  EXPECT_THAT(spool.due_wanted, IsEmpty());
  Message behind = message("behind");
  behind.priority = Priority::bulk;
  const auto scheduled = spool.add_due(behind, runtime.wall_now());
  spool.bring_back(scheduled.key);
  spool.bring_back(second.key);
  run_until_ended(3);
  EXPECT_THAT(spool.due_wanted, testing::Contains(first.key.sequence));
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(TwinRowTest, ATwinThatExpiresMeanwhileEnds) {
  begin({resets(), takes()});
  run_until_ended(1);
  Message expires = twin();
  expires.expires_at = runtime.wall_now() + milliseconds{500};
  const auto stored = spool.add(expires, runtime.wall_now());
  spool.tell(queue::LaneGrew{stored.key.lane, stored.key.priority});
  run_until_ended(2);
  pass(seconds{1});
  spool.bring_back_deferred();
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(spool.of<queue::Settle>().at(0).key, stored.key);
  EXPECT_EQ(outcome(0).kind, OutcomeKind::expired);
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(TwinRowTest, ATwinGoesOnceTheFirstIsFoundAndEachHasARowOfItsOwn) {
  begin({resets(), lists(row('a', "text a")), says(201, R"({"sid":")" + receipt_of('b') + "\"}")});
  run_until_ended(1);
  look();
  add_twin();
  run_until_ended(3);
  EXPECT_EQ(posts_count(), 2U);
  EXPECT_EQ(outcome(0).interaction.value().text(), receipt_of('a'));
  EXPECT_EQ(outcome(1).interaction.value().text(), receipt_of('b'));
}

TEST_F(TwinRowTest, AnotherTextDoesNotWait) {
  begin({resets(), takes()});
  run_until_ended(1);
  Message other = message("b");
  other.priority = Priority::bulk;
  const auto stored = spool.add(other, runtime.wall_now());
  spool.tell(queue::LaneGrew{stored.key.lane, stored.key.priority});
  run_until_ended(2);
  EXPECT_EQ(posts_count(), 2U);
}

TEST_F(TwinRowTest, AnEqualTextToAnotherParticipantDoesNotWait) {
  begin({resets(), takes()});
  run_until_ended(1);
  Message other = message("b", '2');
  other.body = message("a").body;
  spool.add(other, runtime.wall_now());
  spool.tell(queue::LaneGrew{1, 2});
  run_until_ended(2);
  EXPECT_EQ(posts_count(), 2U);
}

TEST_F(TwinRowTest, ATwinOfWhatIsHeldInDoubtWaitsAsLongAsARowOfItMayTurnUp) {
  options.on_ambiguous = OnAmbiguous::hold;
  begin({resets(), takes()});
  run_until_ended(1);
  add_twin();
  run_until_ended(2);
  EXPECT_EQ(last_deferred().reason, WaitReason::same_text);
  runtime.put_forward(seconds{35});
  spool.bring_back_deferred();
  run_while_not([this] { return shard->counters().sent == 1; });
  EXPECT_EQ(posts_count(), 2U);
}

TEST_F(TwinRowTest, ATwinOfWhatWasNotProcessedDoesNotWait) {
  begin({says(409), takes()});
  run_until_ended(1);
  add_twin();
  run_until_ended(2);
  EXPECT_EQ(posts_count(), 2U);
}

TEST_F(TwinRowTest, ATwinOfWhatWasInDoubtBeforeTheStartWaits) {
  react({takes()});
  make_shard();
  spool.add_in_doubt(message("a"), runtime.wall_now(), 3);
  spool.add(twin(), runtime.wall_now());
  run_until_ended(2);
  EXPECT_EQ(last_deferred().reason, WaitReason::same_text);
  EXPECT_EQ(posts_count(), 0U);
}

}  // namespace
}  // namespace dispatcher
