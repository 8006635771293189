// Rows 13, 16 and 17: an answer that leaves it open. Row 18: nobody is left who knows.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

TEST_F(RowTest, Row13A408IsAmbiguous) {
  send_one_message(says(408));
  expect_in_doubt(408);
}

class Row16 : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row16, IsAmbiguous) {
  send_one_message(says(GetParam(), "<html>no</html>", "Content-Type: text/html\r\n"));
  expect_in_doubt(GetParam());
}

INSTANTIATE_TEST_SUITE_P(AnAnswerOfStatus, Row16,
                         testing::Values(500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526,
                                         527),
                         testing::PrintToStringParamName());

TEST_F(RowTest, Row16A503WithoutAnyBodyIsAmbiguous) {
  send_one_message(says(503));
  expect_in_doubt(503);
}

struct StatusAndCode {
  int status;
  std::uint32_t code;
};
std::string status_and_code(const testing::TestParamInfo<StatusAndCode>& info) {
  return std::to_string(info.param.status) + "Code" + std::to_string(info.param.code);
}

class Row16Code : public RowTest, public testing::WithParamInterface<StatusAndCode> {};

TEST_P(Row16Code, IsAmbiguous) {
  send_one_message(says_code(GetParam().status, GetParam().code));
  expect_in_doubt(GetParam().status, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(ProxysOwnTroubleAs, Row16Code,
                         testing::Values(StatusAndCode{400, 80501}, StatusAndCode{400, 80502},
                                         StatusAndCode{400, 80504}, StatusAndCode{302, 80501},
                                         StatusAndCode{401, 80504}, StatusAndCode{404, 80502},
                                         StatusAndCode{409, 80501}, StatusAndCode{429, 80504},
                                         StatusAndCode{500, 80501}, StatusAndCode{501, 80502},
                                         StatusAndCode{503, 80504}),
                         status_and_code);

using Row17 = RowTest;

TEST_F(Row17, A503WithCode20503IsAmbiguous) {
  send_one_message(says_code(503, 20503));
  expect_in_doubt(503, 20503);
}

TEST_F(Row17, A503WithCode20503IsNotProcessedWhenTheOperatorSaysSo) {
  options.verdict.unavailable_is_not_processed = true;
  send_one_message(says_code(503, 20503));
  expect_delayed(WaitReason::delayed, 503, 20503, seconds{1});
}

TEST_F(Row17, TheOperatorsWordIsAboutThatCodeOnly) {
  options.verdict.unavailable_is_not_processed = true;
  send_one_message(says(503));
  expect_in_doubt(503);
}

class Row18 : public RowTest {
 protected:
  static constexpr std::uint32_t slot = 3;

  void find_intent(const Message& found, const Progress& before = {}) {
    react({says(201, created)});
    make_shard();
    spool.add_in_doubt(found, armed_at_, slot, encode_progress(before));
    run_to_rest();
  }

  WallTime armed_at_ = runtime.wall_now() - seconds{10};
};

TEST_F(Row18, AnIntentOfAProcessThatDiedIsAmbiguousAndNothingIsSent) {
  find_intent(message("a"));
  expect_records(0, 1);
  ASSERT_THAT(spool.of<queue::Hold>(), SizeIs(1));
  const queue::Hold hold = spool.of<queue::Hold>()[0];
  EXPECT_TRUE(hold.in_doubt);
  EXPECT_EQ(hold.slot, slot);
  const auto progress = decode_progress(hold.progress);
  EXPECT_EQ(progress->reason, WaitReason::process_died);
  EXPECT_EQ(progress->phase, Phase::process_died);
  EXPECT_EQ(progress->attempts, 0U);
  EXPECT_GE(progress->last_write_at, armed_at_);
  EXPECT_EQ(shard->counters().ambiguous, 1U);
  EXPECT_EQ(server->accepted_count(), 0U);
}

TEST_F(Row18, AnIntentOfAProcessThatDiedIsResentWhenToldSoButNotBeforeItsTime) {
  Message resend = message("a");
  resend.on_ambiguous = OnAmbiguous::resend;
  find_intent(resend);
  expect_records(0, 1);
  ASSERT_THAT(spool.of<queue::Defer>(), SizeIs(1));
  const queue::Defer defer = spool.of<queue::Defer>()[0];
  EXPECT_TRUE(defer.in_doubt);
  EXPECT_EQ(defer.slot, slot);
  EXPECT_GE(defer.due, armed_at_ + options.retry.resend_after);
  EXPECT_THAT(seen(), IsEmpty());
  spool.bring_back_deferred();
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().attempts, 1U);
  EXPECT_EQ(outcome().resends_charged, 1U);
  EXPECT_EQ(outcome().resends_after_doubt, 1U);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
}

TEST_F(Row18, AnIntentOfAProcessThatDiedIsDeadAfterTheLastResendThatMayBe) {
  Message resend = message("a");
  resend.on_ambiguous = OnAmbiguous::resend;
  Progress before;
  before.resends_charged = options.retry.resends_max;
  find_intent(resend, before);
  EXPECT_EQ(outcome().kind, OutcomeKind::dead);
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(Row18, ALaterMessageToTheSameParticipantWaitsForTheResend) {
  Message resend = message("a");
  resend.on_ambiguous = OnAmbiguous::resend;
  react({says(201, created)});
  make_shard();
  spool.add_in_doubt(resend, armed_at_, slot);
  spool.add(message("b"), runtime.wall_now());
  spool.add(message("c", '2'), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  spool.bring_back_deferred();
  run_while_not([this] { return spool.of<queue::Settle>().size() == 3; });
  EXPECT_THAT(seen(),
              ElementsAre(OnConnection(0, "c"), OnConnection(0, "a"), OnConnection(0, "b")));
}

}  // namespace
}  // namespace dispatcher
