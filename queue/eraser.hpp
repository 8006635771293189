#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "queue/store.hpp"

namespace queue {

/// Rewrites the tables of a store, so that what was replaced or removed before is gone from the
/// disk. On a thread of its own, which rests after every piece as long as that took, beside what
/// the engine's own threads rest.
class Eraser {
 public:
  /// \param on_end  called on that thread, as its last act
  Eraser(Store& store, std::function<void()> on_end);
  /// Stops soon, wherever it is.
  ~Eraser();

  /// It is at its end; what it did was whole unless the store failed. Any thread.
  bool ended() const { return ended_.load(std::memory_order_acquire); }

 private:
  void run();
  void rest(std::chrono::steady_clock::duration time);

  Store& store_;
  const std::function<void()> on_end_;
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> ended_{false};
  std::mutex mutex_;
  std::condition_variable cancelling_;
  std::thread thread_;
};

}  // namespace queue
