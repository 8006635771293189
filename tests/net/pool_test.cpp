// How a pool opens, keeps and gives up connections.
#include "net/pool.hpp"

#include <gmock/gmock.h>

#include <future>

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class PoolLifeTest : public PoolTest {
 protected:
  void answer_always() {
    serve([](ServerConnection& connection) {
      while (!connection.read_request().empty()) connection.send(answer(201, "{}"));
    });
  }

  /// Nothing listens on `port` any more.
  void leave_nobody_listening() {
    answer_always();
    server.reset();
  }
};

TEST_F(PoolLifeTest, OpensNothingUnasked) {
  answer_always();
  make_pool();
  runtime.io().run_for(50ms);
  EXPECT_EQ(server->accepted_count(), 0U);
}

TEST_F(PoolLifeTest, OpensAsManyAsAreWanted) {
  answer_always();
  open(5);
  EXPECT_EQ(pool->ready_count(), 5U);
  EXPECT_EQ(pool->opening_count(), 0U);
  EXPECT_EQ(recorder.ready_calls, 5);
  EXPECT_EQ(pool->counters().connections_opened, 5U);
}

TEST_F(PoolLifeTest, CountsTheRequestsThatFoundAConnectionWhichHadCarriedOne) {
  answer_always();
  open(2);
  exchange();
  EXPECT_EQ(pool->counters().exchanges_reused, 0U);
  exchange();  // the connection used last is used next
  exchange();
  EXPECT_EQ(pool->counters().exchanges_reused, 2U);
}

TEST_F(PoolLifeTest, SaysWhoseAnswerComesBeforeItIsRead) {
  answer_always();
  open(1);
  for (const std::uint64_t tag : {7U, 8U}) {
    recorder.foretold.clear();
    const std::size_t ended = recorder.ended.size();
    post(tag, request());
    run_until([&] { return recorder.ended.size() > ended; });
    ASSERT_FALSE(recorder.foretold.empty());
    EXPECT_EQ(recorder.foretold.front(), std::pair(tag, ended));
  }
}

