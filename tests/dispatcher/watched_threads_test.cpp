#include "dispatcher/watched_threads.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class WatchedThreadsTest : public testing::Test {
 protected:
  WatchedThreadsTest() {
    for (std::size_t i = 0; i < pulses.size(); ++i) {
      threads.add({"thread-" + std::to_string(i), [this, i] { return pulses[i].read(); },
                   [this, i] {
                     if (!pulses[i].ask()) return;
                     ++asked[i];
                     if (lives[i]) pulses[i].answer();
                   }});
    }
  }
  void pass(std::chrono::milliseconds duration) {
    for (const TimePoint end = now + duration; now < end;) threads.look(now += 50ms);
  }

  std::array<queue::Pulse, 2> pulses;
  std::array<int, 2> asked{};
  std::array<bool, 2> lives{true, true};
  std::vector<std::pair<std::string, ThreadState>> changes;
  WatchedThreads threads{
      [this](const std::string& name, ThreadState state) { changes.emplace_back(name, state); }};
  TimePoint now{1h};
};

TEST_F(WatchedThreadsTest, AreAskedTwiceASecond) {
  pass(10s);
  EXPECT_THAT(asked, ElementsAre(20, 20));
  EXPECT_THAT(changes, IsEmpty());
  EXPECT_EQ(threads.stuck_count(), 0U);
}

TEST_F(WatchedThreadsTest, TellOnceWhichOfThemIsStuck) {
  lives[1] = false;
  pass(60s);
  EXPECT_THAT(changes, ElementsAre(std::pair(std::string("thread-1"), ThreadState::stuck)));
  EXPECT_EQ(threads.stuck_count(), 1U);
  EXPECT_EQ(asked[1], 1);
}

TEST_F(WatchedThreadsTest, KnowOneThatIsStuckWithinSixSeconds) {
  pass(1s);
  lives[0] = false;
  pass(5500ms);
  EXPECT_EQ(threads.stuck_count(), 1U);
}

TEST_F(WatchedThreadsTest, TellThatOneGoesOn) {
  lives[0] = false;
  pass(10s);
  changes.clear();
  pulses[0].answer();
  lives[0] = true;
  pass(1s);
  EXPECT_THAT(changes, ElementsAre(std::pair(std::string("thread-0"), ThreadState::well)));
  EXPECT_EQ(threads.stuck_count(), 0U);
}

}  // namespace
}  // namespace dispatcher
