// What a pool observes of requests that end badly, in the order of the road.
#include <gmock/gmock.h>

#include <future>

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

class BrokenExchangeTest : public PoolTest {
 protected:
  void serve_one_request(TlsTestServer::Script after_request,
                         const TlsTestServer::Options& options = {}) {
    serve(
        [after_request](ServerConnection& connection) {
          if (!connection.read_request().empty()) after_request(connection);
        },
        {}, options);
  }

  /// A connection is ready here, while the server has already done `ending`; nothing ran between.
  void open_while_the_server_does(TlsTestServer::Script ending) {
    std::promise<void> go;
    std::promise<void> done;
    auto going = go.get_future().share();
    serve([&done, going, ending](ServerConnection& connection) {
      connection.send_ticket();
      going.wait();
      ending(connection);
      done.set_value();
      connection.wait_for_end();
    });
    open();
    go.set_value();
    done.get_future().wait();
  }

  const Ended& post_and_end() {
    post(1, request());
    run_until([&] { return !recorder.ended.empty(); });
    return recorder.ended.back();
  }

  void expect_no_head(const Ended& ended) {
    EXPECT_FALSE(ended.exchange.head_complete);
    EXPECT_FALSE(ended.exchange.body_complete);
    EXPECT_EQ(ended.exchange.status, 0);
    EXPECT_EQ(pool->ready_count(), 0U);
    EXPECT_EQ(pool->busy_count(), 0U);
  }

  void expect_nothing_written(const Ended& ended) {
    EXPECT_EQ(ended.exchange.phase, Phase::reuse);
    EXPECT_EQ(ended.exchange.ciphertext_bytes_sent, 0U);
    expect_no_head(ended);
  }
};

TEST_F(BrokenExchangeTest, OnAConnectionThatTcpEndedIsNotWritten) {
  open_while_the_server_does([](auto& connection) { connection.finish(); });
  const auto& ended = post_and_end();
  EXPECT_EQ(ended.exchange.error, errc::closed_before_write);
  expect_nothing_written(ended);
}

TEST_F(BrokenExchangeTest, OnAConnectionThatTlsEndedIsNotWritten) {
  open_while_the_server_does([](auto& connection) { connection.say_goodbye(); });
  const auto& ended = post_and_end();
  EXPECT_EQ(ended.exchange.error, errc::closed_before_write);
  expect_nothing_written(ended);
}

TEST_F(BrokenExchangeTest, OnAConnectionThatWasResetIsNotWritten) {
  open_while_the_server_does([](auto& connection) { connection.reset(); });
  const auto& ended = post_and_end();
  EXPECT_EQ(ended.exchange.error, boost::system::errc::connection_reset);
  expect_nothing_written(ended);
}

TEST_F(BrokenExchangeTest, OnAConnectionWithUnexpectedDataIsNotWritten) {
  open_while_the_server_does(
      [](auto& connection) { connection.send("HTTP/1.1 408 Request Timeout\r\n\r\n"); });
  const auto& ended = post_and_end();
  EXPECT_EQ(ended.exchange.error, errc::closed_before_write);
  expect_nothing_written(ended);
}

TEST_F(BrokenExchangeTest, DoesNotHappenBecauseATicketWaitsOnTheConnection) {
  std::promise<void> go;
  std::promise<void> done;
  serve([&](ServerConnection& connection) {
    go.get_future().wait();
    connection.send_ticket();
    done.set_value();
    connection.read_request();
    connection.send(answer(201, "{}"));
    connection.wait_for_end();
  });
  open();
  go.set_value();
  done.get_future().wait();
  const auto& ended = post_and_end();
  EXPECT_EQ(ended.exchange.status, 201);
  EXPECT_EQ(ended.exchange.phase, Phase::response);
}

