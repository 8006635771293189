#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "net/exchange.hpp"

namespace net {

/// Something that waits for a file descriptor.
class PollTarget {
 public:
  /// May remove any watch, and destroy any target.
  virtual void on_poll(bool readable, bool writable) = 0;

 protected:
  ~PollTarget() = default;
};

/// The sockets of one shard in an epoll set of their own, which Asio watches as one descriptor.
/// A socket is registered once, so waiting for an answer costs no system call, no handler and no
/// lock per request; Asio's own wait re-arms by epoll_ctl each time. The price, two more system
/// calls, is paid once per batch of ready sockets. Level triggered: what is left unread is
/// announced again. One thread.
class Poller {
 public:
  /// `refresh_now` runs before each batch of callbacks, and tells the time.
  Poller(boost::asio::io_context& io, std::function<TimePoint()> refresh_now);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  using Watch = std::uint64_t;
  static constexpr Watch no_watch = 0;

  /// Announces `target` of readability, and of writability as long as `writable`. `descriptor`
  /// stays the caller's and is removed before it is closed. `no_watch`: the system refused, see
  /// errno.
  Watch add(int descriptor, bool writable, PollTarget& target);
  void want_writable(Watch watch, bool writable);
  void remove(Watch watch);

  /// Serves what is ready now, as the io_context would, until nothing is, or some rounds long.
  void serve();
  /// Nothing had come for it when `serve` asked last, which was at most 1 ms before `now`: one
  /// system call for all sockets that are about to be written to. False: nobody knows.
  bool was_silent(Watch watch, TimePoint now) const;

 private:
  struct Slot {
    PollTarget* target = nullptr;
    int descriptor = -1;
    std::uint32_t generation = 1;   // so that an event of a removed watch finds nobody
    std::uint64_t ready_round = 0;  // the last one that found it ready
  };
  static constexpr std::size_t batch_max = 128;

  Slot* find(Watch watch);
  void wait();
  void run_batches();
  void foresee(Watch watch) const;
  std::size_t run_batch();

  boost::asio::posix::stream_descriptor epoll_;
  std::function<TimePoint()> refresh_now_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::size_t watched_count_ = 0;
  bool waiting_ = false;
  std::uint64_t round_ = 0;
  TimePoint silent_until_ = TimePoint::min();  // what the last round did not find is silent
};

}  // namespace net
