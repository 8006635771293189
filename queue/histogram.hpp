#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace queue {

/// How values are spread over fixed buckets. One thread adds, any thread reads: each figure is
/// right, all of them together may be a moment apart. To add takes no lock, no memory and no
/// read-modify-write.
class Histogram {
 public:
  static constexpr std::size_t bounds_max = 15;

  /// As of a moment. In bucket i lie the values up to bounds[i], above the bound before; in the
  /// last one, which has no bound, the rest.
  struct Reading {
    std::span<const std::uint64_t> bounds;
    std::array<std::uint64_t, bounds_max + 1> counts{};  ///< the first bounds.size() + 1
    std::uint64_t sum = 0;                               ///< of the values

    std::uint64_t count() const {
      std::uint64_t all = 0;
      for (const std::uint64_t in_bucket : counts) all += in_bucket;
      return all;
    }
    /// What another thread counted over the same bounds.
    void add(const Reading& other) {
      assert(bounds.data() == other.bounds.data() && bounds.size() == other.bounds.size());
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
      sum += other.sum;
    }
  };

  /// \param bounds  ascending, 1 to bounds_max, of the caller's unit; outlive this
  explicit Histogram(std::span<const std::uint64_t> bounds) : bounds_(bounds) {
    assert(!bounds.empty() && bounds.size() <= bounds_max);
    upper_.fill(std::numeric_limits<std::uint64_t>::max());
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      assert(i == 0 || bounds[i - 1] < bounds[i]);
      upper_[i] = bounds[i];
    }
    for (std::size_t width = 1; width < first_.size(); ++width) {
      const std::uint64_t least = std::uint64_t{1} << (width - 1);
      const auto above = std::upper_bound(bounds.begin(), bounds.end(), least - 1);
      first_[width] = static_cast<std::uint8_t>(above - bounds.begin());
    }
  }

  /// The one writer.
  void add(std::uint64_t value) {
    std::size_t bucket = first_[static_cast<std::size_t>(std::bit_width(value))];
    while (value > upper_[bucket]) ++bucket;  // once or twice, where bounds double about
    bump(counts_[bucket], 1);
    bump(sum_, value);
  }

  Reading read() const {
    Reading reading{.bounds = bounds_};
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      reading.counts[i] = counts_[i].load(std::memory_order_relaxed);
    }
    reading.sum = sum_.load(std::memory_order_relaxed);
    return reading;
  }

 private:
  using Count = std::atomic<std::uint64_t>;
  static void bump(Count& count, std::uint64_t n) {
    count.store(count.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }

  std::span<const std::uint64_t> bounds_;
  std::array<std::uint64_t, bounds_max + 1> upper_{};  // the bounds; behind them what none exceeds
  std::array<std::uint8_t, 65> first_{};  // by bit width: buckets that all such values are above
  std::array<Count, bounds_max + 1> counts_{};
  Count sum_{0};
};

}  // namespace queue
