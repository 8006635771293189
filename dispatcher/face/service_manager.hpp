#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>

#include "dispatcher/daemon_status.hpp"
#include "dispatcher/message/message.hpp"

namespace dispatcher {

/// What systemd is told of the process (sd_notify(3)), its watchdog's food included
/// (sd_watchdog_enabled(3)). Where nobody asked to be told, nothing happens.
class ServiceManager {
 public:
  /// Takes lines "KEY=value"; any thread.
  using Tell = std::function<void(const std::string& lines)>;

  /// An extension holds for so long; it is renewed in time, as the drain goes on.
  static constexpr std::chrono::seconds extension{20};
  static constexpr std::chrono::seconds status_interval{1};

  /// \param tell      none: nobody listens
  /// \param watchdog  within this it wants to be fed; nothing: there is none
  ServiceManager(Tell tell, std::optional<std::chrono::microseconds> watchdog)
      : tell_(std::move(tell)), watchdog_(watchdog) {}
  /// As the environment of this process has it: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID.
  static ServiceManager of_process();

  bool listens() const { return static_cast<bool>(tell_); }
  /// What the process does before it is ready.
  void starting(const std::string& what) { tell("STATUS=" + what); }
  /// Whatever times out now in systemd (the start, the stop) waits on. Any thread.
  void extend() const;
  /// Food for the watchdog, where there is one. Any thread.
  void feed() const;
  /// How often to do both in a long step.
  std::chrono::microseconds pace() const;

  /// A look of the daemon: the first says that it is ready. Every one of them while it runs; the
  /// daemon's thread, like the next two.
  void look(const DaemonStatus& status, TimePoint now);
  void reloading();
  void reloaded();

 private:
  void tell(const std::string& lines) const {
    if (tell_) tell_(lines);
  }
  void drains(TimePoint now);
  void show(const DaemonStatus& status, TimePoint now);

  const Tell tell_;
  const std::optional<std::chrono::microseconds> watchdog_;
  bool ready_ = false;
  bool stopping_ = false;
  TimePoint feed_at_{};
  TimePoint extend_at_{};
  TimePoint show_at_{};
  std::string shown_;
};

/// The STATUS of a daemon: backlog, rate, and what is amiss.
std::string service_status(const DaemonStatus& status);

/// While it lives, for `most` at most, systemd waits on and its watchdog is fed: for a step that
/// the daemon's thread takes in one piece. On a thread of its own.
class LongStep {
 public:
  LongStep(const ServiceManager& manager, std::chrono::seconds most);
  ~LongStep();
  LongStep(const LongStep&) = delete;
  LongStep& operator=(const LongStep&) = delete;

 private:
  std::binary_semaphore ended_{0};
  std::thread thread_;
};

}  // namespace dispatcher
