#include "queue/syncer.hpp"

#include <cassert>
#include <utility>

#include "queue/format.hpp"
#include "queue/synced_mark.hpp"

namespace queue {

Syncer::Syncer(Store& store, std::filesystem::path directory, std::uint64_t commits,
               std::function<void()> on_synced)
    : store_(store),
      directory_(std::move(directory)),
      on_synced_(std::move(on_synced)),
      written_(commits),
      urgent_(commits),
      synced_(commits),
      marked_(commits),
      marked_at_(std::chrono::steady_clock::now()),
      thread_([this] { run(); }) {}

Syncer::~Syncer() { finish(); }

void Syncer::written(std::uint64_t commit, bool urgent) {
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    assert(commit >= written_);
    const bool was_idle = written_ <= synced();
    const bool was_urgent = urgent_ > synced();
    if (was_idle && commit > written_) lazy_since_ = std::chrono::steady_clock::now();
    written_ = commit;
    if (urgent) urgent_ = commit;
    wake = was_idle || (urgent && !was_urgent);
  }
  if (wake) changed_.notify_one();
}

void Syncer::finish() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

/// Waits until a sync is due; false: everything is synced and no more will come.
bool Syncer::something_to_sync(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (stopping_) return written_ > synced();
    if (urgent_ > synced()) {
      if (std::chrono::steady_clock::now() >= began_at_ + sync_period) return true;
      changed_.wait_until(lock, began_at_ + sync_period);
      continue;
    }
    if (written_ <= synced() && marked_ < synced()) {
      if (changed_.wait_until(lock, marked_at_ + mark_period) != std::cv_status::timeout) continue;
      lock.unlock();
      mark(synced(), false);
      lock.lock();
      if (store_.failed()) return false;
    } else if (written_ <= synced()) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, lazy_since_ + lazy_delay) == std::cv_status::timeout) {
      return true;
    }
  }
}

void Syncer::run() {
  std::unique_lock lock(mutex_);
  while (something_to_sync(lock)) {
    const std::uint64_t commit = written_;
    began_at_ = std::chrono::steady_clock::now();
    lazy_since_ = began_at_;  // of whatever is written from here on
    lock.unlock();
    const bool durable = store_.sync();
    if (durable) synced_.store(commit, std::memory_order_release);
    const bool time_to_mark = std::chrono::steady_clock::now() - marked_at_ >= mark_period;
    if (durable && time_to_mark) mark(commit, false);
    on_synced_();
    if (store_.failed()) return;
    lock.lock();
  }
  if (!store_.failed()) mark(synced(), true);
}

void Syncer::mark(std::uint64_t commits, bool closed) {
  std::string detail;
  const auto written =
      write_mark(directory_,
                 {.format_version = format::version, .commits = commits, .closed = closed}, detail);
  if (!written) {
    const bool full = written.error() == make_error_code(errc::no_space);
    store_.fail({full ? errc::no_space : errc::io_failed, detail});
  }
  marked_ = commits;
  marked_at_ = std::chrono::steady_clock::now();
}

}  // namespace queue
