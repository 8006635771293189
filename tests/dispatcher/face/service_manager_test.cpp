#include "dispatcher/face/service_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <vector>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManager manager(std::optional<std::chrono::microseconds> watchdog = std::nullopt) {
    return {[this](const std::string& lines) { told.push_back(lines); }, watchdog};
  }
  void look(ServiceManager& manager, milliseconds at) { manager.look(status, TimePoint{} + at); }
  std::vector<std::string> told_by_now() { return std::exchange(told, {}); }

  std::vector<std::string> told;
  DaemonStatus status;
};

TEST_F(ServiceManagerTest, SaysWithTheFirstLookThatItIsReady) {
  auto made = manager();
  made.starting("opening the spool");
  EXPECT_THAT(told_by_now(), ElementsAre("STATUS=opening the spool"));
  look(made, seconds{1});
  EXPECT_THAT(told_by_now(), ElementsAre("READY=1\nSTATUS=0 messages open, 0.0/s sent"));
  look(made, seconds{3});
  EXPECT_THAT(told_by_now(), IsEmpty());
}

TEST_F(ServiceManagerTest, TellsAnotherStatusOnceASecondAtMost) {
  auto made = manager();
  look(made, seconds{1});
  told.clear();
  status.levels.open_count = 7;
  status.sent_per_second = 29.76;
  status.lanes_held = 2;
  look(made, milliseconds{1'900});
  EXPECT_THAT(told_by_now(), IsEmpty());
  look(made, milliseconds{2'000});
  EXPECT_THAT(told_by_now(), ElementsAre("STATUS=7 messages open, 29.8/s sent, 2 lanes held"));
  look(made, milliseconds{3'000});
  EXPECT_THAT(told_by_now(), IsEmpty());
}

TEST_F(ServiceManagerTest, SaysOnceThatItStops) {
  auto made = manager();
  look(made, seconds{1});
  told.clear();
  status.state = DaemonState::draining;
  look(made, seconds{2});
  look(made, milliseconds{2'050});
  EXPECT_THAT(told_by_now(), ElementsAre("STOPPING=1", "EXTEND_TIMEOUT_USEC=20000000",
                                         StartsWith("STATUS=draining")));
}

TEST_F(ServiceManagerTest, ExtendsTheStopWhileItDrainsAndNotBefore) {
  auto made = manager();
  look(made, seconds{1});
  look(made, seconds{9});
  EXPECT_THAT(told, Each(Not(HasSubstr("EXTEND"))));
  status.state = DaemonState::draining;
  look(made, seconds{10});
  told.clear();
  look(made, milliseconds{14'900});
  EXPECT_THAT(told_by_now(), IsEmpty());
  look(made, seconds{15});
  EXPECT_THAT(told_by_now(), Contains("EXTEND_TIMEOUT_USEC=20000000"));
}

TEST_F(ServiceManagerTest, ThatDrainsFromItsFirstLookWasNeverReady) {
  auto made = manager();
  status.closing = true;
  look(made, seconds{1});
  EXPECT_THAT(told, AllOf(Contains("STOPPING=1"), Each(Not(HasSubstr("READY")))));
}

TEST_F(ServiceManagerTest, FeedsTheWatchdogThriceInItsInterval) {
  auto made = manager(seconds{3});
  look(made, seconds{1});
  EXPECT_THAT(told_by_now(), Contains("WATCHDOG=1"));
  look(made, milliseconds{1'950});
  EXPECT_THAT(told_by_now(), IsEmpty());
  look(made, seconds{2});
  EXPECT_THAT(told_by_now(), ElementsAre("WATCHDOG=1"));
}

TEST_F(ServiceManagerTest, StarvesTheWatchdogWhileAThreadIsStuck) {
  auto made = manager(seconds{3});
  look(made, seconds{1});
  status.threads_stuck = 1;
  told.clear();
  look(made, seconds{2});
  look(made, seconds{5});
  EXPECT_THAT(told_by_now(), Each(Not(HasSubstr("WATCHDOG"))));
  status.threads_stuck = 0;
  look(made, seconds{6});
  EXPECT_THAT(told_by_now(), Contains("WATCHDOG=1"));
}

TEST_F(ServiceManagerTest, HasNoWatchdogWhereNoneWasAskedFor) {
  auto made = manager();
  look(made, seconds{1});
  made.feed();
  EXPECT_THAT(told_by_now(), Each(Not(HasSubstr("WATCHDOG"))));
}

TEST_F(ServiceManagerTest, NamesTheTimeAtWhichAReloadBegins) {
  auto made = manager();
  made.reloading();
  made.reloaded();
  EXPECT_THAT(told, ElementsAre(StartsWith("RELOADING=1\nMONOTONIC_USEC="), "READY=1"));
}

TEST(LongStepTest, ExtendsAndFeedsWhileItLives) {
  std::mutex mutex;
  std::vector<std::string> told;
  std::latch both(2);
  const ServiceManager manager(
      [&](const std::string& lines) {
        const std::scoped_lock lock(mutex);
        told.push_back(lines);
        if (told.size() <= 2) both.count_down();
      },
      seconds{60});
  {
    const LongStep step(manager, seconds{600});
    both.wait();
  }
  EXPECT_THAT(told, ElementsAre("EXTEND_TIMEOUT_USEC=20000000", "WATCHDOG=1"));
}

TEST(LongStepTest, IsNothingWhereNobodyListens) {
  ServiceManager manager({}, seconds{60});
  EXPECT_FALSE(manager.listens());
  const LongStep step(manager, seconds{600});
  manager.look({}, TimePoint{} + seconds{1});
}

TEST(LongStepTest, DoesNothingOnceItTookTooLong) {
  std::vector<std::string> told;
  const ServiceManager manager([&](const std::string& lines) { told.push_back(lines); }, {});
  { const LongStep step(manager, seconds{0}); }
  EXPECT_THAT(told, IsEmpty());
}

}  // namespace
}  // namespace dispatcher
