#include "queue/eraser.hpp"

#include <pthread.h>

#include <cstddef>
#include <utility>

namespace queue {
namespace {

/// Beside what the engine rests (background_pace.hpp): a piece takes a sixth of its speed.
constexpr int rest_factor = 1;

}  // namespace

Eraser::Eraser(Store& store, std::function<void()> on_end)
    : store_(store), on_end_(std::move(on_end)), thread_([this] { run(); }) {}

Eraser::~Eraser() {
  {
    const std::scoped_lock lock(mutex_);
    cancelled_.store(true, std::memory_order_release);
  }
  cancelling_.notify_one();
  thread_.join();
}

void Eraser::run() {
  ::pthread_setname_np(::pthread_self(), "eraser");
  store_.flush();  // the logs go with it
  for (std::size_t i = 0; i < families_count; ++i) {
    const auto family = static_cast<Family>(i);
    for (const auto& piece : store_.pieces(family)) {
      if (cancelled_.load(std::memory_order_acquire)) break;
      const auto began = std::chrono::steady_clock::now();
      store_.rewrite(family, piece, cancelled_);
      rest(rest_factor * (std::chrono::steady_clock::now() - began));
    }
  }
  ended_.store(true, std::memory_order_release);
  on_end_();
}

void Eraser::rest(std::chrono::steady_clock::duration time) {
  std::unique_lock lock(mutex_);
  cancelling_.wait_for(lock, time, [this] { return cancelled_.load(std::memory_order_relaxed); });
}

}  // namespace queue
