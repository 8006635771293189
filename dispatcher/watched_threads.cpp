#include "dispatcher/watched_threads.hpp"

#include <algorithm>
#include <utility>

namespace dispatcher {

void WatchedThreads::look(TimePoint now) {
  const bool asks = now >= ask_at_;
  if (asks) ask_at_ = now + ask_interval;
  for (Watched& watched : threads_) {
    if (asks) watched.thread.ask();
    const ThreadState state = watched.watch.look(watched.thread.read(), now);
    if (std::exchange(watched.state, state) != state) changed_(watched.thread.name, state);
  }
}

std::size_t WatchedThreads::stuck_count() const {
  return static_cast<std::size_t>(
      std::ranges::count(threads_, ThreadState::stuck, &Watched::state));
}

}  // namespace dispatcher