TEST_F(PoolLifeTest, KnowsUntilWhenTheServersCertificateHolds) {
  answer_always();
  make_pool();
  EXPECT_EQ(pool->counters().certificate_ends, std::chrono::sys_seconds{});
  open(1);
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(runtime.wall_now());
  EXPECT_GT(pool->counters().certificate_ends, now);
  EXPECT_LT(pool->counters().certificate_ends, now + std::chrono::hours{24 * 3'660});
}

TEST_F(PoolLifeTest, CountsWhatIsThereAgainstWhatIsWanted) {
  answer_always();
  open(3);
  post(1, request());
  want(3);
  EXPECT_EQ(pool->opening_count(), 0U);
  want(4);
  EXPECT_EQ(pool->opening_count(), 1U);
}

TEST_F(PoolLifeTest, NeverOpensMoreThanItsBound) {
  answer_always();
  make_pool({.connections_max = 3});
  want(100);
  EXPECT_EQ(pool->opening_count(), 3U);
  run_until([&] { return pool->ready_count() == 3; });
  want(100);
  runtime.io().restart();
  runtime.io().run_for(50ms);
  EXPECT_EQ(server->accepted_count(), 3U);
}

TEST_F(PoolLifeTest, ShakesOnlySoManyHandsAtOnce) {
  std::promise<void> go;
  auto going = go.get_future().share();
  serve(
      [going](ServerConnection& connection) {
        going.wait();
        connection.shake_hands();
        connection.wait_for_end();
      },
      {}, {.handshake = false});
  make_pool({.handshakes_max = 2});
  want(5);
  run_until([&] { return server->accepted_count() == 2; });
  runtime.io().restart();
  runtime.io().run_for(50ms);
  EXPECT_EQ(server->accepted_count(), 2U);
  go.set_value();
  run_until([&] { return pool->ready_count() == 5; });
}

TEST_F(PoolLifeTest, UsesTheConnectionThatWasUsedLast) {
  std::atomic<std::size_t> served_by{0};
  serve([&](ServerConnection& connection) {
    while (!connection.read_request().empty()) {
      served_by = connection.number();
      connection.send(answer(201, "{}"));
    }
  });
  open(3);
  exchange();
  const auto first = served_by.load();
  for (int round = 0; round < 3; ++round) {
    exchange();
    EXPECT_EQ(served_by, first);
  }
}

TEST_F(PoolLifeTest, CarriesManyRequestsAtOnce) {
  serve([](ServerConnection& connection) {
    while (!connection.read_request().empty())
      connection.send(answer(201, std::to_string(connection.number())));
  });
  open(8);
  for (std::uint64_t tag = 0; tag < 8; ++tag) post(tag, request());
  EXPECT_EQ(pool->busy_count(), 8U);
  run_until([&] { return recorder.ended.size() == 8; });
  std::vector<std::string> bodies;
  for (const auto& ended : recorder.ended) bodies.push_back(ended.body);
  EXPECT_THAT(bodies, testing::UnorderedElementsAre("0", "1", "2", "3", "4", "5", "6", "7"));
}

TEST_F(PoolLifeTest, ReportsARefusedConnectionWithItsAddress) {
  leave_nobody_listening();
  const auto& failure = failed_open();
  EXPECT_EQ(failure.error, boost::system::errc::connection_refused);
  EXPECT_THAT(failure.detail, HasSubstr("127.0.0.1:" + std::to_string(port)));
  EXPECT_EQ(pool->counters().connects_failed, 1U);
  EXPECT_EQ(pool->opening_count(), 0U);
}

TEST_F(PoolLifeTest, DoesNotRetryByItself) {
  leave_nobody_listening();
  make_pool({.handshakes_max = 1});
  want(10);
  run_until([&] { return !recorder.failures.empty(); });
  runtime.io().restart();
  runtime.io().run_for(50ms);
  EXPECT_EQ(recorder.failures.size(), 1U);
  EXPECT_EQ(pool->opening_count(), 0U);
}

TEST_F(PoolLifeTest, ReportsANameThatIsUnknown) {
  host = "no-such-host.invalid";  // RFC 2606: never resolves
  port = 443;
  make_pool({.resolve_timeout = 500ms});
  want(3);
  run_until([&] { return !recorder.failures.empty(); });
  EXPECT_THAT(recorder.failures[0].detail, HasSubstr("no-such-host.invalid"));
  EXPECT_EQ(pool->counters().connects_failed, 1U);
}

TEST_F(PoolLifeTest, ClosesWhatWasIdleTooLongAndDoesNotOpenItAgain) {
  answer_always();
  make_pool({.idle_timeout = 30ms});
  want(2);
  run_until([&] { return pool->counters().connections_opened == 2 && pool->ready_count() == 0; });
  EXPECT_EQ(pool->opening_count(), 0U);
  EXPECT_EQ(server->accepted_count(), 2U);
}

TEST_F(PoolLifeTest, NoticesThatTheServerClosedAnIdleConnection) {
  serve([](ServerConnection& connection) {
    if (connection.number() == 0) return;
    connection.wait_for_end();
  });
  open(1);
  run_until([&] { return pool->ready_count() == 0; });
  open(1);  // and its place is free again
  EXPECT_EQ(pool->counters().connections_opened, 2U);
}

TEST_F(PoolLifeTest, ClosesAConnectionOfAgeAfterItsAnswer) {
  std::promise<void> aged;
  serve([&](ServerConnection& connection) {
    connection.read_request();
    aged.get_future().wait();
    connection.send(answer(201, "{}"));
    connection.wait_for_end();
  });
  make_pool({.age_max = 500ms});  // time enough to post
  open();
  post(1, request());
  const auto posted_at = runtime.now();
  run_until([&] { return runtime.refresh_now() > posted_at + 500ms; });
  aged.set_value();
  run_until([&] { return !recorder.ended.empty(); });
  EXPECT_FALSE(recorder.ended[0].exchange.error);
  EXPECT_EQ(pool->ready_count(), 0U);
}

TEST_F(PoolLifeTest, ClosesAConnectionOfAgeThatIsIdle) {
  answer_always();
  make_pool({.idle_timeout = 1h, .age_max = 500ms});
  open();
  exchange();
  run_until([&] { return pool->ready_count() == 0; });
}

TEST_F(PoolLifeTest, DrainsByLettingWhatIsBusyEnd) {
  std::promise<void> go;
  auto going = go.get_future().share();
  serve([going](ServerConnection& connection) {
    if (connection.read_request().empty()) return;
    going.wait();
    connection.send(answer(201, "{}"));
    connection.wait_for_end();
  });
  open(3);
  post(1, request());
  pool->drain();
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(pool->busy_count(), 1U);
  want(10);
  EXPECT_EQ(pool->opening_count(), 0U);
  go.set_value();
  run_until([&] { return !recorder.ended.empty(); });
  EXPECT_EQ(recorder.ended[0].exchange.status, 201);
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(pool->busy_count(), 0U);
}

TEST_F(PoolLifeTest, DrainsWhatIsStillOpening) {
  serve([](ServerConnection& connection) { connection.wait_for_end(); }, {}, {.handshake = false});
  make_pool();
  want(2);
  run_until([&] { return server->accepted_count() == 2; });
  pool->drain();
  EXPECT_EQ(pool->opening_count(), 0U);
  EXPECT_TRUE(recorder.failures.empty());
}

TEST_F(PoolLifeTest, MayBeDestroyedWithRequestsUnderWay) {
  serve([](ServerConnection& connection) { connection.wait_for_end(); });
  open(3);
  post(1, request());
  want(10);
  pool.reset();
  runtime.io().restart();
  runtime.io().run_for(20ms);
  EXPECT_TRUE(recorder.ended.empty());
}

}  // namespace
}  // namespace net