TEST_F(BrokenExchangeTest, AfterAResetHasNoHead) {
  serve_one_request([](auto& connection) { connection.reset(); });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.phase, Phase::response);
  EXPECT_EQ(ended.exchange.error, boost::system::errc::connection_reset);
  EXPECT_GT(ended.exchange.ciphertext_bytes_sent, request().size());
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, AfterATcpEndHasNoHead) {
  serve_one_request([](auto& connection) { connection.finish(); });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.phase, Phase::response);
  EXPECT_EQ(ended.exchange.error, errc::closed);
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, AfterAGoodbyeHasNoHead) {
  serve_one_request([](auto& connection) { connection.say_goodbye(); });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::closed);
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, WithACutHeadHasNoHead) {
  serve_one_request([](auto& connection) {
    connection.send("HTTP/1.1 201 Created\r\nContent-Len");
    connection.finish();
  });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::closed);
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, WithACutBodyKeepsTheHeadAndWhatCame) {
  serve_one_request([](auto& connection) {
    connection.send("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"sid\"");
    connection.reset();
  });
  const auto& ended = exchange();
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_EQ(ended.exchange.status, 201);
  EXPECT_FALSE(ended.exchange.body_complete);
  EXPECT_EQ(ended.body, "{\"sid\"");
  EXPECT_TRUE(ended.exchange.error);
}

TEST_F(BrokenExchangeTest, WithGarbageIsMalformed) {
  serve_one_request([](auto& connection) { connection.send("SMTP ready\r\n\r\n"); });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.phase, Phase::response);
  EXPECT_EQ(ended.exchange.error, errc::malformed_response);
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, WithAHeadOver64KibibytesIsMalformed) {
  serve_one_request([](auto& connection) {
    connection.send("HTTP/1.1 201 Created\r\n");
    for (int field = 0; field < 70; ++field)
      connection.send("X-Filler: " + std::string(1000, 'x') + "\r\n");
    connection.send("Content-Length: 0\r\n\r\n");
    connection.wait_for_end();
  });
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::malformed_response);
  expect_no_head(ended);
}

TEST_F(BrokenExchangeTest, AfterSilenceTimesOutAndLingersForALateHead) {
  std::promise<void> late;
  serve_one_request([&](auto& connection) {
    late.get_future().wait();
    connection.send(answer(201, R"({"sid":"KI"})"));
    connection.wait_for_end();
  });
  make_pool({.response_timeout = 30ms});
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::timed_out);
  EXPECT_TRUE(ended.exchange.lingers);
  expect_no_head(ended);
  EXPECT_EQ(pool->lingering_count(), 1U);

  late.set_value();
  run_until([&] { return !recorder.late.empty(); });
  EXPECT_EQ(recorder.late[0].exchange.tag, ended.exchange.tag);
  EXPECT_EQ(recorder.late[0].exchange.status, 201);
  EXPECT_EQ(recorder.late[0].body, R"({"sid":"KI"})");
  EXPECT_EQ(pool->lingering_count(), 0U);
  EXPECT_EQ(pool->ready_count(), 0U);
}

TEST_F(BrokenExchangeTest, LingersNotForEver) {
  serve_one_request([](auto& connection) { connection.wait_for_end(); });
  make_pool({.response_timeout = 20ms, .linger_timeout = 20ms});
  exchange();
  run_until([&] { return !recorder.late.empty(); });
  EXPECT_EQ(recorder.late[0].exchange.error, errc::timed_out);
  EXPECT_FALSE(recorder.late[0].exchange.head_complete);
}

TEST_F(BrokenExchangeTest, LingersOnATenthOfTheConnectionsOnly) {
  serve_one_request([](auto& connection) { connection.wait_for_end(); });
  make_pool({.connections_max = 20, .response_timeout = 30ms});
  open(4);
  for (std::uint64_t tag = 0; tag < 4; ++tag) post(tag, request());
  run_until([&] { return recorder.ended.size() == 4; });
  EXPECT_EQ(pool->lingering_count(), 2U);
  const auto lingering = std::count_if(recorder.ended.begin(), recorder.ended.end(),
                                       [](const Ended& ended) { return ended.exchange.lingers; });
  EXPECT_EQ(lingering, 2);
}

TEST_F(BrokenExchangeTest, ThatTimesOutWithinTheBodyDoesNotLinger) {
  serve_one_request([](auto& connection) {
    connection.send("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{");
    connection.wait_for_end();
  });
  make_pool({.response_timeout = 500ms});  // time enough for the head
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::timed_out);
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_FALSE(ended.exchange.lingers);
  EXPECT_EQ(pool->lingering_count(), 0U);
}

}  // namespace
}  // namespace net
