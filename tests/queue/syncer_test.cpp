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
};

TEST_F(SyncerTest, SyncsAtOnceWhatSomebodyWaitsFor) {
  std::atomic<int> told{0};
  Syncer syncer(*store, directory, {}, meter, [&] { told.fetch_add(1), told.notify_all(); });
  put("a", "1");
  syncer.written({.commits = 1}, true);
  told.wait(0);
  EXPECT_EQ(syncer.synced(), 1U);
}

TEST_F(SyncerTest, SyncsAfterAWhileWhatNobodyWaitsFor) {
  std::atomic<int> told{0};
  Syncer syncer(*store, directory, {.commits = 5}, meter,
                [&] { told.fetch_add(1), told.notify_all(); });
  put("a", "1");
  syncer.written({.commits = 6}, false);
  told.wait(0);
  EXPECT_EQ(syncer.synced(), 6U);
}

TEST_F(SyncerTest, SyncsTheRestAndSaysThatItClosed) {
  std::string detail;
  {
    Syncer syncer(*store, directory, {}, meter, [] {});
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
    Syncer syncer(*store, directory, {}, meter, [] {});
    store->fail({errc::io_failed, "the disk is gone"});
    syncer.written({.commits = 1}, true);
  }
  EXPECT_FALSE(*read_mark(directory, detail));
}

}  // namespace
}  // namespace queue
