// What may have been sent is looked for in the provider's list, and only then decided about.
#include "tests/dispatcher/rows/reconcile_fixture.hpp"

namespace dispatcher {
namespace {

TEST_F(ReconcileRowTest, ADoubtIsBookedForALookFiveSecondsLater) {
  begin({resets()});
  run_until_ended(1);
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_THAT(deferred, SizeIs(1));
  EXPECT_TRUE(deferred[0].in_doubt);
  EXPECT_EQ(last_deferred().reason, WaitReason::reconciling);
  EXPECT_GE(deferred[0].due, started_at_ + seconds{5});
  EXPECT_LE(deferred[0].due, runtime.wall_now() + seconds{5});
}

TEST_F(ReconcileRowTest, WhatIsListedWasSentAndHasItsReceipt) {
  const auto stored = begin({resets(), lists(row('b', "other") + "," + row('a', "text a"))});
  run_until_ended(1);
  spool.receipt_owners.emplace(receipt_of('b'), queue::MessageKey{1, 2, 99});
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().interaction.value().text(), receipt_of('a'));
  EXPECT_EQ(outcome().message.value().text(), "SM" + std::string(32, 'a'));
  EXPECT_EQ(outcome().attempts, 1U);
  EXPECT_EQ(spool.of<queue::Settle>()[0].receipt, receipt_of('a'));
  EXPECT_EQ(shard->counters().reconciled, 1U);
  EXPECT_THAT(history(stored), ElementsAre(HistoryResult::ambiguous, HistoryResult::found));
}

TEST_F(ReconcileRowTest, ALookIsOneGetOfTheSessionsInteractions) {
  begin({resets(), lists("")});
  run_until_ended(1);
  look();
  ASSERT_THAT(seen(), SizeIs(2));
  EXPECT_THAT(
      seen()[1].request,
      AllOf(testing::StartsWith("GET /v1/Services/KS" + std::string(31, '0') + "1/Sessions/KC" +
                                std::string(31, '0') +
                                "1/Interactions?PageSize=50 HTTP/1.1\r\nHost: localhost"),
            HasSubstr("\r\nAuthorization: Basic "), testing::Not(HasSubstr("Content-Length"))));
}

TEST_F(ReconcileRowTest, WhatIsNotListedIsLookedForThreeTimesAndThenHeld) {
  const auto stored = begin({resets(), lists("")});
  run_until_ended(1);
  const WallTime written = last_deferred().last_write_at;
  look();
  look();
  EXPECT_EQ(last_deferred().looks, 2U);
  EXPECT_GE(spool.of<queue::Defer>().back().due, written + options.reconcile.look_last);
  look();
  ASSERT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  EXPECT_TRUE(spool.of<queue::Hold>()[0].in_doubt);
  EXPECT_EQ(shard->counters().held, 1U);
  EXPECT_EQ(posts_count(), 1U);
  EXPECT_THAT(history(stored), ElementsAre(HistoryResult::ambiguous, HistoryResult::absent,
                                           HistoryResult::absent, HistoryResult::absent));
}

TEST_F(ReconcileRowTest, WhatIsNotListedIsSentAgainIfThatWasChosenForThen) {
  options.reconcile.then_resend = true;
  begin({resets(), lists(""), lists(""), lists(""), takes()});
  run_until_ended(1);
  for (int i = 0; i < 3; ++i) look();
  EXPECT_EQ(last_deferred().reason, WaitReason::ambiguous);
  EXPECT_EQ(last_deferred().resends_after_doubt, 1U);
  EXPECT_EQ(posts_count(), 1U);
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 2U);
  EXPECT_EQ(outcome().resends_after_doubt, 1U);
  EXPECT_EQ(posts_count(), 2U);
}

TEST_F(ReconcileRowTest, ARowThatNobodyOwnsHoldsTheMessageAlsoIfAResendWasChosen) {
  options.reconcile.then_resend = true;
  begin({resets(), lists(row('b', "another text"))});
  run_until_ended(1);
  for (int i = 0; i < 3; ++i) look();
  EXPECT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(ReconcileRowTest, ARowThatBelongsToAnotherMessageIsNotTaken) {
  begin({resets(), lists(row('b', "text a"))});
  run_until_ended(1);
  spool.receipt_owners.emplace(receipt_of('b'), queue::MessageKey{1, 2, 99});
  look();
  EXPECT_THAT(spool.of<queue::Settle>(), IsEmpty());
  EXPECT_EQ(last_deferred().looks, 1U);
}

TEST_F(ReconcileRowTest, AListThatFailsIsReadAgainAndNotCounted) {
  const auto stored = begin({resets(), says(500), says(200, "<html>"), resets(), lists("")});
  run_until_ended(1);
  for (int i = 0; i < 3; ++i) {
    look();
    EXPECT_EQ(last_deferred().looks, 0U);
    EXPECT_TRUE(spool.of<queue::Defer>().back().in_doubt);
    EXPECT_GE(spool.of<queue::Defer>().back().due, started_at_ + seconds{5});
  }
  look();
  EXPECT_EQ(last_deferred().looks, 1U);
  EXPECT_THAT(history(stored),
              ElementsAre(HistoryResult::ambiguous, HistoryResult::failed, HistoryResult::failed,
                          HistoryResult::failed, HistoryResult::absent));
}

// Each look takes a turn of the due index, for which there might be no credit left.
TEST_F(ReconcileRowTest, WhatAScheduledMessageWaitsBehindIsWantedUntilItIsDecided) {
  const auto stored = begin({resets(), lists(""), says(500), says(500), lists("")});
  run_until_ended(1);
  spool.add_due(message("scheduled"), runtime.wall_now());
  for (int i = 0; i < 4; ++i) look();
  EXPECT_THAT(spool.due_wanted, testing::Each(stored.key.sequence));
  // Once a look; that of the last may be for the turn behind it.
  EXPECT_THAT(spool.due_wanted, SizeIs(testing::AllOf(testing::Ge(3), testing::Le(4))));
}

TEST_F(ReconcileRowTest, AllPagesAreRead) {
  const std::string next = R"("https://localhost/v1/Services/KS)" + std::string(31, '0') +
                           "1/Sessions/KC" + std::string(31, '0') +
                           R"(1/Interactions?PageSize=50&Page=1&PageToken=PA1")";
  begin({resets(), lists("", next), lists(row('a', "text a"))});
  run_until_ended(1);
  look();
  EXPECT_EQ(outcome().interaction.value().text(), receipt_of('a'));
  ASSERT_THAT(seen(), SizeIs(3));
  EXPECT_THAT(seen()[2].request, HasSubstr("Interactions?PageSize=50&Page=1&PageToken=PA1 HTTP"));
}

