#include "queue/syncer.hpp"

#include <pthread.h>

#include <cassert>
#include <utility>

namespace queue {

Syncer::Syncer(Store& store, std::filesystem::path directory, const format::Counters& counters,
               SpoolMeter& meter, Pulse& pulse, std::function<void()> on_synced)
    : store_(store),
      directory_(std::move(directory)),
      meter_(meter),
      pulse_(pulse),
      on_synced_(std::move(on_synced)),
      written_(counters),
      urgent_(counters.commits),
      synced_(counters.commits),
      durable_(counters),
      note_(directory_),
      marked_(counters.commits),
      marked_at_(std::chrono::steady_clock::now()) {
  pulse_.begin();
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "sync");
    run();
    pulse_.end();
  });
}

Syncer::~Syncer() { finish(); }

void Syncer::written(const format::Counters& counters, bool urgent) {
  const std::uint64_t commit = counters.commits;
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    assert(commit >= written_.commits);
    const bool was_idle = written_.commits <= synced();
    const bool was_urgent = urgent_ > synced();
    if (was_idle && commit > written_.commits) lazy_since_ = std::chrono::steady_clock::now();
    written_ = counters;
    if (urgent) urgent_ = commit;
    wake = was_idle || (urgent && !was_urgent);
  }
  if (wake) changed_.notify_one();
}

void Syncer::ask_for_a_turn() {
  if (!pulse_.ask()) return;
  // The thread holds it from its answer to its wait: it waits by now, or answers before it does.
  { const std::scoped_lock lock(mutex_); }
  changed_.notify_one();
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
    pulse_.answer();
    if (stopping_) return written_.commits > synced();
    if (urgent_ > synced()) {
      if (std::chrono::steady_clock::now() >= began_at_ + sync_period) return true;
      changed_.wait_until(lock, began_at_ + sync_period);
      continue;
    }
    if (written_.commits <= synced() && marked_ < synced()) {
      if (changed_.wait_until(lock, marked_at_ + mark_period) != std::cv_status::timeout) continue;
      lock.unlock();
      mark(false);
      lock.lock();
      if (store_.failed()) return false;
    } else if (written_.commits <= synced()) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, lazy_since_ + lazy_delay) == std::cv_status::timeout) {
      return true;
    }
  }
}

void Syncer::run() {
  std::unique_lock lock(mutex_);
  while (something_to_sync(lock)) {
    const format::Counters counters = written_;
    began_at_ = std::chrono::steady_clock::now();
    lazy_since_ = began_at_;  // of whatever is written from here on
    lock.unlock();
    const bool durable = sync(counters);
    if (durable) {
      durable_ = counters;
      synced_.store(counters.commits, std::memory_order_release);
    }
    const bool time_to_mark = std::chrono::steady_clock::now() - marked_at_ >= mark_period;
    if (durable && time_to_mark) mark(false);
    on_synced_();
    if (store_.failed()) return;
    lock.lock();
  }
  if (!store_.failed()) mark(true);
}

bool Syncer::sync(const format::Counters& counters) {
  const Pulse::DiskCall call(pulse_);
  const bool durable = store_.sync();
  meter_.synced(std::chrono::steady_clock::now() - began_at_);
  if (!durable) return false;
  note_.write(counters);
  return true;
}

void Syncer::mark(bool closed) {
  const Pulse::DiskCall call(pulse_);
  std::string detail;
  const auto written = write_mark(
      directory_, {.format_version = format::version, .counters = durable_, .closed = closed},
      detail);
  if (!written) {
    const bool full = written.error() == make_error_code(errc::no_space);
    store_.fail({full ? errc::no_space : errc::io_failed, detail});
  }
  marked_ = durable_.commits;
  marked_at_ = std::chrono::steady_clock::now();
}

}  // namespace queue
