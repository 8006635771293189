#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "dispatcher/thread_watch.hpp"

namespace dispatcher {

/// The threads of a daemon: asked now and then for a sign of life, and judged by it. One thread,
/// which is none of them.
class WatchedThreads {
 public:
  /// Between two questions. A thread that is stuck is known as such after this and
  /// ThreadWatch::answer_max.
  static constexpr std::chrono::milliseconds ask_interval{500};

  struct Thread {
    std::string name;  ///< for an operator
    std::function<queue::Signs()> read;
    std::function<void()> ask;  ///< for a turn; while one is asked for it does nothing
  };
  using Changed = std::function<void(const std::string& name, ThreadState state)>;

  /// \param changed  told of every change, from within `look`
  explicit WatchedThreads(Changed changed) : changed_(std::move(changed)) {}

  void add(Thread thread) { threads_.push_back({std::move(thread), {}, ThreadState::well}); }
  void clear() { threads_.clear(); }
  void look(TimePoint now);
  std::size_t stuck_count() const;

 private:
  struct Watched {
    Thread thread;
    ThreadWatch watch;
    ThreadState state;
  };

  const Changed changed_;
  std::vector<Watched> threads_;
  TimePoint ask_at_{};
};

}  // namespace dispatcher
