#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "dispatcher/face/log_event.hpp"
#include "dispatcher/face/log_limiter.hpp"
#include "dispatcher/face/log_line.hpp"
#include "net/runtime.hpp"

namespace spdlog {
class logger;
namespace sinks {
class sink;
}
}  // namespace spdlog

namespace dispatcher {

/// The log of a daemon: whole lines, never a body, never a secret, nothing that looks like a phone
/// number; what repeats itself is limited, but for verdicts, which only the debug level has, and
/// for the findings of a start or a reload. Any thread.
class Log {
 public:
  /// To the journal or to standard error. `clock` outlives the log.
  Log(LogLevel level, LogFormat format, const net::Runtime& clock);
  /// To `sink`, with a format that is not automatic.
  Log(LogLevel level, LogFormat format, const net::Runtime& clock,
      std::shared_ptr<spdlog::sinks::sink> sink);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool wants(LogLevel level) const;
  void set_level(LogLevel level);
  /// The first of the event's fields, if it has any, is what it is about.
  void write(const LogEvent& event);
  /// Writes how many lines were left out in the minutes that have ended.
  void tell_left_out();

 private:
  void put(const LogEvent& event);

  const net::Runtime& clock_;
  const LogFormat format_;
  std::atomic<LogLevel> level_;
  std::unique_ptr<spdlog::logger> logger_;
  std::mutex limiter_mutex_;
  LogLimiter limiter_;
};

}  // namespace dispatcher
