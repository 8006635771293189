#pragma once

#include <rocksdb/rate_limiter.h>
#include <rocksdb/write_buffer_manager.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace queue {

/// Makes RocksDB's own threads rest while they write tables, so that they take a sixth of a
/// processor at most instead of all of one: a flush takes 100 ms of work, and on two busy
/// processors every message would wait for it. Unless there is haste: what is written comes so fast
/// that the memory for it fills, RocksDB holds writers back, or somebody waits.
///
/// A limiter of bytes, as RocksDB has one, would have to know how many there are going to be.
class BackgroundPace final : public rocksdb::RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  /// For each moment of work so many of rest.
  static constexpr int rest_factor = 5;
  static constexpr std::chrono::milliseconds rest_max{50};
  /// Once there was haste, it goes on for so long: what was written in it is rewritten later.
  static constexpr std::chrono::seconds haste_lasts{10};

  /// \param hasty_bytes  so much in the memory tables makes haste
  BackgroundPace(std::shared_ptr<const rocksdb::WriteBufferManager> buffers,
                 std::size_t hasty_bytes)
      : buffers_(std::move(buffers)), hasty_bytes_(hasty_bytes) {}

  /// While somebody waits for it, as in the beginning. Any thread.
  void make_haste(bool haste) { wanted_at_once_.store(haste, std::memory_order_relaxed); }

  /// What a thread has to rest after so much work. Any thread.
  std::chrono::nanoseconds rest_after(std::chrono::nanoseconds worked,
                                      rocksdb::Env::IOPriority priority, Clock::time_point now);

  // Of RocksDB: on a background thread, before it writes a piece of a table.
  void Request(std::int64_t bytes, rocksdb::Env::IOPriority priority,
               rocksdb::Statistics* statistics) override;
  void SetBytesPerSecond(std::int64_t) override {}
  std::int64_t GetSingleBurstBytes() const override { return piece_bytes_max; }
  std::int64_t GetTotalBytesThrough(rocksdb::Env::IOPriority) const override { return 0; }
  std::int64_t GetTotalRequests(rocksdb::Env::IOPriority) const override { return 0; }
  std::int64_t GetBytesPerSecond() const override { return 0; }

 private:
  static constexpr std::int64_t piece_bytes_max = std::int64_t{1} << 30;

  const std::shared_ptr<const rocksdb::WriteBufferManager> buffers_;
  const std::size_t hasty_bytes_;
  std::atomic<bool> wanted_at_once_{true};
  std::atomic<Clock::rep> haste_until_{0};
};

}  // namespace queue
