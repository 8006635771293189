#include "net/address_book.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include <utility>

#include "net/error.hpp"
#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

Address address_of(const char* host, std::uint16_t port) {
  Address address;
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(address.storage);
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  inet_pton(AF_INET, host, &ipv4.sin_addr);
  address.length_bytes = sizeof ipv4;
  return address;
}

/// Answers when the test says so.
class ScriptedResolver final : public Resolver {
 public:
  std::unique_ptr<Lookup> resolve(const std::string&, std::uint16_t, Handler handler) override {
    ++asked_count;
    pending = std::move(handler);
    return std::make_unique<Lookup>();
  }

  void answer(std::vector<Address> addresses) {
    std::exchange(pending, {})({}, std::move(addresses));
  }
  void fail() {
    std::exchange(pending, {})(
        boost::system::errc::make_error_code(boost::system::errc::host_unreachable), {});
  }

  int asked_count = 0;
  Handler pending;
};

/// A runtime whose time is the test's, which shows that nothing here reads another clock.
class VirtualRuntime final : public Runtime {
 public:
  VirtualRuntime() : Runtime(1) { refresh_now(); }
  Resolver& resolver() override { return scripted; }
  void pass(std::chrono::nanoseconds time) {
    time_ += time;
    run_timers();
  }

  ScriptedResolver scripted;

 private:
  TimePoint read_clock() const override { return time_; }
  void wake_at(TimePoint) override {}

  TimePoint time_{1h};
};

class AddressBookTest : public testing::Test {
 protected:
  VirtualRuntime runtime;
  Endpoint endpoint{"proxy.example", 443};
  std::vector<boost::system::error_code> ends;
  AddressBook book{runtime, endpoint, 5s,
                   [this](boost::system::error_code error) { ends.push_back(error); }};
  const Address first = address_of("192.0.2.1", 443);
  const Address second = address_of("192.0.2.2", 443);
};

TEST_F(AddressBookTest, KnowsNothingAtFirst) { EXPECT_FALSE(book.is_fresh()); }

TEST_F(AddressBookTest, GivesEachConnectionItsOwnFirstAddressAndThenTheOthers) {
  book.look_up();
  runtime.scripted.answer({first, second});
  EXPECT_THAT(ends, ElementsAre(boost::system::error_code{}));
  const auto one = book.next_start();
  const auto two = book.next_start();
  EXPECT_EQ(to_string(book.at(one)), "192.0.2.1:443");
  EXPECT_EQ(to_string(book.at(one + 1)), "192.0.2.2:443");
  EXPECT_EQ(to_string(book.at(two)), "192.0.2.2:443");
  EXPECT_EQ(to_string(book.at(two + 1)), "192.0.2.1:443");
}

TEST_F(AddressBookTest, IsFreshForThirtySeconds) {
  book.look_up();
  runtime.scripted.answer({first});
  runtime.pass(29s);
  EXPECT_TRUE(book.is_fresh());
  runtime.pass(1s);
  EXPECT_FALSE(book.is_fresh());
}

TEST_F(AddressBookTest, AsksOnceHoweverManyWant) {
  book.look_up();
  book.look_up();
  EXPECT_EQ(runtime.scripted.asked_count, 1);
}

TEST_F(AddressBookTest, KeepsTheOldAddressesWhenALaterLookupFails) {
  book.look_up();
  runtime.scripted.answer({first});
  runtime.pass(1min);
  book.look_up();
  runtime.scripted.fail();
  EXPECT_FALSE(ends.back());
  EXPECT_TRUE(book.is_fresh());
  EXPECT_EQ(to_string(book.at(0)), "192.0.2.1:443");
}

TEST_F(AddressBookTest, ReportsAFailureWhenItKnowsNoAddress) {
  book.look_up();
  runtime.scripted.fail();
  EXPECT_EQ(ends.back(), boost::system::errc::host_unreachable);
}

TEST_F(AddressBookTest, GivesUpALookupThatTakesTooLong) {
  book.look_up();
  runtime.pass(4s);
  EXPECT_TRUE(ends.empty());
  runtime.pass(2s);
  EXPECT_THAT(ends, ElementsAre(boost::system::error_code(errc::timed_out)));
}

TEST_F(AddressBookTest, AsksAgainAtOnceAfterItWasDistrusted) {
  book.look_up();
  runtime.scripted.answer({first});
  book.distrust();
  EXPECT_FALSE(book.is_fresh());
}

/// The real clock and network, but addresses from the test.
class ResolvedRuntime final : public Runtime {
 public:
  ResolvedRuntime() : Runtime(1) {}
  Resolver& resolver() override { return scripted; }
  ScriptedResolver scripted;
};

class FailoverTest : public PoolTest {
 protected:
  ~FailoverTest() override { pool.reset(); }

  /// Asks for one connection to a host with these addresses.
  void open_at(std::vector<Address> addresses) {
    make_pool();
    pool =
        std::make_unique<Pool>(resolved, tls, Endpoint{"localhost", port}, PoolOptions{}, recorder);
    pool->want(1);
    for (int turn = 0; turn < 500 && !resolved.scripted.pending; ++turn) turn_once();
    resolved.scripted.answer(std::move(addresses));
    for (int turn = 0; turn < 500 && pool->opening_count() > 0; ++turn) turn_once();
  }

  void turn_once() {
    resolved.io().restart();
    resolved.io().run_one_for(20ms);
  }

  ResolvedRuntime resolved;
};

TEST_F(FailoverTest, TriesTheNextAddressWhenOneRefuses) {
  serve([](ServerConnection& connection) { connection.wait_for_end(); });
  open_at({address_of("127.0.0.2", port), address_of("127.0.0.1", port)});
  EXPECT_EQ(pool->ready_count(), 1U);
  EXPECT_TRUE(recorder.failures.empty());
}

TEST_F(FailoverTest, FailsOnceWhenNoAddressAnswers) {
  serve([](ServerConnection&) {});
  open_at({address_of("127.0.0.2", port), address_of("127.0.0.3", port)});
  ASSERT_EQ(recorder.failures.size(), 1U);
  EXPECT_EQ(recorder.failures[0].error, boost::system::errc::connection_refused);
  EXPECT_THAT(recorder.failures[0].detail, HasSubstr("127.0.0.3"));
}

}  // namespace
}  // namespace net
