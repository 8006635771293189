// What a pool observes of requests that are answered.
#include "net/exchange.hpp"

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

class ExchangeTest : public PoolTest {
 protected:
  /// Every request gets `text`, on connections that stay.
  void always_answer(std::string text) {
    serve([text](ServerConnection& connection) {
      while (!connection.read_request().empty()) connection.send(text);
    });
  }

  /// The first request gets `text`, then the connection ends by `ending`.
  void answer_once(
      std::string text,
      std::function<void(ServerConnection&)> ending = [](auto& c) { c.wait_for_end(); }) {
    serve([text, ending](ServerConnection& connection) {
      if (connection.read_request().empty()) return;
      connection.send(text);
      ending(connection);
    });
  }
};

TEST_F(ExchangeTest, ShowsStatusAndBodyOfACompleteAnswer) {
  always_answer(answer(201, R"({"sid":"KI"})"));
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.phase, Phase::response);
  EXPECT_FALSE(ended.exchange.error) << ended.exchange.error.message();
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_TRUE(ended.exchange.body_complete);
  EXPECT_EQ(ended.exchange.status, 201);
  EXPECT_EQ(ended.body, R"({"sid":"KI"})");
}

TEST_F(ExchangeTest, CarriesItsTag) {
  always_answer(answer(201, "{}"));
  open();
  post(4711, request());
  run_until([&] { return !recorder.ended.empty(); });
  EXPECT_EQ(recorder.ended[0].exchange.tag, 4711U);
}

TEST_F(ExchangeTest, GivesTheServerTheVeryBytes) {
  std::string seen;
  serve([&](ServerConnection& connection) {
    seen = connection.read_request();
    connection.send(answer(201, "{}"));
    connection.wait_for_end();
  });
  exchange();
  pool.reset();
  server.reset();
  EXPECT_EQ(seen, request());
}

TEST_F(ExchangeTest, CountsTheCiphertextOfItsOwnRequest) {
  always_answer(answer(201, "{}"));
  const auto small = exchange(request(100)).exchange.ciphertext_bytes_sent;
  const auto large = exchange(request(1100)).exchange.ciphertext_bytes_sent;
  const auto record_overhead_bytes = 5 + 1 + 16;  // header, content type, tag: RFC 8446 section 5.2
  EXPECT_EQ(small, request(100).size() + record_overhead_bytes);
  EXPECT_EQ(large, request(1100).size() + record_overhead_bytes);
}

TEST_F(ExchangeTest, KnowsWhenItsWriteBeganAndWhenItEnded) {
  always_answer(answer(201, "{}"));
  open();
  const auto before = runtime.refresh_now();
  const auto& ended = exchange();
  EXPECT_GE(ended.exchange.write_began, before);
  EXPECT_GE(ended.exchange.ended, ended.exchange.write_began);
  EXPECT_LE(ended.exchange.ended, runtime.refresh_now());
}

TEST_F(ExchangeTest, CarriesTheFieldsThatWereAskedForWhateverTheirCase) {
  always_answer(answer(429, "", "RETRY-AFTER:  7 \r\ntwilio-request-id: RQ1\r\nOther: no\r\n"));
  make_pool({.captured_fields = {"twilio-request-id", "absent", "retry-after"}});
  const auto& ended = exchange();
  EXPECT_EQ(ended.fields[0], "RQ1");
  EXPECT_EQ(ended.fields[1], "");
  EXPECT_EQ(ended.fields[2], "7");
}

TEST_F(ExchangeTest, ReusesTheConnectionForTheNextRequest) {
  always_answer(answer(201, "{}"));
  for (int round = 0; round < 5; ++round) EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->counters().connections_opened, 1U);
}

TEST_F(ExchangeTest, MayBePostedFromWithinTheCallThatEndsTheLastOne) {
  always_answer(answer(201, "{}"));
  struct Chain final : PoolListener {
    Pool* pool = nullptr;
    int ended_count = 0;
    void on_exchange(const Exchange& exchange) override {
      EXPECT_EQ(exchange.status, 201);
      if (++ended_count < 10) pool->post(1, request());
      EXPECT_EQ(exchange.body, "{}");
    }
    void on_late_exchange(const Exchange&) override { FAIL(); }
    void on_connect_failed(boost::system::error_code, std::string_view) override { FAIL(); }
    void on_ready() override { pool->post(1, request()); }
  } chain;
  make_pool();
  Pool own(runtime, tls, Endpoint{host, port}, {}, chain);
  chain.pool = &own;
  own.want(1);
  run_until([&] { return chain.ended_count == 10; });
  EXPECT_EQ(own.counters().connections_opened, 1U);
}

