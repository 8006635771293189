#include "queue/histogram.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace queue {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

constexpr std::array<std::uint64_t, 3> histogram_bounds = {10, 100, 1'000};

std::vector<std::uint64_t> counts_in(const Histogram::Reading& reading) {
  return {reading.counts.begin(),
          reading.counts.begin() + static_cast<std::ptrdiff_t>(reading.bounds.size()) + 1};
}

TEST(Histogram, CountsAValueInTheBucketWhoseBoundItDoesNotExceed) {
  Histogram histogram(histogram_bounds);
  for (const std::uint64_t value : {0U, 10U, 11U, 100U, 101U, 1'000U}) histogram.add(value);
  EXPECT_THAT(counts_in(histogram.read()), ElementsAre(2, 2, 2, 0));
}

TEST(Histogram, CountsWhatExceedsEveryBoundInTheLastBucket) {
  Histogram histogram(histogram_bounds);
  histogram.add(1'001);
  histogram.add(std::uint64_t{1} << 62);
  EXPECT_THAT(counts_in(histogram.read()), ElementsAre(0, 0, 0, 2));
}

TEST(Histogram, KnowsHowManyThereWereAndTheirSum) {
  Histogram histogram(histogram_bounds);
  histogram.add(7);
  histogram.add(2'000);
  EXPECT_EQ(histogram.read().count(), 2U);
  EXPECT_EQ(histogram.read().sum, 2'007U);
}

TEST(Histogram, HasRoomForAsManyBoundsAsItSays) {
  static constexpr std::array<std::uint64_t, Histogram::bounds_max> many = {
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  Histogram histogram(many);
  for (std::uint64_t value = 1; value <= 16; ++value) histogram.add(value);
  EXPECT_THAT(counts_in(histogram.read()), ElementsAreArray(std::vector<std::uint64_t>(16, 1)));
}

TEST(Histogram, IsAddedToAnotherBucketByBucket) {
  Histogram one(histogram_bounds);
  Histogram other(histogram_bounds);
  one.add(5);
  other.add(5);
  other.add(50);
  auto both = one.read();
  both.add(other.read());
  EXPECT_THAT(counts_in(both), ElementsAre(2, 1, 0, 0));
  EXPECT_EQ(both.sum, 60U);
}

TEST(Histogram, LosesNothingWhileAnotherThreadReads) {
  constexpr std::uint64_t rounds = 100'000;
  Histogram histogram(histogram_bounds);
  std::thread writer([&histogram] {
    for (std::uint64_t i = 0; i < rounds; ++i) histogram.add(i % 200);
  });
  std::uint64_t seen = 0;
  while (seen < rounds) {
    const std::uint64_t count = histogram.read().count();
    ASSERT_GE(count, seen);  // it never goes back
    seen = count;
  }
  writer.join();
  EXPECT_EQ(histogram.read().count(), rounds);
}

}  // namespace
}  // namespace queue
