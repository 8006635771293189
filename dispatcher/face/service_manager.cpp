#include "dispatcher/face/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace dispatcher {

namespace {

/// Of the watchdog's interval: two meals may come late.
constexpr int meals_count = 3;
constexpr std::chrono::microseconds extend_interval = ServiceManager::extension / 4;

std::string usec(std::chrono::microseconds time) { return std::to_string(time.count()); }

std::string rate_text(double per_second) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f/s", per_second);
  return text;
}

}  // namespace

ServiceManager ServiceManager::of_process() {
  std::uint64_t watchdog_usec = 0;
  std::optional<std::chrono::microseconds> watchdog;
  // Only for the process that WATCHDOG_PID names.
  if (sd_watchdog_enabled(0, &watchdog_usec) > 0) watchdog.emplace(watchdog_usec);
  if (std::getenv("NOTIFY_SOCKET") == nullptr) return {{}, watchdog};
  return {[](const std::string& lines) { (void)sd_notify(0, lines.c_str()); }, watchdog};
}

void ServiceManager::extend() const { tell("EXTEND_TIMEOUT_USEC=" + usec(extension)); }

void ServiceManager::feed() const {
  if (watchdog_) tell("WATCHDOG=1");
}

std::chrono::microseconds ServiceManager::pace() const {
  return watchdog_ ? std::min(*watchdog_ / meals_count, extend_interval) : extend_interval;
}

void ServiceManager::look(const DaemonStatus& status, TimePoint now) {
  const bool draining = status.state == DaemonState::draining || status.closing;
  if (!std::exchange(ready_, true) && !draining) {
    shown_ = service_status(status);
    show_at_ = now + status_interval;
    tell("READY=1\nSTATUS=" + shown_);
  }
  if (draining) drains(now);
  if (watchdog_ && now >= feed_at_ && status.threads_stuck == 0) {
    feed_at_ = now + *watchdog_ / meals_count;
    feed();
  }
  show(status, now);
}

/// The daemon ends a drain by itself when it takes too long, and with it the extensions.
void ServiceManager::drains(TimePoint now) {
  if (!std::exchange(stopping_, true)) tell("STOPPING=1");
  if (now < extend_at_) return;
  extend_at_ = now + extend_interval;
  extend();
}

void ServiceManager::show(const DaemonStatus& status, TimePoint now) {
  if (now < show_at_) return;
  show_at_ = now + status_interval;
  std::string text = service_status(status);
  if (text == shown_) return;
  shown_ = std::move(text);
  tell("STATUS=" + shown_);
}

void ServiceManager::reloading() {
  // Of the clock that systemd compares it with (sd_notify(3)), which steady_clock is on Linux.
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  tell("RELOADING=1\nMONOTONIC_USEC=" +
       usec(std::chrono::duration_cast<std::chrono::microseconds>(now)));
}

void ServiceManager::reloaded() { tell("READY=1"); }

std::string service_status(const DaemonStatus& status) {
  if (status.closing) return "closing the spool";
  std::string text;
  if (status.state == DaemonState::draining) {
    return "draining: " + std::to_string(status.in_flight) + " in flight, " +
           std::to_string(status.levels.open_count) + " messages open";
  }
  if (status.state == DaemonState::out_of_space) text = "the disk of the spool is full: ";
  text += std::to_string(status.levels.open_count) + " messages open, " +
          rate_text(status.sent_per_second) + " sent";
  if (status.lanes_held > 0) text += ", " + std::to_string(status.lanes_held) + " lanes held";
  if (status.threads_stuck > 0) {
    text += ", " + std::to_string(status.threads_stuck) + " threads stuck";
  }
  return text;
}

LongStep::LongStep(const ServiceManager& manager, std::chrono::seconds most) {
  if (!manager.listens()) return;
  thread_ = std::thread([this, &manager, most] {
    const std::chrono::microseconds pace = manager.pace();
    for (std::chrono::microseconds passed{0}; passed < most; passed += pace) {
      manager.extend();
      manager.feed();
      if (ended_.try_acquire_for(pace)) return;
    }
  });
}

LongStep::~LongStep() {
  if (!thread_.joinable()) return;
  ended_.release();
  thread_.join();
}

}  // namespace dispatcher
