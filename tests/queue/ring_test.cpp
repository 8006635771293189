#include "queue/ring.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

namespace queue {
namespace {

TEST(Ring, GivesValuesBackInTheOrderTheyCame) {
  Ring<int> ring(4);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(ring.try_push(i));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(ring.try_pop(), i);
  EXPECT_EQ(ring.try_pop(), std::nullopt);
}

TEST(Ring, RefusesWhatDoesNotFitAndLeavesItWhole) {
  Ring<std::unique_ptr<int>> ring(2);
  ASSERT_TRUE(ring.try_push(std::make_unique<int>(1)));
  ASSERT_TRUE(ring.try_push(std::make_unique<int>(2)));
  auto third = std::make_unique<int>(3);
  EXPECT_FALSE(ring.try_push(third));
  EXPECT_EQ(*third, 3);
  EXPECT_EQ(**ring.try_pop(), 1);
  EXPECT_TRUE(ring.try_push(third));
}

TEST(Ring, RoundsItsCapacityUpToAPowerOfTwo) {
  EXPECT_EQ(Ring<int>(0).capacity(), 2U);
  EXPECT_EQ(Ring<int>(5).capacity(), 8U);
  EXPECT_EQ(Ring<int>(8).capacity(), 8U);
}

TEST(Ring, GoesRoundManyTimes) {
  Ring<int> ring(4);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(ring.try_push(i));
    ASSERT_TRUE(ring.try_push(i + 1));
    ASSERT_EQ(ring.try_pop(), i);
    ASSERT_EQ(ring.try_pop(), i + 1);
  }
}

TEST(Ring, DestroysWhatWasNotTaken) {
  auto counted = std::make_shared<int>(0);
  {
    Ring<std::shared_ptr<int>> ring(4);
    ASSERT_TRUE(ring.try_push(std::shared_ptr<int>(counted)));
    EXPECT_EQ(counted.use_count(), 2);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(Ring, WakesAParkedConsumerOnce) {
  int woken = 0;
  Ring<int> ring(4, [&] { ++woken; });
  ASSERT_TRUE(ring.park());
  ring.try_push(1);
  ring.try_push(2);
  EXPECT_EQ(woken, 1);
}

TEST(Ring, DoesNotWakeAConsumerThatIsAwake) {
  int woken = 0;
  Ring<int> ring(4, [&] { ++woken; });
  ring.try_push(1);
  EXPECT_EQ(woken, 0);
}

TEST(Ring, RefusesToParkWhenSomethingWaits) {
  Ring<int> ring(4);
  ring.try_push(1);
  EXPECT_FALSE(ring.park());
  EXPECT_EQ(ring.try_pop(), 1);
  EXPECT_TRUE(ring.park());
}

/// Four producers against one consumer that parks whenever it finds nothing: every value arrives
/// once, each producer's in order, and no wake-up is lost (a lost one would hang the test).
TEST(Ring, LosesAndDoublesNothingUnderContention) {
  constexpr std::uint64_t producers = 4;
  constexpr std::uint64_t values_each = 200'000;
  std::counting_semaphore<> awake(0);  // a waker may come once more than the sleeper sleeps
  Ring<std::uint64_t> ring(64, [&] { awake.release(); });

  std::vector<std::jthread> threads;
  for (std::uint64_t p = 0; p < producers; ++p) {
    threads.emplace_back([&ring, p] {
      for (std::uint64_t i = 0; i < values_each; ++i) {
        while (!ring.try_push(p * values_each + i)) std::this_thread::yield();
      }
    });
  }

  std::vector<std::uint64_t> next(producers, 0);
  for (std::uint64_t taken = 0; taken < producers * values_each;) {
    const auto value = ring.try_pop();
    if (!value) {
      if (ring.park()) awake.acquire();
      continue;
    }
    const std::uint64_t p = *value / values_each;
    ASSERT_EQ(*value % values_each, next[p]) << "producer " << p;
    ++next[p];
    ++taken;
  }
  EXPECT_EQ(ring.try_pop(), std::nullopt);
}

}  // namespace
}  // namespace queue
