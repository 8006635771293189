#include "dispatcher/account_cap.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace dispatcher {
namespace {

TEST(AccountCap, GivesAsManyPermitsAsItHas) {
  AccountCap cap{2};
  EXPECT_TRUE(cap.try_acquire());
  EXPECT_TRUE(cap.try_acquire());
  EXPECT_FALSE(cap.try_acquire());
}

TEST(AccountCap, GivesAPermitAgainThatCameBack) {
  AccountCap cap{1};
  EXPECT_TRUE(cap.try_acquire());
  EXPECT_FALSE(cap.try_acquire());
  cap.release();
  EXPECT_TRUE(cap.try_acquire());
}

TEST(AccountCap, OfZeroIsNoCap) {
  AccountCap cap{0};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(cap.try_acquire());
}

TEST(AccountCap, IsNeverExceededByThreadsThatShareIt) {
  constexpr int permits = 3;
  AccountCap cap{permits};
  std::atomic<int> held{0};
  std::atomic<int> held_most{0};
  std::atomic<int> taken{0};
  std::vector<std::thread> shards;
  for (int shard = 0; shard < 4; ++shard) {
    shards.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        if (!cap.try_acquire()) continue;
        const int now_held = ++held;
        int most = held_most.load();
        while (most < now_held && !held_most.compare_exchange_weak(most, now_held)) {
        }
        ++taken;
        --held;
        cap.release();
      }
    });
  }
  for (auto& shard : shards) shard.join();
  EXPECT_LE(held_most.load(), permits);
  EXPECT_GT(taken.load(), 0);
  for (int i = 0; i < permits; ++i) EXPECT_TRUE(cap.try_acquire());
  EXPECT_FALSE(cap.try_acquire());
}

}  // namespace
}  // namespace dispatcher
