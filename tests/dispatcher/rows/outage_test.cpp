// Where the provider fails, refuses an account, or answers everybody the same: what is held against
// it, its account or the lane, and not against the messages.
#include "tests/dispatcher/rows/reconcile_fixture.hpp"

namespace dispatcher {
namespace {

class OutageTest : public ReconcileRowTest {
 protected:
  OutageTest() {
    options.on_ambiguous = OnAmbiguous::hold;
    options.outlet.pool.idle_timeout = std::chrono::minutes{10};
  }
  void add(int count) {
    for (int i = 0; i < count; ++i) {
      spool.add(message(std::string(1, static_cast<char>('a' + i)), static_cast<char>('1' + i % 9)),
                runtime.wall_now());
    }
  }
  /// `count` messages; the reactions come one after the other.
  void begin_with(int count, std::vector<Reaction> reactions) {
    react(std::move(reactions));
    make_shard();
    add(count);
  }
  /// Five failures, which open the breaker.
  static std::vector<Reaction> fails_then(std::vector<Reaction> then) {
    std::vector<Reaction> all(5, says(503));
    all.insert(all.end(), then.begin(), then.end());
    return all;
  }
  void run_until_seen(std::size_t count) {
    run_while_not([this, count] { return seen().size() >= count; });
  }
  bool is_post(std::size_t at) { return seen().at(at).request.starts_with("POST"); }
};

TEST_F(OutageTest, FiveFailuresInARowAreTheLastButForProbes) {
  begin_with(9, {says(503)});
  run_until_ended(5);
  pass(milliseconds{900});
  EXPECT_THAT(seen(), SizeIs(5));
  EXPECT_THAT(observed.troubles, ElementsAre(HasSubstr("fails again and again")));
  EXPECT_EQ(shard->counters().ambiguous, 5U);
}

TEST_F(OutageTest, AProbeReadsAListBeforeAMessageIsRisked) {
  begin_with(9, fails_then({lists(""), takes()}));
  run_until_ended(5);
  pass(seconds{1});
  run_while_not([this] { return shard->counters().sent == 4; });
  EXPECT_FALSE(is_post(5));
  EXPECT_TRUE(is_post(6));
  EXPECT_EQ(posts_count(), 9U);
  EXPECT_EQ(observed.times_well, 1U);
}

TEST_F(OutageTest, ListsThatCannotBeReadPutNoMessageInDoubt) {
  begin_with(9, {says(503)});
  run_until_ended(5);
  for (const int wait : {1, 2, 5, 5}) {
    const std::size_t before = seen().size();
    pass(seconds{wait});
    run_until_seen(before + 1);
    EXPECT_FALSE(is_post(before));
  }
  EXPECT_EQ(posts_count(), 5U);
  EXPECT_EQ(shard->counters().ambiguous, 5U);
}

TEST_F(OutageTest, AMessageThatFailsAsAProbeIsTheOnlyOne) {
  begin_with(9, fails_then({lists(""), says(503)}));
  run_until_ended(5);
  pass(seconds{1});
  run_until_ended(6);
  pass(milliseconds{1900});
  EXPECT_THAT(seen(), SizeIs(7));
  EXPECT_EQ(shard->counters().ambiguous, 6U);
}

TEST_F(OutageTest, WhereEveryMessageWaitsForALookListsAreReadThoughAMessageShouldProbe) {
  options.on_ambiguous = OnAmbiguous::reconcile;
  begin_with(5, fails_then({lists("")}));
  run_until_ended(5);
  for (std::size_t looked = 10; looked <= 15; looked += 5) {
    pass(seconds{10});
    spool.bring_back_deferred();
    run_until_ended(looked);
  }
  EXPECT_EQ(posts_count(), 5U);
}

TEST_F(OutageTest, AProbeThatIsRefusedForItsRateShowsThatTheProviderWorks) {
  begin_with(9, fails_then({lists(""), says(429), takes()}));
  run_until_ended(5);
  pass(seconds{1});
  run_until_seen(7);
  pass(seconds{6});
  run_while_not([this] { return shard->counters().sent == 4; });
  EXPECT_EQ(observed.times_well, 1U);
}

TEST_F(OutageTest, WhatIsAnsweredBetweenKeepsEverythingGoing) {
  begin_with(9, {says(503), says(503), takes(), says(503), says(503), takes(), says(503), says(503),
                 takes()});
  run_while_not([this] { return shard->counters().sent == 3; });
  EXPECT_EQ(posts_count(), 9U);
  EXPECT_THAT(observed.troubles, IsEmpty());
}

TEST_F(OutageTest, AWrongCredentialStopsAllLanesOfItsAccountAndOneProbesForAll) {
  react({says(401), says(401), takes()});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  Message other = message("b", '2');
  other.service = *ServiceSid::parse("KS" + std::string(31, '0') + "2");
  spool.add(other, runtime.wall_now());
  run_to_rest();
  EXPECT_THAT(seen(), SizeIs(1));
  EXPECT_EQ(shard->counters().lanes_held, 2U);
  EXPECT_THAT(observed.held, SizeIs(1));
  runtime.put_forward(seconds{30});
  run_while_not([this] { return seen().size() == 2 && shard->counters().empty; });
  pass(seconds{29});
  EXPECT_THAT(seen(), SizeIs(2));
  pass(seconds{1});
  run_while_not([this] { return shard->counters().sent == 2; });
  EXPECT_EQ(shard->counters().lanes_held, 0U);
}

TEST_F(OutageTest, AProbeUsesTheCredentialAsItIsFoundThen) {
  react({says(401), takes()});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_to_rest();
  password_later = "corrected";
  runtime.put_forward(seconds{30});
  run_while_not([this] { return shard->counters().sent == 1; });
  const auto authorization = [this](std::size_t at) {
    const std::string request = seen().at(at).request;
    const auto from = request.find("Authorization:");
    return request.substr(from, request.find('\r', from) - from);
  };
  EXPECT_NE(authorization(0), authorization(1));
}

TEST_F(OutageTest, ACredentialThatCannotBeReadIsToldAndTheOldOneTried) {
  react({says(401), takes()});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_to_rest();
  password_later = std::string(600, 'x');
  runtime.put_forward(seconds{30});
  run_while_not([this] { return shard->counters().sent == 1; });
  EXPECT_THAT(observed.troubles, ElementsAre("the credential cannot be read"));
}

TEST_F(OutageTest, ALaneWhoseMessagesAreAllNotFoundIsHeldAndBuriesNone) {
  begin_with(9, {says_code(404, 20404)});
  run_to_rest();
  EXPECT_THAT(seen(), SizeIs(5));
  EXPECT_THAT(observed.held, ElementsAre(HasSubstr("404 code 20404")));
  EXPECT_THAT(spool.of<queue::Settle>(), IsEmpty());
}

TEST_F(OutageTest, AProbeOfALaneThatIsNotFoundWaitsAsideSoThatAnotherMayBeTheNext) {
  begin_with(9, {says_code(404, 20404)});
  run_to_rest();
  for (std::size_t count = 6; count <= 8; ++count) {
    runtime.put_forward(seconds{30});
    run_while_not([&] { return seen().size() == count && shard->counters().empty; });
  }
  const auto text_of = [this](std::size_t at) {
    const std::string request = seen().at(at).request;
    return request.substr(request.find("Body="));
  };
  EXPECT_NE(text_of(5), text_of(6));
  EXPECT_NE(text_of(6), text_of(7));
  EXPECT_THAT(spool.of<queue::Settle>(), IsEmpty());
}

TEST_F(OutageTest, ALaneThatWasNotFoundResumesWithTheFirstThatIs) {
  std::vector<Reaction> reactions(5, says_code(404, 20404));
  reactions.push_back(takes());
  begin_with(9, reactions);
  run_to_rest();
  runtime.put_forward(seconds{30});
  run_while_not([this] { return shard->counters().sent == 5; });
  EXPECT_THAT(observed.resumed, SizeIs(1));
}

TEST_F(OutageTest, ALaneWhoseRequestsAreBadIsHeld) {
  options.window.requests_per_second = 0;
  begin_with(25, {says(400)});
  run_to_rest();
  EXPECT_THAT(seen(), SizeIs(20));
  EXPECT_EQ(shard->counters().rejected, 19U);
  EXPECT_THAT(observed.held, ElementsAre(HasSubstr("400")));
}

TEST_F(OutageTest, ALoweredCapOfAnAccountIsTriedUpwardsWhenItIsReached) {
  options.outlet.pool.connections_max = 4;
  begin_with(9, {takes()});
  accounts[0]->in_flight->refused(runtime.refresh_now());
  ASSERT_EQ(accounts[0]->in_flight->cap(), 1U);
  runtime.put_forward(LearnedLimit::clean_time);
  run_while_not([this] { return shard->counters().sent == 9; });
  EXPECT_GT(accounts[0]->in_flight->cap(), 1U);
}

class RetryBudgetTest : public OutageTest {
 protected:
  RetryBudgetTest() { options.on_ambiguous = OnAmbiguous::resend; }
};

TEST_F(RetryBudgetTest, AResendThatHasNoRoomWaitsForItsOwnTime) {
  begin_with(4, {says(503), says(503), says(503), says(503), takes()});
  run_until_ended(4);
  pass(seconds{120});
  spool.bring_back_deferred();
  run_until_ended(8);
  EXPECT_EQ(shard->counters().sent, 1U);
  EXPECT_EQ(posts_count(), 5U);
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_THAT(deferred, SizeIs(7));
  for (std::size_t i = 4; i < 7; ++i) {
    EXPECT_EQ(decode_progress(deferred[i].progress)->reason, WaitReason::resend_booked);
    EXPECT_TRUE(deferred[i].in_doubt);
  }
  EXPECT_LT(deferred[4].due, deferred[5].due);
  EXPECT_LT(deferred[5].due, deferred[6].due);
}

TEST_F(RetryBudgetTest, AResendThatHasItsTimeBooksNoOther) {
  begin_with(4, {says(503), says(503), says(503), says(503), takes()});
  run_until_ended(4);
  pass(seconds{120});
  spool.bring_back_deferred();
  run_until_ended(8);
  spool.bring_back_deferred();
  run_while_not([this] { return shard->counters().sent == 4; });
  EXPECT_EQ(posts_count(), 8U);
  EXPECT_EQ(outcome().resends_after_doubt, 1U);
}

}  // namespace
}  // namespace dispatcher
