// Row 11: this message will never be taken. Row 20: whatever no other row names.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row11 : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row11, IsRejectedAtOnce) {
  send_one_message(says(GetParam(), "", "Twilio-Request-Id: RQ11\r\n"));
  expect_ended(OutcomeKind::rejected, GetParam());
  EXPECT_EQ(outcome().request_id.view(), "RQ11");
}

INSTANTIATE_TEST_SUITE_P(AnAnswerOfStatus, Row11, testing::Values(400, 413, 422),
                         testing::PrintToStringParamName());

class Row11NotFound : public RowTest {
 protected:
  void send_and_bring_back(std::vector<Reaction> reactions) {
    bring_back_deferred(5);
    react(std::move(reactions));
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  }
};

TEST_F(Row11NotFound, ABare404IsSentAgainAfterTwoSeconds) {
  send_one_message(says(404));
  expect_delayed(WaitReason::not_found_recheck, 404, 0, seconds{2});
}

TEST_F(Row11NotFound, ACode20404DoesNotShortenTheDelayedResends) {
  send_one_message(says_code(404, 20404));
  expect_delayed(WaitReason::not_found_recheck, 404, 20404, seconds{2});
}

TEST_F(Row11NotFound, A404WithAnUnknownProxyCodeIsSentAgainLater) {
  send_one_message(says_code(404, 80999));
  expect_delayed(WaitReason::not_found_recheck, 404, 80999, seconds{2});
}

TEST_F(Row11NotFound, AThird404IsBelieved) {
  send_and_bring_back({says_code(404, 20404)});
  EXPECT_EQ(outcome().kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome().code, 20404U);
  EXPECT_EQ(outcome().attempts, 3U);
  EXPECT_EQ(outcome().resends_charged, 2U);
  EXPECT_EQ(outcome().resends_after_doubt, 0U);
  EXPECT_THAT(seen(), SizeIs(3));
}

TEST_F(Row11NotFound, ASpurious404IsFollowedByAMessageThatIsSent) {
  send_and_bring_back({says(404), says(201, created)});
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 2U);
  EXPECT_EQ(outcome().resends_charged, 1U);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "a")));
}

TEST_F(Row11NotFound, A404WithAKnownProxyCodeIsRejectedAtOnce) {
  send_one_message(says_code(404, 80903));
  expect_ended(OutcomeKind::rejected, 404, 80903);
}

class Row20Rejected : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row20Rejected, IsRejected) {
  send_one_message(says(GetParam()));
  expect_ended(OutcomeKind::rejected, GetParam());
}

INSTANTIATE_TEST_SUITE_P(AnyOther4xxLike, Row20Rejected,
                         testing::Values(412, 414, 416, 418, 424, 428, 431, 451, 499),
                         testing::PrintToStringParamName());

class Row20Ambiguous : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row20Ambiguous, IsAmbiguous) {
  send_one_message(says(GetParam()));
  expect_in_doubt(GetParam());
}

INSTANTIATE_TEST_SUITE_P(AnyOther5xxLike, Row20Ambiguous,
                         testing::Values(506, 507, 508, 511, 530, 599),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(WhatIsNoFinalStatusLike, Row20Ambiguous, testing::Values(101, 600, 999),
                         testing::PrintToStringParamName());

class Row20Connection : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row20Connection, IsNotUsedAgain) {
  react({says(GetParam()), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  run_to_rest();
  expect_records(2, 2);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(1, "b")));
}

INSTANTIATE_TEST_SUITE_P(TheConnectionOfAnAnswerOfStatus, Row20Connection,
                         testing::Values(101, 506, 507, 508, 511, 530, 599, 600, 999),
                         testing::PrintToStringParamName());

TEST_F(RowTest, Row20AStatusBelow100IsAmbiguous) {
  send_one_message(says("HTTP/1.1 042 X\r\nContent-Length: 0\r\n\r\n"));
  ASSERT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  EXPECT_TRUE(spool.of<queue::Hold>()[0].in_doubt);
  EXPECT_EQ(decode_progress(spool.of<queue::Hold>()[0].progress)->attempts, 1U);
}

}  // namespace
}  // namespace dispatcher
