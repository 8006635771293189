// How a pool goes over to other certificates to trust, while it runs.
#include "net/trust.hpp"

#include <future>

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

class TrustTest : public PoolTest {
 protected:
  ~TrustTest() override { go_on(); }

  static std::shared_ptr<TlsContext> context_for(const TestAuthority& trusted) {
    std::string detail;
    auto created = TlsContext::create({.ca_file = trusted.ca_file()}, detail);
    EXPECT_TRUE(created) << detail;
    return std::move(created.value());
  }

  static void answer_all(ServerConnection& connection) {
    while (!connection.read_request().empty()) connection.send(answer(201, "{}"));
  }

  /// Each request is answered once the test says so; `before_answering` comes just before.
  void answer_when_told(TlsTestServer::Script before_answering) {
    serve([this, before_answering](ServerConnection& connection) {
      while (!connection.read_request().empty()) {
        going.wait();
        before_answering(connection);
        connection.send(answer(201, "{}"));
      }
    });
  }
  void go_on() {
    if (!std::exchange(went_on, true)) go.set_value();
  }

  void trust(std::shared_ptr<TlsContext> other) {
    runtime.refresh_now();
    recorder.in_call_of_the_shard = true;
    pool->trust(std::move(other));
    recorder.in_call_of_the_shard = false;
  }

  TestAuthority stranger;
  std::promise<void> go;
  std::shared_future<void> going = go.get_future().share();
  bool went_on = false;
};

TEST_F(TrustTest, ConnectsToTheServerThatWasRefusedOnceItsAuthorityIsTrusted) {
  server = std::make_unique<TlsTestServer>(stranger.issue(), answer_all);
  port = server->port();
  EXPECT_EQ(failed_open().error, errc::certificate_refused);
  trust(context_for(stranger));
  EXPECT_EQ(exchange().exchange.status, 201);
}

TEST_F(TrustTest, RefusesTheServerThatWasTrustedOnceItsAuthorityIsNot) {
  serve(answer_all);
  EXPECT_EQ(exchange().exchange.status, 201);
  trust(context_for(stranger));
  EXPECT_EQ(failed_open().error, errc::certificate_refused);
}

TEST_F(TrustTest, ClosesWhatIsIdle) {
  std::promise<void> ended;
  serve([&](ServerConnection& connection) {
    connection.wait_for_end();
    ended.set_value();
  });
  open(1);
  trust(context_for(authority()));
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(ended.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_TRUE(recorder.failures.empty());
}

TEST_F(TrustTest, LetsWhatIsBusyEndAndClosesItThen) {
  answer_when_told([](ServerConnection&) {});
  open(1);
  post(1, request());
  trust(context_for(stranger));
  tls.reset();  // of the contexts, the pool keeps what it still needs
  EXPECT_EQ(pool->busy_count(), 1U);
  go_on();
  run_until([&] { return !recorder.ended.empty(); });
  EXPECT_EQ(recorder.ended[0].exchange.status, 201);
  EXPECT_FALSE(recorder.ended[0].exchange.error);
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(pool->busy_count(), 0U);
}

TEST_F(TrustTest, KeepsConnectionsMadeUnderTheNewOne) {
  serve(answer_all);
  open(1);
  trust(context_for(authority()));
  for (int round = 0; round < 3; ++round) EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->counters().connections_opened, 2U);
}

TEST_F(TrustTest, OffersNoSessionOfBefore) {
  serve(answer_all);
  exchange();
  trust(context_for(authority()));
  exchange();
  EXPECT_EQ(pool->counters().connections_opened, 2U);
  EXPECT_EQ(pool->counters().handshakes_resumed, 0U);
}

TEST_F(TrustTest, OffersNoSessionThatCameLateOnAnOldConnection) {
  answer_when_told([](ServerConnection& connection) { connection.send_ticket(); });
  open(1);
  post(1, request());
  trust(context_for(authority()));
  go_on();
  run_until([&] { return !recorder.ended.empty(); });
  exchange();
  EXPECT_EQ(pool->counters().connections_opened, 2U);
  EXPECT_EQ(pool->counters().handshakes_resumed, 0U);
}

TEST_F(TrustTest, BeginsAHandshakeAgainThatWasUnderWay) {
  std::promise<void> begun;
  server = std::make_unique<TlsTestServer>(
      stranger.issue(),
      [&](ServerConnection& connection) {
        if (connection.number() == 0) {
          connection.wait_for_bytes();
          begun.set_value();
          going.wait();
        }
        if (connection.shake_hands()) answer_all(connection);
      },
      TlsTestServer::Options{.handshake = false});
  port = server->port();
  make_pool();
  want(1);
  auto has_begun = begun.get_future();
  run_until([&] { return has_begun.wait_for(0s) == std::future_status::ready; });
  trust(context_for(stranger));
  EXPECT_EQ(pool->opening_count(), 1U);
  go_on();
  run_until([&] { return pool->ready_count() == 1; });
  EXPECT_EQ(server->accepted_count(), 2U);
  EXPECT_TRUE(recorder.failures.empty());
}

}  // namespace
}  // namespace net
