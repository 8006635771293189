// Row 19: the answer comes after its deadline.
#include <future>

#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row19 : public RowTest {
 protected:
  Row19() { options.outlet.pool.connections_max = 2; }
  ~Row19() override {
    let_answer();
    server.reset();
  }

  /// Says `text`, but only once the test lets it.
  Reaction says_late(std::string text) {
    return [this, text = std::move(text)](ServerConnection& connection) {
      allowed_.wait();
      connection.send(text);
      connection.wait_for_end();
      return false;
    };
  }
  void let_answer() {
    if (!std::exchange(let_, true)) may_answer_.set_value();
  }

  /// "a" gets no answer in time, which is booked; `late` and `then` are the reactions to come.
  void miss_the_deadline(const std::string& late, std::vector<Reaction> then = {}) {
    then.insert(then.begin(), says_late(late));
    react(std::move(then));
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    run_while_not([this] { return seen().size() == 1; });
    runtime.put_forward(options.outlet.pool.response_timeout);
    run_while_not([this] { return spool.records.size() == 2; });
    EXPECT_EQ(shard->counters().ambiguous, 1U);
  }

  /// As above, but held or to be sent again as `policy` says, and then the answer comes.
  void answer_late(const std::string& late, OnAmbiguous policy) {
    options.on_ambiguous = policy;
    miss_the_deadline(late);
    EXPECT_THAT(spool.of<queue::Hold>(), SizeIs(policy == OnAmbiguous::hold ? 1 : 0));
    let_answer();
    run_while_not([this] { return spool.records.size() == 3; });
    EXPECT_THAT(spool.recalls, SizeIs(1));
    EXPECT_THAT(seen(), SizeIs(1));
  }

  /// The server saw these two requests, the second on another connection than the first, which
  /// lingers.
  void expect_apart(const std::string& first, const std::string& second) {
    ASSERT_THAT(seen(), SizeIs(2));
    EXPECT_THAT(seen()[0].request, HasSubstr("Body=text+" + first));
    EXPECT_THAT(seen()[1].request, HasSubstr("Body=text+" + second));
    EXPECT_NE(seen()[0].connection, seen()[1].connection);
  }

  void expect_ended_late(OutcomeKind kind, int status) {
    ASSERT_THAT(spool.of<queue::Settle>(), SizeIs(1));
    EXPECT_EQ(spool.of<queue::Settle>()[0].slot, queue::no_slot);
    EXPECT_EQ(outcome().kind, kind);
    EXPECT_EQ(outcome().status, status);
    EXPECT_EQ(outcome().attempts, 1U);
    EXPECT_EQ(outcome().resends_charged, 0U);
    EXPECT_EQ(outcome().resends_after_doubt, 0U);
    EXPECT_EQ(outcome().duplicates_confirmed, 0U);
    EXPECT_EQ(shard->counters().held, 0U);
    EXPECT_EQ(shard->counters().resends_after_doubt, 0U);
  }

  /// "a" is on its way again while the answer to its first request is still out.
  void resend_meanwhile(const std::string& late, const Reaction& second) {
    options.on_ambiguous = OnAmbiguous::resend;
    miss_the_deadline(late, {second});
    spool.bring_back_deferred();
    run_while_not([this] { return seen().size() == 2; });
    expect_apart("a", "a");
  }

  /// Answers the second request once the shard knows the late answer to the first.
  Reaction says_when_learned(std::string text) {
    return [this, text = std::move(text)](ServerConnection& connection) {
      learned_.get_future().wait_for(seconds{5});
      connection.send(text);
      return true;
    };
  }
  void learn_late_and_then_end() {
    spool.on_record = [this] {
      if (std::holds_alternative<queue::LetBe>(spool.records.back())) learned_.set_value();
    };
    let_answer();
    run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
    EXPECT_THAT(spool.of<queue::LetBe>(), SizeIs(1));
    EXPECT_THAT(spool.of<queue::Settle>(), SizeIs(1));
    EXPECT_EQ(outcome().kind, OutcomeKind::sent);
    EXPECT_EQ(outcome().attempts, 2U);
    EXPECT_EQ(outcome().resends_after_doubt, 1U);
  }
  void expect_duplicates(std::uint32_t count) {
    EXPECT_EQ(outcome().duplicates_confirmed, count);
    EXPECT_EQ(shard->counters().duplicates_confirmed, count);
    EXPECT_THAT(observed.late_answers, SizeIs(count));
  }

 private:
  std::promise<void> learned_;
  bool let_ = false;
  std::promise<void> may_answer_;
  std::shared_future<void> allowed_ = may_answer_.get_future().share();
};

TEST_F(Row19, TheDeadlineAloneIsAmbiguousAtOnce) {
  options.outlet.pool.connections_max = 1;
  miss_the_deadline(answer(201, created));
  expect_in_doubt(0);
}

