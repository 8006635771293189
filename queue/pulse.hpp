#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace queue {

/// What a thread shows of its life, as read at one moment. It owes a turn while more was asked than
/// answered.
struct Signs {
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;
  std::uint64_t disk_calls = 0;  ///< begun and ended, so odd within one

  bool owes() const { return asked > answered; }
  bool in_disk_call() const { return disk_calls % 2 == 1; }
  bool operator==(const Signs&) const = default;
};

/// Where a thread leaves signs of life for whoever watches over it. It needs no clock: the watcher
/// has one, and sees for how long nothing changes. Each count has one writer. Relaxed: a count
/// stands for itself.
class Pulse {
 public:
  /// Asks for a turn; false: the last question is not answered yet. One thread, not the watched.
  bool ask() {
    const std::uint64_t answered = answered_.load(std::memory_order_relaxed);
    if (asked_.load(std::memory_order_relaxed) > answered) return false;
    asked_.store(answered + 1, std::memory_order_relaxed);
    return answered != ended;
  }
  /// The watched thread takes a turn.
  void answer() {
    answered_.store(asked_.load(std::memory_order_relaxed), std::memory_order_relaxed);
  }
  /// The watched thread ends: it owes nothing any more.
  void end() { answered_.store(ended, std::memory_order_relaxed); }
  /// There is no watched thread yet, but soon.
  void begin() {
    asked_.store(0, std::memory_order_relaxed);
    answered_.store(0, std::memory_order_relaxed);
  }

  /// The watched thread does what the disk may hold up.
  class DiskCall {
   public:
    explicit DiskCall(Pulse& pulse) : count_(pulse.disk_calls_) { step(); }
    ~DiskCall() { step(); }
    DiskCall(const DiskCall&) = delete;
    DiskCall& operator=(const DiskCall&) = delete;

   private:
    void step() {
      count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    std::atomic<std::uint64_t>& count_;
  };

  /// Any thread.
  Signs read() const {
    return {.asked = asked_.load(std::memory_order_relaxed),
            .answered = answered_.load(std::memory_order_relaxed),
            .disk_calls = disk_calls_.load(std::memory_order_relaxed)};
  }

 private:
  static constexpr std::uint64_t ended = std::numeric_limits<std::uint64_t>::max();

  std::atomic<std::uint64_t> asked_{0};
  std::atomic<std::uint64_t> answered_{0};
  std::atomic<std::uint64_t> disk_calls_{0};
};

}  // namespace queue
