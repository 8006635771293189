#include "dispatcher/account_cap.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint cap_now{1h};

TEST(AccountCap, GivesAsManyPermitsAsItHas) {
  AccountCap cap{2};
  EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_FALSE(cap.try_acquire(cap_now));
}

TEST(AccountCap, GivesAPermitAgainThatCameBack) {
  AccountCap cap{1};
  EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_FALSE(cap.try_acquire(cap_now));
  cap.release();
  EXPECT_TRUE(cap.try_acquire(cap_now));
}

TEST(AccountCap, OfZeroIsNoCap) {
  AccountCap cap{0};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(cap.try_acquire(cap_now));
}

/// Takes permits until there are none.
int take_all(AccountCap& cap, TimePoint at) {
  int count = 0;
  while (cap.try_acquire(at)) ++count;
  return count;
}

TEST(AccountCap, IsWhatWasNotRefused) {
  AccountCap cap{100};
  EXPECT_EQ(take_all(cap, cap_now), 100);
  for (int i = 0; i < 60; ++i) {
    cap.release();
    cap.refused(cap_now);
  }
  EXPECT_EQ(cap.cap(), 40U);
  EXPECT_FALSE(cap.try_acquire(cap_now));
  cap.release();
  EXPECT_TRUE(cap.try_acquire(cap_now));
}

TEST(AccountCap, IsLearnedWhereNoneWasConfigured) {
  AccountCap cap{0};
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(cap.try_acquire(cap_now));
  cap.release();
  cap.refused(cap_now);
  EXPECT_EQ(cap.cap(), 499U);
}

TEST(AccountCap, IsTriedUpwardsWhileItIsReachedAndNothingIsRefused) {
  AccountCap cap{100};
  take_all(cap, cap_now);
  for (int i = 0; i < 60; ++i) {
    cap.release();
    cap.refused(cap_now);
  }
  EXPECT_EQ(take_all(cap, cap_now + 9s), 0);
  std::vector<std::uint64_t> caps;
  TimePoint later = cap_now + 10s;
  for (int i = 0; i < 8; ++i, later += 5s) {
    take_all(cap, later);
    caps.push_back(cap.cap());
  }
  EXPECT_EQ(caps, (std::vector<std::uint64_t>{41, 43, 47, 55, 71, 100, 100, 100}));
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
        if (!cap.try_acquire(cap_now)) continue;
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
  for (int i = 0; i < permits; ++i) EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_FALSE(cap.try_acquire(cap_now));
}

TEST(AccountCap, ThatIsConfiguredLowerLetsThoseInFlightEnd) {
  AccountCap cap{3};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(cap.try_acquire(cap_now));
  cap.configure(1);
  EXPECT_FALSE(cap.try_acquire(cap_now));
  for (int i = 0; i < 3; ++i) cap.release();
  EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_FALSE(cap.try_acquire(cap_now));
}

TEST(AccountCap, ThatIsConfiguredHigherGivesMoreAtOnce) {
  AccountCap cap{1};
  EXPECT_TRUE(cap.try_acquire(cap_now));
  cap.configure(2);
  EXPECT_TRUE(cap.try_acquire(cap_now));
  EXPECT_FALSE(cap.try_acquire(cap_now));
}

}  // namespace
}  // namespace dispatcher
