// Row 14: again later. Row 15: the lane is too fast.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row14 : public RowTest {};

TEST_F(Row14, A409WithoutACodeIsSentAgainLaterAndCharged) {
  send_one_message(says(409));
  expect_delayed(WaitReason::delayed, 409, 0, seconds{1});
}

TEST_F(Row14, A409WithAnUnknownCodeIsSentAgainLaterAndCharged) {
  send_one_message(says_code(409, 99999));
  expect_delayed(WaitReason::delayed, 409, 99999, seconds{1});
}

TEST_F(Row14, A409WithACodeThatMeansLaterIsSentAgainLaterAndCharged) {
  send_one_message(says_code(409, 80623));
  expect_delayed(WaitReason::delayed, 409, 80623, seconds{1});
}

TEST_F(Row14, A409WithACodeThatMeansNeverIsRejected) {
  send_one_message(says_code(409, 80607));
  expect_ended(OutcomeKind::rejected, 409, 80607);
}

TEST_F(Row14, AConflictThatEndsLetsTheMessageBeSent) {
  bring_back_deferred(1);
  react({says_code(409, 20409), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 2U);
  EXPECT_EQ(outcome().resends_charged, 1U);
  EXPECT_EQ(outcome().resends_after_doubt, 0U);
}

TEST_F(Row14, AConflictThatNeverEndsMakesTheMessageDeadAfterTheLastChargedResend) {
  options.retry.resends_max = 3;
  bring_back_deferred(9);
  react({says_code(409, 20409)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::dead);
  EXPECT_EQ(outcome().attempts, 4U);
  EXPECT_EQ(outcome().resends_charged, 3U);
  EXPECT_THAT(seen(), SizeIs(4));
}

/// What the lane pays for, and never the message.
class LanePays : public RowTest {
 protected:
  /// "a" meets `first`, and then `wait` passes, but for `spare`, without another request.
  void send_through(const Reaction& first, milliseconds wait, milliseconds spare) {
    options.outlet.pool.idle_timeout = std::chrono::minutes{10};
    options.outlet.pool.age_max = std::chrono::hours{48};
    options.default_ttl = seconds{0};
    react({first, says(201, created)});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    const auto added_at = runtime.refresh_now();
    run_while_not([this] { return !spool.of<queue::Revoke>().empty(); });
    pass(wait - spare);
    const auto seen_count = seen().size();
    if (runtime.refresh_now() < added_at + wait) {  // a slow machine shows nothing here
      EXPECT_EQ(seen_count, 1U) << "too early";
    }
    runtime.put_forward(spare + seconds{6});  // the lane's own backoff comes on top
    run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  }

  void expect_sent_at_no_charge() {
    expect_records(2, 2);
    EXPECT_THAT(spool.of<queue::Revoke>(), SizeIs(1));
    EXPECT_EQ(outcome().kind, OutcomeKind::sent);
    EXPECT_EQ(outcome().attempts, 2U);
    EXPECT_EQ(outcome().resends_charged, 0U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "a")));
    EXPECT_THAT(observed.held, IsEmpty());
  }
};

class Row14Lane : public LanePays, public testing::WithParamInterface<int> {};

TEST_P(Row14Lane, IsNotProcessedAndDelayed) {
  send_through(says(GetParam()), milliseconds{200}, milliseconds{150});
  expect_sent_at_no_charge();
}

INSTANTIATE_TEST_SUITE_P(AnAnswerOfStatus, Row14Lane, testing::Values(421, 425),
                         testing::PrintToStringParamName());

using Row15 = LanePays;

TEST_F(Row15, A429WithoutARetryAfterIsNotProcessedAndItsLaneWaitsAMoment) {
  send_through(says_code(429, 20429), milliseconds{200}, milliseconds{150});
  expect_sent_at_no_charge();
  EXPECT_EQ(count_of(AnswerClass::too_many), 1U);
}

TEST_F(Row15, A429IsNotProcessedAlsoWithoutACode) {
  send_through(says(429), milliseconds{200}, milliseconds{150});
  expect_sent_at_no_charge();
}

TEST_F(Row15, ALaneWaitsAsLongAsTheRetryAfterOfA429Says) {
  send_through(says(429, "", "Retry-After: 40\r\n"), seconds{40}, seconds{1});
  expect_sent_at_no_charge();
}

TEST_F(Row15, OneLanesLimitStopsNoOtherLane) {
  react({says(429, "", "Retry-After: 3600\r\n"), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("c"), runtime.wall_now());
  Message other = message("b", '2');
  other.service = *ServiceSid::parse("KS" + std::string(31, '0') + "2");
  spool.add(other, runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "b")));
}

}  // namespace
}  // namespace dispatcher
