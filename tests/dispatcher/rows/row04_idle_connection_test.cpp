// Row 4: what the leased connection says before the first byte of a request.
#include <future>

#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

/// What the server does to a connection that it has answered on and that lies idle.
using Event = std::function<void(ServerConnection&)>;

class Row04 : public RowTest {
 protected:
  /// "a" is answered; before the shard does anything else, `event` happens to its connection, and
  /// then "b", whose intent is already written, is to go.
  void send_past(const Event& event, bool connection_lives_on = false) {
    std::promise<void> settled;
    std::promise<void> happened;
    const Reaction first = [&, connection_lives_on](ServerConnection& connection) {
      connection.send(answer(201, created));
      settled.get_future().wait();
      event(connection);
      happened.set_value();
      if (!connection_lives_on) connection.wait_for_end();
      return connection_lives_on;
    };
    react({first, says(201, created)});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    spool.add(message("b", '2'), runtime.wall_now());
    spool.on_record = [&, waited = false]() mutable {
      if (spool.of<queue::Settle>().size() != 1 || std::exchange(waited, true)) return;
      settled.set_value();
      happened.get_future().wait();
    };
    run_to_rest();
  }

  /// "b" was sent with the one intent that was written for it, as if nothing had happened.
  void expect_sent_on(int connection) {
    const auto arms = spool.of<queue::Arm>();
    const auto settled = spool.of<queue::Settle>();
    expect_records(2, 2);
    ASSERT_THAT(settled, SizeIs(2));
    EXPECT_EQ(settled[1].key, arms[1].key);
    EXPECT_EQ(settled[1].slot, arms[1].slot);
    expect_sent_as_if_new(1);
    EXPECT_EQ(shard->counters().attempts, 2U);
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(connection, "b")));
  }
};

TEST_F(Row04, AConnectionThatWasEndedIsNotWrittenToAndTheSameIntentGoesOnTheNext) {
  send_past([](ServerConnection& connection) { connection.finish(); });
  expect_sent_on(1);
}

TEST_F(Row04, AConnectionThatSaidGoodbyeIsNotWrittenToAndTheSameIntentGoesOnTheNext) {
  send_past([](ServerConnection& connection) {
    connection.say_goodbye();
    connection.finish();
  });
  expect_sent_on(1);
}

TEST_F(Row04, AConnectionThatWasResetIsNotWrittenToAndTheSameIntentGoesOnTheNext) {
  send_past([](ServerConnection& connection) { connection.reset(); });
  expect_sent_on(1);
}

TEST_F(Row04, AnAnswerBeforeTheRequestIsNotItsAnswerAndTheSameIntentGoesOnTheNextConnection) {
  send_past([](ServerConnection& connection) { connection.send(answer(201, created)); });
  expect_sent_on(1);
}

TEST_F(Row04, ATimeoutNoticeOfAnIdleConnectionIsNoAnswerAndTheSameIntentGoesOnTheNext) {
  send_past([](ServerConnection& connection) {
    connection.send(answer(408, "", "Connection: close\r\n"));
    connection.finish();
  });
  expect_sent_on(1);
}

TEST_F(Row04, BytesThatAreNoTlsAreNoAnswerAndTheSameIntentGoesOnTheNextConnection) {
  send_past([](ServerConnection& connection) { connection.send_plain("no TLS"); });
  expect_sent_on(1);
}

TEST_F(Row04, ASessionTicketOnAnIdleConnectionMeansNothing) {
  send_past([](ServerConnection& connection) { connection.send_ticket(); }, true);
  expect_sent_on(0);
}

TEST_F(Row04, AKeyUpdateOnAnIdleConnectionMeansNothing) {
  send_past([](ServerConnection& connection) { connection.update_keys(); }, true);
  expect_sent_on(0);
}

}  // namespace
}  // namespace dispatcher
