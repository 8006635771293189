#pragma once

#include <atomic>
#include <cstdint>

#include "queue/format.hpp"
#include "queue/spool_control.hpp"

namespace queue {

/// Where the spool thread writes how much there is, once a turn, for any thread to read. Relaxed:
/// each figure stands for itself.
class LevelBoard {
 public:
  explicit LevelBoard(const format::Counters& counters) { publish(counters, false); }

  /// The spool thread only.
  void publish(const format::Counters& counters, bool out_of_space) {
    open_count_.store(counters.open_count, std::memory_order_relaxed);
    held_count_.store(counters.held_count, std::memory_order_relaxed);
    due_count_.store(counters.due_count, std::memory_order_relaxed);
    in_doubt_count_.store(counters.in_doubt_count, std::memory_order_relaxed);
    dead_count_.store(counters.dead_count, std::memory_order_relaxed);
    out_of_space_.store(out_of_space, std::memory_order_relaxed);
  }

  /// Any thread.
  SpoolLevels read() const {
    return {.open_count = open_count_.load(std::memory_order_relaxed),
            .held_count = held_count_.load(std::memory_order_relaxed),
            .due_count = due_count_.load(std::memory_order_relaxed),
            .in_doubt_count = in_doubt_count_.load(std::memory_order_relaxed),
            .dead_count = dead_count_.load(std::memory_order_relaxed),
            .out_of_space = out_of_space_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<std::uint64_t> open_count_{0};
  std::atomic<std::uint64_t> held_count_{0};
  std::atomic<std::uint64_t> due_count_{0};
  std::atomic<std::uint64_t> in_doubt_count_{0};
  std::atomic<std::uint64_t> dead_count_{0};
  std::atomic<bool> out_of_space_{false};
};

}  // namespace queue
