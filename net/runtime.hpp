#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "net/exchange.hpp"

namespace net {

/// UTC wall time.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// A timer of the wheel; destroying it cancels it. One thread.
class Timer;

/// The only clock, timer and random source of a shard, and its executor. One thread, but for `post`
/// on the io_context.
class Runtime {
 public:
  explicit Runtime(std::uint64_t random_seed);
  virtual ~Runtime();

  boost::asio::io_context& io();

  /// Cached: read from the clock once per `refresh_now`, which the shard's loop calls once a turn.
  TimePoint now() const;
  TimePoint refresh_now();
  WallTime wall_now() const;

  /// Uniform in [0, 1).
  double random();
};

}  // namespace net
