// Row 8: a 2xx head whose body tells no receipt, which is looked up later. Row 9: a 2xx with its
// receipt.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row08 : public RowTest {
 protected:
  void expect_sent_without_receipt(int status = 201) {
    expect_records(1, 1);
    ASSERT_THAT(spool.of<queue::Defer>(), SizeIs(1));
    const queue::Defer defer = spool.of<queue::Defer>()[0];
    EXPECT_TRUE(defer.in_doubt);  // nobody may cancel it, or send it again
    const auto progress = decode_progress(defer.progress);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->reason, WaitReason::receipt_unknown);
    EXPECT_EQ(progress->status, status);
    EXPECT_EQ(progress->attempts, 1U);
    EXPECT_EQ(progress->resends_charged, 0U);
    EXPECT_EQ(shard->counters().ambiguous, 0U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
  }
};

/// A head that promises the whole receipt.
std::string created_head() {
  return "HTTP/1.1 201 Created\r\nContent-Length: " + std::to_string(created.size()) + "\r\n\r\n";
}

TEST_F(Row08, ABodyThatIsMissingMeansSentWithAnUnknownReceipt) {
  send_one_message(says_and_ends(created_head()));
  expect_sent_without_receipt();
}

TEST_F(Row08, ABodyThatIsCutMeansSentWithAnUnknownReceipt) {
  send_one_message(says_and_ends(created_head() + created.substr(0, 20)));
  expect_sent_without_receipt();
}

TEST_F(Row08, ABodyThatIsCutByAResetMeansSentWithAnUnknownReceipt) {
  send_one_message(says_and_resets(created_head() + created.substr(0, 20)));
  expect_sent_without_receipt();
}

TEST_F(Row08, ABodyThatDoesNotComeInTimeMeansSentWithAnUnknownReceipt) {
  options.outlet.pool.response_timeout = milliseconds{500};  // time enough for the head
  options.outlet.pool.linger_timeout = milliseconds{50};
  send_one_message(says_and_is_silent(created_head() + created.substr(0, 20)));
  expect_sent_without_receipt();
}

TEST_F(Row08, AnEmptyBodyMeansSentWithAnUnknownReceipt) {
  send_one_message(says(204));
  expect_sent_without_receipt(204);
}

TEST_F(Row08, ABodyThatIsNoJsonMeansSentWithAnUnknownReceipt) {
  send_one_message(says(201, "<html>done</html>"));
  expect_sent_without_receipt();
}

TEST_F(Row08, JsonWithoutASidMeansSentWithAnUnknownReceipt) {
  send_one_message(says(201, R"({"status":"queued"})"));
  expect_sent_without_receipt();
}

TEST_F(Row08, JsonWithAMalformedSidMeansSentWithAnUnknownReceipt) {
  send_one_message(says(201, R"({"sid":"KIzz"})"));
  expect_sent_without_receipt();
}

TEST_F(Row08, AChunkedBodyThatIsCutMeansSentWithAnUnknownReceipt) {
  send_one_message(
      says_and_ends("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"sid\""));
  expect_sent_without_receipt();
}

TEST_F(Row08, ABodyOfMoreThanAMebibyteMeansSentWithAnUnknownReceipt) {
  send_one_message(says_and_ends(answer(201, std::string(net::response_body_bytes_max + 1, ' '))));
  expect_sent_without_receipt();
}

TEST_F(Row08, ABodyThatEndsWithItsConnectionIsReadAndTheConnectionIsNotUsedAgain) {
  react({says_and_says_goodbye("HTTP/1.1 201 Created\r\n\r\n" + created), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  run_to_rest();
  expect_records(2, 2);
  EXPECT_TRUE(outcome(0).interaction);
  expect_sent_as_if_new(1);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(1, "b")));
}

TEST_F(Row08, AConnectionWithAHalfReadBodyIsNotUsedAgain) {
  react({says(201, std::string(net::response_body_bytes_max + 1, ' ')), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  run_to_rest();
  EXPECT_THAT(spool.of<queue::Defer>(), SizeIs(1));
  EXPECT_TRUE(outcome().interaction);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(1, "b")));
}

class Row09 : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row09, IsSentAndKeepsBothSids) {
  const std::string both = R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
                           R"("outbound_resource_sid":"SMbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"})";
  send_one_message(says(GetParam(), both, "Twilio-Request-Id: RQ9\r\n"));
  expect_ended(OutcomeKind::sent, GetParam());
  ASSERT_TRUE(outcome().interaction && outcome().message);
  EXPECT_EQ(outcome().interaction->text(), "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(outcome().message->text(), "SMbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
  EXPECT_EQ(outcome().request_id.view(), "RQ9");
  EXPECT_EQ(outcome().resends_charged, 0U);
}

INSTANTIATE_TEST_SUITE_P(ACompleteAnswerOfStatus, Row09, testing::Values(200, 201, 202),
                         testing::PrintToStringParamName());

TEST_F(RowTest, Row09TheNextMessageGoesOnTheSameConnection) {
  react({says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  run_to_rest();
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "b")));
  EXPECT_EQ(shard->counters().sent, 2U);
}

}  // namespace
}  // namespace dispatcher
