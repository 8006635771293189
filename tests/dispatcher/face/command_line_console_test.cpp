#include "dispatcher/face/command_line_console.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

TEST(Console, ShowsNoBarAndNoColourWhereThereIsNoTerminal) {
  ::setenv("TERM", "dumb", 1);
  const auto console = standard_console();
  EXPECT_FALSE(console.progress.terminal);
  EXPECT_FALSE(console.progress.color);
}

TEST(Console, ShowsNoProgressToTheJournal) {
  struct stat status {};
  ASSERT_EQ(::fstat(STDERR_FILENO, &status), 0);
  const auto stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
  EXPECT_TRUE(standard_console().progress.silent);
  ::unsetenv("JOURNAL_STREAM");
  EXPECT_FALSE(standard_console().progress.silent);
}

TEST(Console, LeavesAReaderThatGoesAwayToTheStream) {
  standard_console();
  struct sigaction action {};
  ASSERT_EQ(::sigaction(SIGPIPE, nullptr, &action), 0);
  EXPECT_EQ(action.sa_handler, SIG_IGN);
}

TEST(StopSignals, AreWaitedForWithATimeout) {
  std::thread([] {  // a thread of its own: the block ends with it
    block_stop_signals();
    EXPECT_FALSE(wait_for_stop(1ms));
    ::pthread_kill(::pthread_self(), SIGTERM);
    EXPECT_TRUE(wait_for_stop(10s));
    ::pthread_kill(::pthread_self(), SIGINT);
    EXPECT_TRUE(wait_for_stop(10s));
  })
      .join();
}

TEST(StopSignals, AreBlockedAsLongAsSomebodyWaitsForThem) {
  std::thread([] {
    const auto is_blocked = [] {
      sigset_t blocked;
      ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
      return ::sigismember(&blocked, SIGTERM) == 1;
    };
    {
      const StopSignals stop;
      EXPECT_TRUE(is_blocked());
      ::pthread_kill(::pthread_self(), SIGTERM);
      EXPECT_TRUE(stop.wait(10s));
      EXPECT_FALSE(stop.wait(0ms));
    }
    EXPECT_FALSE(is_blocked());
  }).join();
}

}  // namespace
}  // namespace dispatcher
