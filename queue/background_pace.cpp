#include "queue/background_pace.hpp"

#include <time.h>

#include <algorithm>
#include <thread>

namespace queue {
namespace {

/// Of this thread.
std::chrono::nanoseconds processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

std::chrono::nanoseconds BackgroundPace::rest_after(std::chrono::nanoseconds worked,
                                                    rocksdb::Env::IOPriority priority,
                                                    Clock::time_point now) {
  // IO_USER: writers wait.
  const bool fills = buffers_->memory_usage() > hasty_bytes_ || priority == rocksdb::Env::IO_USER;
  const auto time = now.time_since_epoch().count();
  if (fills) {
    haste_until_.store(time + Clock::duration(haste_lasts).count(), std::memory_order_relaxed);
  }
  const bool haste = wanted_at_once_.load(std::memory_order_relaxed) ||
                     time < haste_until_.load(std::memory_order_relaxed);
  if (haste) return {};
  return std::min<std::chrono::nanoseconds>(worked * rest_factor, rest_max);
}

void BackgroundPace::Request(std::int64_t, rocksdb::Env::IOPriority priority,
                             rocksdb::Statistics*) {
  thread_local std::chrono::nanoseconds rested_at{};
  const auto rest = rest_after(processor_time() - rested_at, priority, Clock::now());
  if (rest.count() > 0) std::this_thread::sleep_for(rest);
  rested_at = processor_time();
}

}  // namespace queue
