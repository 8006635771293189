#include "queue/background_pace.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace queue {
namespace {

using rocksdb::Env;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t hasty_bytes = 1000;

class BackgroundPaceTest : public testing::Test {
 protected:
  BackgroundPaceTest() { pace_.make_haste(false); }

  std::chrono::nanoseconds rest_after(milliseconds worked,
                                      Env::IOPriority priority = Env::IO_HIGH) {
    return pace_.rest_after(worked, priority, now_);
  }

  std::shared_ptr<rocksdb::WriteBufferManager> buffers_ =
      std::make_shared<rocksdb::WriteBufferManager>(hasty_bytes);
  BackgroundPace pace_{buffers_, hasty_bytes};
  BackgroundPace::Clock::time_point now_{std::chrono::hours{5}};
};

TEST_F(BackgroundPaceTest, RestsTwiceAsLongAsItWorked) {
  EXPECT_EQ(rest_after(milliseconds{3}), milliseconds{15});
  EXPECT_EQ(rest_after(milliseconds{3}, Env::IO_LOW), milliseconds{15});
  EXPECT_EQ(rest_after(milliseconds{0}), milliseconds{0});
}

TEST_F(BackgroundPaceTest, RestsForABoundedTime) {
  EXPECT_EQ(rest_after(seconds{3}), BackgroundPace::rest_max);
}

TEST_F(BackgroundPaceTest, HastensWhileTheMemoryFillsAndAWhileAfterIt) {
  buffers_->ReserveMem(hasty_bytes + 1);
  EXPECT_EQ(rest_after(milliseconds{3}), milliseconds{0});
  buffers_->FreeMem(hasty_bytes + 1);
  now_ += BackgroundPace::haste_lasts - milliseconds{1};
  EXPECT_EQ(rest_after(milliseconds{3}, Env::IO_LOW), milliseconds{0});
  now_ += milliseconds{1};
  EXPECT_EQ(rest_after(milliseconds{3}, Env::IO_LOW), milliseconds{15});
}

TEST_F(BackgroundPaceTest, HastensWhenWritersAreHeldBack) {
  EXPECT_EQ(rest_after(milliseconds{3}, Env::IO_USER), milliseconds{0});
}

TEST_F(BackgroundPaceTest, HastensWhenSomebodyWaits) {
  pace_.make_haste(true);
  EXPECT_EQ(rest_after(milliseconds{3}), milliseconds{0});
}

TEST_F(BackgroundPaceTest, HastensUntilItIsToldOtherwise) {
  BackgroundPace fresh(buffers_, hasty_bytes);
  EXPECT_EQ(fresh.rest_after(milliseconds{3}, Env::IO_HIGH, now_), milliseconds{0});
}

}  // namespace
}  // namespace queue
