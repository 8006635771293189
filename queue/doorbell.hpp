#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace queue {

/// Wakes one sleeping thread. A ring before the sleep is not lost; many rings wake it once.
class Doorbell {
 public:
  /// Any thread.
  void ring() {
    {
      const std::scoped_lock lock(mutex_);
      rung_ = true;
    }
    changed_.notify_one();
  }

  /// Until it is rung, or `patience` is over. One thread.
  void wait(std::chrono::nanoseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
};

}  // namespace queue
