#include "bench/simulator/sliding_window.hpp"

#include <gtest/gtest.h>

#include <random>

namespace simulator {
namespace {

using namespace std::chrono_literals;

TEST(SlidingWindow, AdmitsABurstOfTheWholeWindowAndNoMore) {
  const WindowOptions options{.requests_max = 150, .length = 5s};
  SlidingWindow window;
  const SteadyTime start{1h};
  for (int i = 0; i < 150; ++i) EXPECT_TRUE(window.admit(start, options)) << i;
  EXPECT_FALSE(window.admit(start, options));
}

TEST(SlidingWindow, OpensExactlyOneWindowAfterTheOldestRequest) {
  const WindowOptions options{.requests_max = 2, .length = 5s};
  SlidingWindow window;
  const SteadyTime start{1h};
  EXPECT_TRUE(window.admit(start, options));
  EXPECT_TRUE(window.admit(start + 1s, options));
  EXPECT_FALSE(window.admit(start + 5s - 1ns, options));
  EXPECT_TRUE(window.admit(start + 5s, options));
  EXPECT_FALSE(window.admit(start + 6s - 1ns, options));
  EXPECT_TRUE(window.admit(start + 6s, options));
}

TEST(SlidingWindow, DoesNotCountRefusedRequestsUnlessTold) {
  for (const bool count_refused : {false, true}) {
    const WindowOptions options{.requests_max = 1, .length = 5s, .count_refused = count_refused};
    SlidingWindow window;
    const SteadyTime start{1h};
    EXPECT_TRUE(window.admit(start, options));
    EXPECT_FALSE(window.admit(start + 4s, options));
    EXPECT_EQ(window.admit(start + 5s, options), !count_refused);
  }
}

TEST(SlidingWindow, KeepsToALimitThatChanges) {
  SlidingWindow window;
  const SteadyTime start{1h};
  EXPECT_TRUE(window.admit(start, {.requests_max = 1, .length = 5s}));
  EXPECT_FALSE(window.admit(start, {.requests_max = 1, .length = 5s}));
  EXPECT_TRUE(window.admit(start + 1s, {.requests_max = 3, .length = 5s}));
  EXPECT_TRUE(window.admit(start + 1s, {.requests_max = 3, .length = 5s}));
  EXPECT_FALSE(window.admit(start + 5s, {.requests_max = 2, .length = 5s}));
  EXPECT_TRUE(window.admit(start + 6s, {.requests_max = 2, .length = 5s}));
}

TEST(SlidingWindow, AdmitsEverythingWithoutALimit) {
  const WindowOptions options{.requests_max = 0};
  SlidingWindow window;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(window.admit(SteadyTime{}, options));
}

TEST(SlidingWindow, AgreesWithCountingByHandOverRandomTimes) {
  constexpr unsigned seed = 20261123;
  SCOPED_TRACE(seed);
  std::mt19937 random{seed};
  const WindowOptions options{.requests_max = 7, .length = 100us};
  SlidingWindow window;
  std::vector<SteadyTime> admitted;
  SteadyTime now{1h};
  for (int i = 0; i < 20'000; ++i) {
    now += std::chrono::microseconds{random() % 25};
    std::size_t inside = 0;
    for (auto time = admitted.rbegin(); time != admitted.rend() && *time + 100us > now; ++time)
      ++inside;
    const bool is_admitted = window.admit(now, options);
    ASSERT_EQ(is_admitted, inside < 7) << i;
    if (is_admitted) admitted.push_back(now);
  }
}

}  // namespace
}  // namespace simulator
