#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "queue/histogram.hpp"

namespace queue {

/// What the spool's threads have done since its start, and what lies on its disk.
struct SpoolActivity {
  Histogram::Reading commits;      ///< microseconds that the database took to write one
  Histogram::Reading commit_rows;  ///< database rows of each
  Histogram::Reading syncs;        ///< microseconds of each sync of the disk
  Histogram::Reading intakes;      ///< microseconds from taking a batch until it was synced
  std::uint64_t reserve_bytes = 0;
  std::uint64_t log_bytes = 0;    ///< of the database's write-ahead logs
  std::uint64_t table_bytes = 0;  ///< of its tables
};

/// Where they keep it. Each histogram has one writer: the sync thread `syncs`, the spool thread the
/// others; any thread reads.
class SpoolMeter {
 public:
  using Clock = std::chrono::steady_clock;

  void committed(Clock::duration took, std::uint64_t rows_count) {
    commits_.add(microseconds(took));
    commit_rows_.add(rows_count);
  }
  void synced(Clock::duration took) { syncs_.add(microseconds(took)); }
  void intake_synced(Clock::duration took) { intakes_.add(microseconds(took)); }

  SpoolActivity read() const {
    SpoolActivity activity;
    activity.commits = commits_.read();
    activity.commit_rows = commit_rows_.read();
    activity.syncs = syncs_.read();
    activity.intakes = intakes_.read();
    return activity;
  }

 private:
  static std::uint64_t microseconds(Clock::duration took) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }

  /// 100 us (a batch in the page cache) to 10 s (a disk that is about to fail).
  static constexpr std::array<std::uint64_t, 14> disk_bounds = {
      100,    250,     500,     1'000,   2'500,     5'000,     10'000,
      25'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 10'000'000};
  static constexpr std::array<std::uint64_t, 11> rows_bounds = {1,   2,   5,     10,    25,    50,
                                                                100, 500, 1'000, 5'000, 25'000};

  Histogram commits_{disk_bounds};
  Histogram commit_rows_{rows_bounds};
  Histogram syncs_{disk_bounds};
  Histogram intakes_{disk_bounds};
};

}  // namespace queue
