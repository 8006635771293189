#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "net/exchange.hpp"
#include "net/timer_wheel.hpp"

namespace net {

class Connector;
class Poller;
class Resolver;

/// UTC wall time.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The only clock, timer wheel and random source of a shard, its executor, and its door to the
/// network. One thread, but for posting to `io()`. A simulation derives from it and replaces the
/// protected clock, the driver of the wheel, and the network.
class Runtime {
 public:
  explicit Runtime(std::uint64_t random_seed);
  virtual ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  boost::asio::io_context& io();

  /// Cached: as of the last `refresh_now`. The runtime refreshes before every batch of socket
  /// events and of timers; a loop of its own calls it once a turn.
  TimePoint now() const { return now_; }
  TimePoint refresh_now() { return now_ = read_clock(); }
  WallTime wall_now() const { return read_wall_clock(); }
  /// Not cached. Any thread, as `wall_now`.
  TimePoint boot_now() const { return read_clock(); }

  /// Uniform in [0, 1).
  double random();

  /// For `Timer`, which takes it. Timers come from the io_context, like everything else.
  TimerWheel& timers() { return wheel_; }

  /// Lets events gather: the thread does nothing for so long. A simulation need not.
  virtual void pause(std::chrono::microseconds duration);

  /// Serves the sockets that are ready now, on the thread that runs `io()` and from no callback of
  /// a socket. Whoever is about to write to many knows then which peers have closed.
  void serve_sockets();

  /// Runs every timer due at `refresh_now()`. The real runtime does so by itself.
  void run_timers();

  virtual Connector& connector();
  virtual Resolver& resolver();

 protected:
  /// Time since boot, so that waits go on while the machine sleeps (CLOCK_BOOTTIME).
  virtual TimePoint read_clock() const;
  virtual WallTime read_wall_clock() const;
  /// `run_timers` is wanted at `due`; replaces what was wanted before.
  virtual void wake_at(TimePoint due);

 private:
  struct Impl;

  TimerWheel wheel_;
  TimePoint now_{};
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