TEST_F(ExchangeTest, DoesNotReuseTheConnectionWhenTheAnswerSaysClose) {
  always_answer(answer(201, "{}", "Connection: close\r\n"));
  EXPECT_FALSE(exchange().exchange.error);
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->counters().connections_opened, 2U);
}

TEST_F(ExchangeTest, DoesNotReuseTheConnectionWhenBytesFollowTheAnswer) {
  always_answer(answer(201, "{}") + "HTTP/1.1 200 OK\r\n");
  EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->ready_count(), 0U);
}

TEST_F(ExchangeTest, ReusesTheConnectionWhenATicketFollowsTheAnswer) {
  serve([](ServerConnection& connection) {
    while (!connection.read_request().empty()) {
      connection.send(answer(201, "{}"));
      connection.send_ticket();
    }
  });
  for (int round = 0; round < 3; ++round) EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->counters().connections_opened, 1U);
}

TEST_F(ExchangeTest, ReadsAChunkedBodyAsOnePiece) {
  always_answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n5;extension=1\r\ndefgh\r\n0\r\nTrailer: t\r\n\r\n");
  const auto& ended = exchange();
  EXPECT_EQ(ended.body, "abcdefgh");
  EXPECT_TRUE(ended.exchange.body_complete);
  EXPECT_EQ(pool->ready_count(), 1U);
}

TEST_F(ExchangeTest, ReadsABodyUntilTheServerSaysGoodbye) {
  answer_once("HTTP/1.1 200 OK\r\n\r\nuntil the end", [](auto& connection) {
    connection.say_goodbye();
    connection.wait_for_end();
  });
  const auto& ended = exchange();
  EXPECT_FALSE(ended.exchange.error);
  EXPECT_TRUE(ended.exchange.body_complete);
  EXPECT_EQ(ended.body, "until the end");
  EXPECT_EQ(pool->ready_count(), 0U);
}

TEST_F(ExchangeTest, DoesNotTrustABodyThatOnlyTcpEnds) {
  answer_once("HTTP/1.1 200 OK\r\n\r\nmaybe cut", [](auto& connection) { connection.finish(); });
  const auto& ended = exchange();
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_FALSE(ended.exchange.body_complete);
  EXPECT_EQ(ended.exchange.error, errc::closed);
  EXPECT_EQ(ended.body, "maybe cut");
}

TEST_F(ExchangeTest, SkipsUpToEightInformationalAnswers) {
  std::string text;
  for (int count = 0; count < 8; ++count) text += "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
  always_answer(text + answer(201, "{}"));
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.status, 201);
  EXPECT_EQ(ended.body, "{}");
  EXPECT_EQ(pool->ready_count(), 1U);
}

TEST_F(ExchangeTest, GivesUpAtTheNinthInformationalAnswer) {
  std::string text;
  for (int count = 0; count < 9; ++count) text += "HTTP/1.1 100 Continue\r\n\r\n";
  always_answer(text + answer(201, "{}"));
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::too_many_informational);
  EXPECT_FALSE(ended.exchange.head_complete);
  EXPECT_EQ(pool->ready_count(), 0U);
}

TEST_F(ExchangeTest, ShowsABodyOfOneMebibyteAndNoMore) {
  const std::string largest(response_body_bytes_max, 'x');
  always_answer(answer(200, largest));
  EXPECT_EQ(exchange().body, largest);

  pool.reset();
  always_answer(answer(200, largest + "x"));
  const auto& ended = exchange();
  EXPECT_EQ(ended.exchange.error, errc::body_too_large);
  EXPECT_TRUE(ended.exchange.head_complete);
  EXPECT_FALSE(ended.exchange.body_complete);
}

}  // namespace
}  // namespace net
