// Row 5: the request was not handed over whole. The client's buffer for sending and the server's
// for receiving are as small as the kernel makes them, and the server does not read.
#include <future>

#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row05 : public RowTest {
 protected:
  ~Row05() override { server.reset(); }

  /// The longest text there can be: each unit takes nine bytes in the form.
  Message long_message(const std::string& id) {
    Message made = message(id);
    made.body.clear();
    for (std::size_t unit = 0; unit < body_units_max; ++unit) made.body += "\u20ac";
    return made;
  }

  /// The first connection does `first` without reading, each further one is served.
  void send_past(const std::function<void(ServerConnection&)>& first) {
    server = std::make_unique<test_support::TlsTestServer>(
        authority.issue(),
        [this, first, serve = script({says(201, created)})](ServerConnection& connection) {
          if (connection.number() > 0) return serve(connection);
          first(connection);
          // All of it that will ever come: no record that could be read.
          unfinished_.set_value(connection.read_request());
        },
        test_support::TlsTestServer::Options{.receive_buffer_bytes = 1});
    make_shard();
    runtime.narrow_port = server->port();
    spool.add(long_message("a"), runtime.wall_now());
    spool.on_record = [this] {
      if (spool.of<queue::Revoke>().empty() || std::exchange(revoked_, true)) return;
      runtime.narrow_port = 0;
      given_up_.set_value();
    };
    run_to_rest();
  }

  void expect_not_processed() {
    EXPECT_EQ(unfinished_.get_future().get(), "");
    EXPECT_THAT(spool.of<queue::Revoke>(), SizeIs(1));
    expect_records(2, 2);
    EXPECT_EQ(outcome().kind, OutcomeKind::sent);
    EXPECT_EQ(outcome().resends_charged, 0U);
    EXPECT_EQ(shard->counters().ambiguous, 0U);
    ASSERT_THAT(seen(), SizeIs(1));
    EXPECT_EQ(seen()[0].connection, 1U);
    EXPECT_GT(seen()[0].request.size(), std::size_t{14'400});
  }

  std::promise<void> given_up_;

 private:
  std::promise<std::string> unfinished_;
  bool revoked_ = false;
};

TEST_F(Row05, AWriteThatIsNotDoneInTimeIsNotProcessedAndTheServerHasNoWholeRecord) {
  options.outlet.pool.write_timeout = milliseconds{500};  // the next one makes it
  send_past([this](ServerConnection&) { given_up_.get_future().wait(); });
  expect_not_processed();
  expect_sent_as_if_new();
}

TEST_F(Row05, AWriteThatMeetsAResetIsNotProcessed) {
  send_past([](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.reset();
  });
  expect_not_processed();
  expect_sent_as_if_new();
}

TEST_F(Row05, OfAnUnfinishedWriteAnAnswerThatWouldBeAmbiguousIsNotProcessed) {
  send_past([this](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.send(answer(500, error_body(500, 20500)));
    given_up_.get_future().wait();
  });
  expect_not_processed();
}

TEST_F(Row05, AFinalAnswerThatDoesNotWaitForTheRequestBeatsTheUnfinishedWrite) {
  send_past([](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.send(answer(413, error_body(413, 20413)));
    connection.wait_for_end();
  });
  expect_records(1, 1);
  EXPECT_EQ(outcome().kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome().status, 413);
  EXPECT_EQ(outcome().code, 20413U);
  EXPECT_EQ(outcome().attempts, 0U);  // it was never handed over whole
  EXPECT_THAT(seen(), IsEmpty());
}

}  // namespace
}  // namespace dispatcher
