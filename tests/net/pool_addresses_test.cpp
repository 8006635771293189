// Which of its addresses a pool connects to, and when it asks for them again.
#include <gmock/gmock.h>

#include "tests/net/pool_fixture.hpp"
#include "tests/net/scripted_resolver.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// The real network, but addresses from the test, and a clock that it can put forward.
class ResolvedRuntime final : public Runtime {
 public:
  ResolvedRuntime() : Runtime(1) {}
  Resolver& resolver() override { return scripted; }
  void put_forward(std::chrono::nanoseconds by) {
    ahead_ += by;
    run_timers();
  }

  ScriptedResolver scripted;

 private:
  TimePoint read_clock() const override { return Runtime::read_clock() + ahead_; }

  std::chrono::nanoseconds ahead_{0};
};

class PoolAddressesTest : public PoolTest {
 protected:
  PoolAddressesTest() {
    serve([](ServerConnection& connection) { connection.wait_for_end(); });
    make_pool();
    pool = std::make_unique<Pool>(
        resolved, tls, Endpoint{"localhost", port},
        PoolOptions{.idle_timeout = 1h, .age_max = 1h, .resolve_timeout = 5s}, recorder);
  }
  ~PoolAddressesTest() override { pool.reset(); }

  void turn_until(const std::function<bool()>& done) {
    for (int turn = 0; turn < 500 && !done(); ++turn) {
      resolved.io().restart();
      resolved.io().run_one_for(20ms);
    }
    ASSERT_TRUE(done());
  }
  void turn_until_asked(int count) {
    turn_until([&] { return resolved.scripted.asked_count == count; });
  }
  void turn_until_settled() {
    turn_until([&] { return pool->opening_count() == 0; });
  }

  /// Asks for `count` connections to a host with these addresses.
  void open_at(std::size_t count, std::vector<Address> addresses) {
    pool->want(count);
    turn_until_asked(1);
    resolved.scripted.answer(std::move(addresses));
    turn_until_settled();
  }

  Address here() const { return address_of("127.0.0.1", port); }
  /// Where nobody listens.
  Address dead(const char* at = "127.0.0.2") const { return address_of(at, port); }

  ResolvedRuntime resolved;
};

TEST_F(PoolAddressesTest, UsesAllAddressesInTurn) {
  TlsTestServer second(authority().issue(),
                       [](ServerConnection& connection) { connection.wait_for_end(); });
  open_at(6, {here(), address_of("127.0.0.1", second.port())});
  EXPECT_EQ(pool->ready_count(), 6U);
  EXPECT_EQ(server->accepted_count(), 3U);
  EXPECT_EQ(second.accepted_count(), 3U);
  pool.reset();
}

TEST_F(PoolAddressesTest, TriesTheNextAddressWhenOneRefuses) {
  open_at(1, {dead(), here()});
  EXPECT_EQ(pool->ready_count(), 1U);
  EXPECT_TRUE(recorder.failures.empty());
}

TEST_F(PoolAddressesTest, FailsOnceWhenNoAddressAnswers) {
  open_at(1, {dead(), dead("127.0.0.3")});
  ASSERT_EQ(recorder.failures.size(), 1U);
  EXPECT_EQ(recorder.failures[0].error, boost::system::errc::connection_refused);
  EXPECT_THAT(recorder.failures[0].detail, HasSubstr("127.0.0.3"));
}

TEST_F(PoolAddressesTest, AsksOnceInThirtySeconds) {
  open_at(1, {here()});
  resolved.put_forward(29s);
  pool->want(2);
  turn_until_settled();
  EXPECT_EQ(pool->ready_count(), 2U);
  EXPECT_EQ(resolved.scripted.asked_count, 1);
}

TEST_F(PoolAddressesTest, AsksNobodyWhileNoConnectionIsWanted) {
  open_at(1, {here()});
  resolved.put_forward(10min);
  resolved.io().restart();
  resolved.io().run_for(20ms);
  EXPECT_EQ(resolved.scripted.asked_count, 1);
}

TEST_F(PoolAddressesTest, ConnectsToOldAddressesWhileTheNextAnswerIsAwaited) {
  open_at(1, {here()});
  resolved.put_forward(31s);
  pool->want(5);
  turn_until_settled();
  EXPECT_EQ(pool->ready_count(), 5U);
  EXPECT_EQ(resolved.scripted.asked_count, 2);  // however many connections began
  EXPECT_TRUE(resolved.scripted.pending);
}

TEST_F(PoolAddressesTest, GoesOverToTheNewAddressesOnceTheyAreKnown) {
  TlsTestServer second(authority().issue(),
                       [](ServerConnection& connection) { connection.wait_for_end(); });
  open_at(1, {here()});
  resolved.put_forward(31s);
  pool->want(2);
  turn_until_settled();
  resolved.scripted.answer({address_of("127.0.0.1", second.port())});
  pool->want(4);
  turn_until_settled();
  EXPECT_EQ(server->accepted_count(), 2U);
  EXPECT_EQ(second.accepted_count(), 2U);
  pool.reset();
}

TEST_F(PoolAddressesTest, KeepsOldAddressesWhenTheirRenewalFails) {
  open_at(1, {here()});
  resolved.put_forward(31s);
  pool->want(2);
  turn_until_settled();
  resolved.scripted.fail();
  pool->want(3);
  turn_until_settled();
  EXPECT_EQ(pool->ready_count(), 3U);
  EXPECT_TRUE(recorder.failures.empty());
  EXPECT_EQ(resolved.scripted.asked_count, 2);  // not once a connection
}

TEST_F(PoolAddressesTest, AsksFirstAfterNoAddressAnswered) {
  open_at(1, {dead()});
  pool->want(1);
  turn_until_asked(2);
  resolved.io().restart();
  resolved.io().run_for(20ms);
  EXPECT_EQ(recorder.failures.size(), 1U);  // nothing was tried meanwhile
  resolved.scripted.answer({here()});
  turn_until_settled();
  EXPECT_EQ(pool->ready_count(), 1U);
}

TEST_F(PoolAddressesTest, TriesTheOldAddressesAfterAllWhenTheQuestionFails) {
  open_at(1, {dead()});
  pool->want(1);
  turn_until_asked(2);
  resolved.scripted.fail();
  turn_until_settled();
  ASSERT_EQ(recorder.failures.size(), 2U);
  EXPECT_EQ(recorder.failures[1].error, boost::system::errc::connection_refused);
}

}  // namespace
}  // namespace net