TEST_F(Row19, ALate2xxTurnsAHeldMessageIntoASentOneWithItsReceipt) {
  answer_late(answer(201, created, "Twilio-Request-Id: RQ19\r\n"), OnAmbiguous::hold);
  expect_ended_late(OutcomeKind::sent, 201);
  ASSERT_TRUE(outcome().interaction);
  EXPECT_EQ(outcome().interaction->text(), "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(outcome().request_id.view(), "RQ19");
}

TEST_F(Row19, ALate2xxTakesBackAResendThatWasPlannedAndItsCharge) {
  answer_late(answer(201, created), OnAmbiguous::resend);
  expect_ended_late(OutcomeKind::sent, 201);
}

TEST_F(Row19, ALate2xxHeadIsEnoughWhateverBecomesOfItsBody) {
  answer_late("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}", OnAmbiguous::hold);
  expect_ended_late(OutcomeKind::sent, 201);
  EXPECT_FALSE(outcome().interaction);
}

TEST_F(Row19, ALate400RejectsTheMessage) {
  answer_late(answer(400, error_body(400, 21610)), OnAmbiguous::hold);
  expect_ended_late(OutcomeKind::rejected, 400);
  EXPECT_EQ(outcome().code, 21610U);
}

TEST_F(Row19, ALate429EndsTheDoubtAndTheMessageIsSentAgainAtNoCharge) {
  options.on_ambiguous = OnAmbiguous::resend;
  miss_the_deadline(answer(429, error_body(429, 20429)), {says(201, created)});
  let_answer();
  run_while_not([this] { return spool.of<queue::Defer>().size() == 2; });
  const auto deferred = spool.of<queue::Defer>();
  EXPECT_TRUE(deferred[0].in_doubt);
  EXPECT_FALSE(deferred[1].in_doubt);
  EXPECT_LE(deferred[1].due, runtime.wall_now());
  EXPECT_EQ(decode_progress(deferred[1].progress)->status, 429);
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 2U);
  EXPECT_EQ(outcome().resends_charged, 0U);
  EXPECT_EQ(outcome().resends_after_doubt, 0U);
  expect_apart("a", "a");
}

TEST_F(Row19, ALate500LeavesTheDoubtAsItIs) {
  options.outlet.pool.connections_max = 1;  // "b" needs the place of the one that lingers
  miss_the_deadline(answer(500, error_body(500, 20500)), {says(201, created)});
  spool.add(message("b", '2'), runtime.wall_now());
  spool.tell(queue::LaneGrew{1, 2});
  let_answer();
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_THAT(spool.recalls, IsEmpty());
  EXPECT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  expect_apart("a", "b");
}

TEST_F(Row19, AConnectionWaitsSixtySecondsForALateAnswerAndThenGoes) {
  options.outlet.pool.connections_max = 1;
  miss_the_deadline(answer(201, created), {says(201, created)});
  spool.add(message("b", '2'), runtime.wall_now());
  spool.tell(queue::LaneGrew{1, 2});
  pass(seconds{59});
  EXPECT_THAT(seen(), SizeIs(1));
  runtime.put_forward(seconds{1});
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_THAT(spool.recalls, IsEmpty());
  EXPECT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  expect_apart("a", "b");
}

TEST_F(Row19, AConnectionThatLingersCarriesNothingElse) {
  miss_the_deadline(answer(201, created), {says(201, created)});
  spool.add(message("b", '2'), runtime.wall_now());
  spool.tell(queue::LaneGrew{1, 2});
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  expect_apart("a", "b");
}

TEST_F(Row19, ATenthOfThePoolLingersAndTheOthersAreClosedAtTheirDeadline) {
  options.outlet.pool.connections_max = 20;
  react({says_late(answer(201, created))});
  make_shard();
  for (const char participant : {'1', '2', '3', '4'}) {
    spool.add(message(std::string(1, participant), participant), runtime.wall_now());
  }
  run_while_not([this] { return seen().size() == 4; });
  runtime.put_forward(options.outlet.pool.response_timeout);
  run_while_not([this] { return spool.of<queue::Hold>().size() == 4; });
  let_answer();
  run_while_not([this] { return spool.of<queue::Settle>().size() == 2; });
  pass(seconds{61});
  EXPECT_THAT(spool.of<queue::Settle>(), SizeIs(2));
  EXPECT_THAT(spool.recalls, SizeIs(2));
  EXPECT_EQ(shard->counters().held, 2U);
}

TEST_F(Row19, ALate2xxOfAMessageOnItsWayAgainIsAConfirmedDuplicateOnceBothAreTaken) {
  resend_meanwhile(answer(201, created), says_when_learned(answer(201, created)));
  learn_late_and_then_end();
  expect_duplicates(1);
  EXPECT_THAT(observed.late_answers, ElementsAre(HasSubstr("a was sent twice")));
}

TEST_F(Row19, ALate2xxMakesItSentAlsoWhenItsResendIsRejected) {
  resend_meanwhile(answer(201, created), says_when_learned(answer(400, error_body(400, 21610))));
  learn_late_and_then_end();
  expect_duplicates(0);
  EXPECT_TRUE(outcome().interaction);
}

TEST_F(Row19, ALate2xxMakesItSentAlsoWhenItsResendIsCut) {
  const auto cut = [cut_late = says_when_learned("")](ServerConnection& connection) {
    cut_late(connection);
    connection.reset();
    return false;
  };
  resend_meanwhile(answer(201, created), cut);
  learn_late_and_then_end();
  expect_duplicates(0);
}

TEST_F(Row19, ALate429OfAMessageOnItsWayAgainIsNoDuplicate) {
  resend_meanwhile(answer(429, error_body(429, 20429)), says_when_learned(answer(201, created)));
  learn_late_and_then_end();
  expect_duplicates(0);
}

TEST_F(Row19, ALate2xxOfAMessageThatWasSentAgainAndTakenIsAConfirmedDuplicate) {
  resend_meanwhile(answer(201, created), says(201, created));
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(shard->counters().duplicates_confirmed, 0U);
  let_answer();
  run_while_not([this] { return !observed.late_answers.empty(); });
  EXPECT_THAT(observed.late_answers, ElementsAre(HasSubstr("a was sent twice")));
  EXPECT_EQ(shard->counters().duplicates_confirmed, 1U);
  EXPECT_THAT(spool.of<queue::Settle>(), SizeIs(1));
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
}

}  // namespace
}  // namespace dispatcher
