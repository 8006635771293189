// Row 1: no address, or no TCP connection. Row 2: no TLS. Nothing of any request left.
#include <sys/socket.h>
#include <unistd.h>

#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

/// A port of 127.0.0.1 that is bound, and at which nobody answers.
class DeafPort {
 public:
  /// With `queue_full` a connect is neither taken nor refused: it gets no answer.
  explicit DeafPort(bool queue_full) {
    net::Address address = SteeredRuntime::ipv4("127.0.0.1", 0);
    auto* name = reinterpret_cast<sockaddr*>(&address.storage);
    bind(bound_, name, address.length_bytes);
    getsockname(bound_, name, &address.length_bytes);
    address_ = address;
    if (!queue_full) return;
    listen(bound_, 0);  // one connection fills it
    connect(caller_, address_.get(), address_.length_bytes);
  }
  ~DeafPort() {
    close(caller_);
    close(bound_);
  }
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;

  const net::Address& address() const { return address_; }

 private:
  int bound_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int caller_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  net::Address address_;
};

class Row01 : public RowTest {
 protected:
  Row01() { options.outlet.connect_pace.backoff_min = milliseconds{1}; }

  void send_past_one_failure() {
    react({says(201, created)});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    run_to_rest();
  }

  /// The failure cost the endpoint a moment, and the message not even an intent.
  void expect_one_failure(const std::string& why) {
    EXPECT_THAT(observed.troubles, ElementsAre(HasSubstr(why)));
    EXPECT_EQ(shard->counters().connects_failed, 1U);
    EXPECT_EQ(shard->counters().lanes_held, 0U);
    expect_records(1, 1);
    expect_sent_as_if_new();
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
  }
};

TEST_F(Row01, AFailedLookupOfTheNameIsNotProcessedAndTheMessageGoesOnceTheNameIsFound) {
  runtime.lookups_that_fail = 1;
  send_past_one_failure();
  expect_one_failure("looking up localhost failed");
}

TEST_F(Row01, ARefusedConnectIsNotProcessedAndTheMessageGoesWithTheNext) {
  const DeafPort deaf(false);
  runtime.detours = {deaf.address()};
  send_past_one_failure();
  expect_one_failure("Connection refused");
}

TEST_F(Row01, AnUnreachableNetworkIsNotProcessedAndTheMessageGoesWithTheNextConnect) {
  runtime.detours = {SteeredRuntime::ipv4("255.255.255.255", 443)};  // TCP has no broadcast
  send_past_one_failure();
  expect_one_failure("Network is unreachable");
}

TEST_F(Row01, AConnectThatGetsNoAnswerInTimeIsNotProcessedAndTheMessageGoesWithTheNext) {
  const DeafPort deaf(true);
  runtime.detours = {deaf.address()};
  options.outlet.pool.connect_timeout = milliseconds{500};  // the next one makes it
  send_past_one_failure();
  expect_one_failure("the deadline");
}

TEST_F(Row01, AnIntentIsTakenBackAfterASecondWithoutAConnectionAndCostsTheMessageNothing) {
  const DeafPort deaf(false);
  react({says(201, created, "Connection: close\r\n"), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b", '2'), runtime.wall_now());
  spool.on_record = [&] {  // "b" is armed; its connection ends and no other comes for a while
    if (spool.of<queue::Settle>().size() == 1) runtime.detours.assign(40, deaf.address());
  };
  options.outlet.connect_pace.backoff_max = milliseconds{100};
  run_while_not([&] { return !observed.troubles.empty(); });
  EXPECT_THAT(spool.of<queue::Revoke>(), IsEmpty());
  runtime.put_forward(Outlet::armed_age_max);
  run_while_not([&] { return spool.of<queue::Revoke>().size() == 1; });
  runtime.detours.clear();
  run_to_rest();
  expect_sent_as_if_new(0);
  expect_sent_as_if_new(1);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(1, "b")));
}

class Row02 : public Row01 {
 protected:
  /// The first connection ends as `cut` says, each further one is served.
  void send_past(const std::function<void(ServerConnection&)>& cut) {
    server = std::make_unique<test_support::TlsTestServer>(
        authority.issue(),
        [cut, serve = script({says(201, created)})](ServerConnection& connection) {
          if (connection.number() == 0) return cut(connection);
          if (connection.shake_hands()) serve(connection);
        },
        test_support::TlsTestServer::Options{.handshake = false});
    make_shard();
    spool.add(message("a"), runtime.wall_now());
    run_to_rest();
  }

  void expect_one_cut(const std::string& why) {
    EXPECT_THAT(observed.troubles, ElementsAre(HasSubstr(why)));
    EXPECT_EQ(shard->counters().lanes_held, 0U);
    expect_records(1, 1);
    expect_sent_as_if_new();
    EXPECT_THAT(seen(), ElementsAre(OnConnection(1, "a")));
  }
};

TEST_F(Row02, AHandshakeCutByAResetIsNotProcessed) {
  send_past([](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.reset();
  });
  expect_one_cut("TLS");
}

TEST_F(Row02, AHandshakeCutByAnEndIsNotProcessed) {
  send_past([](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.finish();
  });
  expect_one_cut("TLS");
}

TEST_F(Row02, AHandshakeThatIsNoTlsIsNotProcessed) {
  send_past([](ServerConnection& connection) {
    connection.wait_for_bytes();
    connection.send_plain("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_end();
  });
  expect_one_cut("TLS");
}

TEST_F(Row02, AHandshakeThatDoesNotEndInTimeIsNotProcessed) {
  options.outlet.pool.handshake_timeout = seconds{1};  // the next one makes it
  send_past([](ServerConnection& connection) { connection.wait_for_end(); });
  expect_one_cut("the deadline");
}

}  // namespace
}  // namespace dispatcher
