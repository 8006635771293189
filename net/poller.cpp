#include "net/poller.hpp"

#include <sys/epoll.h>

#include <array>
#include <boost/system/system_error.hpp>
#include <cassert>
#include <cerrno>

namespace net {
namespace {

constexpr std::chrono::milliseconds silence_known_for{1};

// A full set is not worth more than this many rounds before timers and posted work get their turn.
constexpr int rounds_max = 4;

int create_epoll() {
  const int descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0)
    throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
  return descriptor;
}

epoll_event interest(Poller::Watch watch, bool writable) {
  epoll_event event{};
  event.events = EPOLLIN | (writable ? EPOLLOUT : 0U);
  event.data.u64 = watch;
  return event;
}

}  // namespace

Poller::Poller(boost::asio::io_context& io, std::function<TimePoint()> refresh_now)
    : epoll_(io, create_epoll()), refresh_now_(std::move(refresh_now)) {}

Poller::~Poller() { assert(watched_count_ == 0); }

Poller::Slot* Poller::find(Watch watch) {
  const auto index = static_cast<std::uint32_t>(watch);
  assert(index < slots_.size());
  auto& slot = slots_[index];
  const bool current = slot.target != nullptr && slot.generation == watch >> 32;
  return current ? &slot : nullptr;
}

Poller::Watch Poller::add(int descriptor, bool writable, PollTarget& target) {
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const auto index = free_slots_.back();
  free_slots_.pop_back();
  auto& slot = slots_[index];
  slot.target = &target;
  slot.descriptor = descriptor;
  const auto watch = Watch{slot.generation} << 32 | index;
  auto event = interest(watch, writable);
  if (epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
    slot.target = nullptr;
    free_slots_.push_back(index);
    return no_watch;
  }
  ++watched_count_;
  wait();
  return watch;
}

void Poller::want_writable(Watch watch, bool writable) {
  const auto* slot = find(watch);
  assert(slot != nullptr);
  auto event = interest(watch, writable);
  [[maybe_unused]] const int failed =
      epoll_ctl(epoll_.native_handle(), EPOLL_CTL_MOD, slot->descriptor, &event);
  assert(failed == 0);
}

void Poller::remove(Watch watch) {
  auto* slot = find(watch);
  assert(slot != nullptr);
  epoll_event unused{};
  epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, slot->descriptor, &unused);
  slot->target = nullptr;
  ++slot->generation;
  free_slots_.push_back(static_cast<std::uint32_t>(watch));
  --watched_count_;
  if (watched_count_ == 0) epoll_.cancel();  // an idle io_context has no work and may return
}

void Poller::wait() {
  if (waiting_) return;
  waiting_ = true;
  epoll_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                    [this](boost::system::error_code error) {
                      waiting_ = false;
                      if (!error) run_batches();
                      if (watched_count_ > 0) wait();
                    });
}

void Poller::run_batches() {
  silent_until_ = TimePoint::min();
  for (int round = 0; round < rounds_max; ++round) {
    if (run_batch() < batch_max) return;
  }
}

void Poller::serve() {
  if (watched_count_ == 0) return;
  std::size_t found_count = 0;
  for (int round = 0; round < rounds_max; ++round) {
    found_count = run_batch();
    if (found_count == 0) break;
  }
  if (found_count < batch_max) silent_until_ = refresh_now_() + silence_known_for;
}

bool Poller::was_silent(Watch watch, TimePoint now) const {
  return now <= silent_until_ && slots_[static_cast<std::uint32_t>(watch)].ready_round != round_;
}

/// Its target comes over while the one before it is served.
void Poller::foresee(Watch watch) const {
  const auto* const target = slots_[static_cast<std::uint32_t>(watch)].target;
  __builtin_prefetch(target);
}

/// How many were ready.
std::size_t Poller::run_batch() {
  std::array<epoll_event, batch_max> events;
  const int count = epoll_wait(epoll_.native_handle(), events.data(), batch_max, 0);
  ++round_;
  if (count <= 0) return 0;
  refresh_now_();
  for (int at = 0; at < count; ++at) {
    const auto& event = events[static_cast<std::size_t>(at)];
    auto* slot = find(event.data.u64);
    if (slot == nullptr) continue;
    slot->ready_round = round_;
    if (at + 1 < count) foresee(events[static_cast<std::size_t>(at) + 1].data.u64);
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    slot->target->on_poll(broken || (event.events & EPOLLIN) != 0,
                          broken || (event.events & EPOLLOUT) != 0);
  }
  return static_cast<std::size_t>(count);
}

}  // namespace net
