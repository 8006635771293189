#include "queue/syncer.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "queue/synced_mark.hpp"
#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

class SyncerTest : public StoreTest {
 protected:
  SpoolMeter meter;
  Pulse pulse;
};

TEST_F(SyncerTest, SyncsAtOnceWhatSomebodyWaitsFor) {
  std::atomic<int> told{0};
  Syncer syncer(*store, directory, {}, meter, pulse, [&] { told.fetch_add(1), told.notify_all(); });
  put("a", "1");
  syncer.written({.commits = 1}, true);
  told.wait(0);
  EXPECT_EQ(syncer.synced(), 1U);
}

TEST_F(SyncerTest, SyncsAfterAWhileWhatNobodyWaitsFor) {
  std::atomic<int> told{0};
  Syncer syncer(*store, directory, {.commits = 5}, meter, pulse,
                [&] { told.fetch_add(1), told.notify_all(); });
  put("a", "1");
  syncer.written({.commits = 6}, false);
  told.wait(0);
  EXPECT_EQ(syncer.synced(), 6U);
}

TEST_F(SyncerTest, SyncsTheRestAndSaysThatItClosed) {
  std::string detail;
  {
    Syncer syncer(*store, directory, {}, meter, pulse, [] {});
    put("a", "1");
    syncer.written({.commits = 1}, false);
    syncer.finish();
    EXPECT_EQ(syncer.synced(), 1U);
  }
  const auto mark = read_mark(directory, detail);
  ASSERT_TRUE(mark && *mark);
  EXPECT_EQ((*mark)->counters.commits, 1U);
  EXPECT_TRUE((*mark)->closed);
}

TEST_F(SyncerTest, NeverSaysThatAFailedSpoolClosed) {
  std::string detail;
  {
    Syncer syncer(*store, directory, {}, meter, pulse, [] {});
    store->fail({errc::io_failed, "the disk is gone"});
    syncer.written({.commits = 1}, true);
  }
  EXPECT_FALSE(*read_mark(directory, detail));
}

TEST_F(SyncerTest, ShowsThatItLivesWhileItHasNothingToDo) {
  Syncer syncer(*store, directory, {}, meter, pulse, [] {});
  syncer.ask_for_a_turn();
  while (pulse.read().owes()) std::this_thread::yield();
  EXPECT_EQ(pulse.read().disk_calls, 0U);
}

TEST_F(SyncerTest, ShowsThatItIsInADiskCall) {
  std::atomic<int> told{0};
  Syncer syncer(*store, directory, {}, meter, pulse, [&] { told.fetch_add(1), told.notify_all(); });
  put("a", "1");
  syncer.written({.commits = 1}, true);
  told.wait(0);
  EXPECT_GE(pulse.read().disk_calls, 2U);
  EXPECT_FALSE(pulse.read().in_disk_call());
}

TEST_F(SyncerTest, OwesNothingOnceItHasEnded) {
  {
    Syncer syncer(*store, directory, {}, meter, pulse, [] {});
    syncer.finish();
    syncer.ask_for_a_turn();
  }
  EXPECT_FALSE(pulse.read().owes());
}

}  // namespace
}  // namespace queue
