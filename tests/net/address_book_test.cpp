#include "net/address_book.hpp"

#include <gmock/gmock.h>

#include "net/error.hpp"
#include "tests/net/scripted_resolver.hpp"

namespace net {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

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

TEST_F(AddressBookTest, StaysUsableWhenItIsNoLongerFresh) {
  book.look_up();
  runtime.scripted.answer({first});
  runtime.pass(1h);
  EXPECT_FALSE(book.is_fresh());
  EXPECT_TRUE(book.is_usable());
}

TEST_F(AddressBookTest, IsOfNoUseOnceItWasDistrusted) {
  book.look_up();
  runtime.scripted.answer({first});
  book.distrust();
  EXPECT_FALSE(book.is_fresh());
  EXPECT_FALSE(book.is_usable());
}

TEST_F(AddressBookTest, TrustsTheOldAddressesAgainWhenALookupBringsNoOthers) {
  book.look_up();
  runtime.scripted.answer({first});
  book.distrust();
  book.look_up();
  runtime.scripted.fail();
  EXPECT_FALSE(ends.back());
  EXPECT_TRUE(book.is_usable());
  EXPECT_EQ(to_string(book.at(0)), "192.0.2.1:443");
}

}  // namespace
}  // namespace net