TEST_F(ReconcileRowTest, ANextPageElsewhereIsNotFollowedAndTheLookNotCounted) {
  begin({resets(), lists("", R"("https://elsewhere.example/v1/Services?Page=1")")});
  run_until_ended(1);
  look();
  EXPECT_EQ(last_deferred().looks, 0U);
  EXPECT_THAT(seen(), SizeIs(2));
}

TEST_F(ReconcileRowTest, AListRefusedByALimitWaitsAndGoesOn) {
  begin({resets(), says(429, "", "Retry-After: 3\r\n"), lists(row('a', "text a"))});
  run_until_ended(1);
  spool.bring_back_deferred();
  run_while_not([this] { return seen().size() == 2; });
  pass(seconds{2});
  EXPECT_THAT(seen(), SizeIs(2));
  runtime.put_forward(seconds{3});
  run_until_ended(2);
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
}

TEST_F(ReconcileRowTest, TheProvidersClockIsComparedByItsDate) {
  std::string rows = row('a', "text a", std::chrono::minutes{5});
  const auto ahead = std::chrono::floor<seconds>(runtime.wall_now() + std::chrono::minutes{5});
  const auto time = std::chrono::system_clock::to_time_t(ahead);
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 40> date{};
  std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  begin({resets(), says(200, page(rows), "Date: " + std::string(date.data()) + "\r\n")});
  run_until_ended(1);
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
}

TEST_F(ReconcileRowTest, MessagesOfASessionShareALook) {
  options.outlet.pool.connections_max = 2;
  react({resets(), resets(), lists(row('a', "text a"))});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b", '2'), runtime.wall_now());
  run_until_ended(2);
  spool.bring_back_deferred();
  run_until_ended(4);
  EXPECT_THAT(seen(), SizeIs(3));
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(last_deferred().looks, 1U);
}

TEST_F(ReconcileRowTest, LaterMessagesOfTheParticipantWaitUntilItIsFound) {
  begin({resets(), lists(row('a', "text a")), takes()});
  spool.add(message("b"), runtime.wall_now());
  run_until_ended(1);
  EXPECT_EQ(posts_count(), 1U);
  look();
  run_until_ended(3);
  EXPECT_EQ(posts_count(), 2U);
  EXPECT_EQ(outcome(1).kind, OutcomeKind::sent);
}

TEST_F(ReconcileRowTest, WhatADeadProcessLeftIsLookedForFromItsIntentOn) {
  react({lists(row('a', "text a"))});
  make_shard();
  const WallTime armed_at = started_at_ - seconds{20};
  const auto stored = spool.add_in_doubt(message("a"), armed_at, 7);
  run_until_ended(1);
  EXPECT_EQ(spool.of<queue::Defer>()[0].slot, 7U);
  EXPECT_EQ(last_deferred().doubt_from, armed_at);
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_THAT(history(stored), ElementsAre(HistoryResult::ambiguous, HistoryResult::found));
}

TEST_F(ReconcileRowTest, AReceiptThatTheAnswerDidNotTellIsLookedUp) {
  begin({says(201, "{}"), lists(row('a', "text a"))});
  run_until_ended(1);
  EXPECT_EQ(last_deferred().reason, WaitReason::receipt_unknown);
  look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().interaction.value().text(), receipt_of('a'));
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(ReconcileRowTest, WhatWasSentStaysSentWhenItsReceiptIsNeverListed) {
  options.reconcile.then_resend = true;
  begin({says(201, "{}"), lists("")});
  run_until_ended(1);
  for (int i = 0; i < 3; ++i) look();
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_FALSE(outcome().interaction);
  EXPECT_EQ(posts_count(), 1U);
}

TEST_F(ReconcileRowTest, NobodyWaitsForAReceipt) {
  begin({says(201, "{}"), takes()});
  spool.add(message("b"), runtime.wall_now());
  run_until_ended(2);
  EXPECT_EQ(posts_count(), 2U);
}

}  // namespace
}  // namespace dispatcher
