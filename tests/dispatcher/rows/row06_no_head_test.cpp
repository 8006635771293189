// Row 6: written whole, and no answer. Row 7: what came is no final head.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row06 : public RowTest {
 protected:
  /// "a" is answered; "b" goes on the same connection and meets `reaction`.
  void send_second(const Reaction& reaction) {
    react({says(201, created), reaction});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    spool.add(message("b"), runtime.wall_now());
    run_to_rest();
  }

  void expect_second_in_doubt() {
    expect_records(2, 2);
    const auto holds = spool.of<queue::Hold>();
    ASSERT_THAT(holds, SizeIs(1));
    EXPECT_TRUE(holds[0].in_doubt);
    EXPECT_EQ(decode_progress(holds[0].progress)->attempts, 1U);
    EXPECT_EQ(decode_progress(holds[0].progress)->status, 0);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "b")));
  }
};

TEST_F(Row06, AResetAfterTheWholeRequestIsAmbiguous) {
  send_one_message(says_and_resets(""));
  expect_in_doubt(0);
}

TEST_F(Row06, AnEndAfterTheWholeRequestIsAmbiguous) {
  send_one_message(says_and_ends(""));
  expect_in_doubt(0);
}

TEST_F(Row06, AGoodbyeAfterTheWholeRequestIsAmbiguous) {
  send_one_message(says_and_says_goodbye(""));
  expect_in_doubt(0);
}

TEST_F(Row06, AnswerlessTimePassingTheDeadlineIsAmbiguous) {
  options.outlet.pool.response_timeout = milliseconds{50};
  options.outlet.pool.linger_timeout = milliseconds{50};
  send_one_message(says_and_is_silent(""));
  expect_in_doubt(0);
}

TEST_F(Row06, AResetOfAConnectionThatWasUsedBeforeIsAmbiguousJustTheSame) {
  send_second(says_and_resets(""));
  expect_second_in_doubt();
}

TEST_F(Row06, AnEndOfAConnectionThatWasUsedBeforeIsAmbiguousJustTheSame) {
  send_second(says_and_ends(""));
  expect_second_in_doubt();
}

using Row07 = RowTest;

std::string informational(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  return text;
}

TEST_F(Row07, EightInformationalAnswersAreSkipped) {
  send_one_message(says(informational(8) + answer(201, created)));
  expect_ended(OutcomeKind::sent, 201);
}

TEST_F(Row07, MoreThanEightInformationalAnswersAreAmbiguousWhateverComesBehindThem) {
  send_one_message(says(informational(9) + answer(201, created)));
  expect_in_doubt(0);
}

TEST_F(Row07, NothingButInformationalAnswersBeforeTheEndIsAmbiguous) {
  send_one_message(says_and_ends(informational(2)));
  expect_in_doubt(0);
}

TEST_F(Row07, ATruncatedHeadIsAmbiguous) {
  send_one_message(says_and_ends("HTTP/1.1 201 Created\r\nContent-Le"));
  expect_in_doubt(0);
}

TEST_F(Row07, AHeadCutByAResetIsAmbiguous) {
  send_one_message(says_and_resets("HTTP/1.1 201 Created\r\n"));
  expect_in_doubt(0);
}

TEST_F(Row07, AMalformedHeadIsAmbiguous) {
  send_one_message(says("HTTP/1.1 abc\r\n\r\n"));
  expect_in_doubt(0);
}

TEST_F(Row07, AnAnswerThatIsNoHttpIsAmbiguous) {
  send_one_message(says("220 mail ready\r\n\r\n"));
  expect_in_doubt(0);
}

TEST_F(Row07, AHeadOfMoreThan64KiBIsAmbiguous) {
  std::string head = "HTTP/1.1 201 Created\r\n";
  for (int i = 0; head.size() <= 64 * 1024; ++i) {
    head += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
  }
  send_one_message(says(head + "Content-Length: 0\r\n\r\n"));
  expect_in_doubt(0);
}

TEST_F(Row07, AHeadOfAlmost64KiBIsRead) {
  std::string head = "HTTP/1.1 201 Created\r\n";
  for (int i = 0; head.size() <= 62 * 1024; ++i) {
    head += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
  }
  head += "Content-Length: " + std::to_string(created.size()) + "\r\n\r\n";
  send_one_message(says(head + created));
  expect_ended(OutcomeKind::sent, 201);
}

}  // namespace
}  // namespace dispatcher
