// What the poller knows of sockets that nothing came for.
#include "net/poller.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace net {
namespace {

using namespace std::chrono_literals;

class PollerTest : public testing::Test, private PollTarget {
 protected:
  PollerTest() {
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    watch = poller.add(ends[0], false, *this);
  }
  ~PollerTest() {
    poller.remove(watch);
    for (const int end : ends) ::close(end);
  }
  void let_something_come() { EXPECT_EQ(::write(ends[1], "x", 1), 1); }

  void on_poll(bool, bool) override { ++told_count; }

  boost::asio::io_context io;
  TimePoint now{1h};
  Poller poller{io, [this] { return now; }};
  std::array<int, 2> ends{};
  Poller::Watch watch = Poller::no_watch;
  int told_count = 0;
};

TEST_F(PollerTest, KnowsNothingBeforeItHasServed) { EXPECT_FALSE(poller.was_silent(watch, now)); }

TEST_F(PollerTest, KnowsThatNothingCameForAMillisecond) {
  poller.serve();
  EXPECT_TRUE(poller.was_silent(watch, now));
  EXPECT_TRUE(poller.was_silent(watch, now + 1ms));
  EXPECT_FALSE(poller.was_silent(watch, now + 1001us));
}

TEST_F(PollerTest, CallsNoSocketSilentThatSomethingCameFor) {
  let_something_come();
  poller.serve();
  EXPECT_GT(told_count, 0);
  EXPECT_FALSE(poller.was_silent(watch, now));
}

TEST_F(PollerTest, CallsNoSocketSilentThatEnded) {
  EXPECT_EQ(shutdown(ends[1], SHUT_WR), 0);
  poller.serve();
  EXPECT_FALSE(poller.was_silent(watch, now));
}

TEST_F(PollerTest, CallsASocketSilentAgainThatWasReadToItsEnd) {
  let_something_come();
  poller.serve();
  std::array<char, 8> bytes{};
  EXPECT_EQ(::read(ends[0], bytes.data(), bytes.size()), 1);
  poller.serve();
  EXPECT_TRUE(poller.was_silent(watch, now));
}

TEST_F(PollerTest, KnowsNothingAnyMoreOnceTheLoopHasServed) {
  poller.serve();
  let_something_come();
  io.run_one();
  EXPECT_EQ(told_count, 1);
  EXPECT_FALSE(poller.was_silent(watch, now));
}

}  // namespace
}  // namespace net
