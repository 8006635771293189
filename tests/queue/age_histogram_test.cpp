#include "queue/age_histogram.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace queue {
namespace {

constexpr WallTime histogram_start{std::chrono::hours{24 * 365}};

std::uint64_t count_of(const AgeHistogram::Ages& ages) {
  std::uint64_t count = 0;
  for (const std::uint64_t some : ages) count += some;
  return count;
}

AgeHistogram::Ages ages_of(const AgeHistogram& histogram, WallTime now) {
  AgeHistogram::Ages ages{};
  histogram.add_ages(ages, now);
  return ages;
}

TEST(AgeHistogram, TellsAgesInDoublingSteps) {
  AgeHistogram histogram;
  for (const int age : {0, 5, 6, 10, 11, 20, 640, 1280, 1281, 9999}) {
    histogram.add(histogram_start - std::chrono::minutes{age});
  }
  EXPECT_EQ(ages_of(histogram, histogram_start),
            (AgeHistogram::Ages{2, 2, 2, 0, 0, 0, 0, 1, 1, 2}));
  EXPECT_EQ(histogram.count(), 10U);
}

TEST(AgeHistogram, TellsHowAgesGoOn) {
  AgeHistogram histogram;
  histogram.add(histogram_start);
  EXPECT_EQ(ages_of(histogram, histogram_start + std::chrono::minutes{5})[0], 1U);
  EXPECT_EQ(ages_of(histogram, histogram_start + std::chrono::minutes{6})[1], 1U);
  EXPECT_EQ(ages_of(histogram, histogram_start + std::chrono::minutes{5000})[lane_ages_count - 1],
            1U);
}

TEST(AgeHistogram, WhatTheClockSaysIsInTheFutureIsYoung) {
  AgeHistogram histogram;
  histogram.add(histogram_start + std::chrono::minutes{100});
  EXPECT_EQ(ages_of(histogram, histogram_start)[0], 1U);
}

TEST(AgeHistogram, HasNoOldestWhenNothingIsLeft) {
  AgeHistogram histogram;
  EXPECT_FALSE(histogram.oldest());
  histogram.add(histogram_start + std::chrono::seconds{59});
  histogram.add(histogram_start + std::chrono::minutes{3});
  EXPECT_EQ(histogram.oldest(), histogram_start);
  histogram.remove(histogram_start + std::chrono::seconds{59});
  EXPECT_EQ(histogram.oldest(), histogram_start + std::chrono::minutes{3});
  histogram.remove(histogram_start + std::chrono::minutes{3});
  EXPECT_FALSE(histogram.oldest());
  EXPECT_EQ(histogram.count(), 0U);
}

TEST(AgeHistogram, ADayOfEveryMinuteIsToldWithinAThirdOfEachAge) {
  AgeHistogram histogram;
  constexpr int minutes_count = 24 * 60;
  for (int i = 0; i <= minutes_count; ++i) histogram.add(histogram_start + std::chrono::minutes{i});
  const auto ages = ages_of(histogram, histogram_start + std::chrono::minutes{minutes_count});
  std::uint64_t told = 0;
  for (std::size_t i = 0; i + 1 < lane_ages_count; ++i) {
    told += ages[i];
    const auto up_to = static_cast<std::uint64_t>(lane_age_first.count()) << i;
    EXPECT_LE(told, up_to + 1) << "an age was told too low";
    EXPECT_GE(told, up_to * 2 / 3) << "an age was told too high by more than that";
  }
  EXPECT_EQ(histogram.oldest(), histogram_start);
}

/// Against a plain list, whatever the clock does.
TEST(AgeHistogram, NeverTellsAnAgeTooLowNorLosesAMessage) {
  std::mt19937 random(7);
  AgeHistogram histogram;
  std::multimap<WallTime, int> all;
  WallTime now = histogram_start;
  for (int step = 0; step < 20'000; ++step) {
    now += std::chrono::seconds{random() % 90};
    if (random() % 1000 == 0) now -= std::chrono::hours{random() % 20};
    if (all.empty() || random() % 100 < 52) {
      const WallTime at = now - std::chrono::minutes{random() % 8 == 0 ? random() % 3000 : 0};
      histogram.add(at);
      all.emplace(at, 0);
    } else {
      const auto one = std::next(all.begin(), static_cast<int>(random() % all.size()));
      histogram.remove(one->first);
      all.erase(one);
    }
    if (step % 100 != 0 || all.empty()) continue;
    const auto ages = ages_of(histogram, now);
    ASSERT_EQ(count_of(ages), all.size());
    ASSERT_EQ(histogram.count(), all.size());
    ASSERT_LE(histogram.oldest(), all.begin()->first);
    std::uint64_t told = 0;
    for (std::size_t i = 0; i + 1 < lane_ages_count; ++i) {
      told += ages[i];
      const auto since = all.lower_bound(now - lane_age_first * (1 << i));
      ASSERT_LE(told, static_cast<std::uint64_t>(std::distance(since, all.end())));
    }
  }
}

}  // namespace
}  // namespace queue
