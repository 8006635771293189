#include "queue/clock_mark.hpp"

#include <optional>

#include "tests/queue/spool_fixture.hpp"
#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

using std::chrono::milliseconds;

/// A mark in a store that lasts from process to process.
class ClockMarkTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    start();
  }
  void start() {
    mark.reset();
    books.emplace(*store, [this] { return now; });
    books->counters.last_activity = at_second(1);
    mark.emplace(*books, [this] { return clock; });
  }
  WallTime look() {
    const auto since = mark->look();
    books->commit();
    return since;
  }

  BootClock clock{"boot-1", at_second(5)};
  WallTime now = at_second(100);
  std::optional<Books> books;
  std::optional<ClockMark> mark;
};

TEST_F(ClockMarkTest, TimesBeforeTheFirstMarkMeanNothing) { EXPECT_EQ(look(), at_second(100)); }

TEST_F(ClockMarkTest, ASpoolThatNeverSentHasNoTimesThatCouldMislead) {
  books->counters.last_activity = {};
  EXPECT_EQ(look(), WallTime{});
}

TEST_F(ClockMarkTest, AnotherProcessOfTheSameBootGoesOn) {
  look();
  now = at_second(200);
  clock.wall_at_boot += milliseconds{100};
  start();
  EXPECT_EQ(look(), at_second(100));
}

TEST_F(ClockMarkTest, AnotherBootBeginsAnew) {
  look();
  now = at_second(200);
  clock.boot_id = "boot-2";
  start();
  EXPECT_EQ(look(), at_second(200));
  EXPECT_EQ(look(), at_second(200));
}

TEST_F(ClockMarkTest, AWallClockThatIsSetBeginsAnewWhicheverWay) {
  look();
  now = at_second(200);
  clock.wall_at_boot -= milliseconds{101};
  EXPECT_EQ(look(), at_second(200));
  now = at_second(300);
  clock.wall_at_boot += milliseconds{101};
  EXPECT_EQ(look(), at_second(300)) << "set back: times in between were of another clock";
  start();
  EXPECT_EQ(look(), at_second(300));
}

TEST_F(ClockMarkTest, WithoutAClockNothingIsKnownAndNothingWritten) {
  look();
  mark.emplace(*books, std::function<BootClock()>{});
  EXPECT_EQ(mark->look(), WallTime::max());
  EXPECT_TRUE(books->batch.empty());
}

}  // namespace
}  // namespace queue
