#include "dispatcher/face/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace dispatcher {

namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::debug:
      return spdlog::level::debug;
  }
  return spdlog::level::info;
}

}  // namespace

void start_log(LogLevel level) {
  auto logger = std::make_shared<spdlog::logger>("dispatcher",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog_level(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
}

void set_log_level(LogLevel level) { spdlog::set_level(spdlog_level(level)); }

void LoggingObserver::on_lane_held(const std::string& lane, const std::string& reason) {
  spdlog::error("lane {} held: {}; its messages wait", lane, reason);
}

void LoggingObserver::on_lane_resumed(const std::string& lane) {
  spdlog::info("lane {} resumed", lane);
}

void LoggingObserver::on_account_trouble(const std::string& account, const std::string& what) {
  spdlog::warn("account {}: {}", account, what);
}

void LoggingObserver::on_account_well(const std::string& account) {
  spdlog::info("account {}: the provider works again", account);
}

void LoggingObserver::on_late_answer(const std::string& id, const std::string& what) {
  spdlog::warn("message {} {}", id, what);
}

void LoggingObserver::on_infeasible(const std::string& lane, std::uint64_t count) {
  spdlog::warn("lane {}: {} messages cannot be sent before they expire, at the lane's rate", lane,
               count);
}

void LoggingObserver::on_space_changed(DiskSpace space) {
  switch (space) {
    case DiskSpace::enough:
      return spdlog::info("the disk of the spool has space again");
    case DiskSpace::below_reserve:
      return spdlog::error(
          "the disk of the spool has less than [spool] reserve free: submissions are refused, "
          "sending goes on; free some space");
    case DiskSpace::full:
      return spdlog::critical(
          "the disk of the spool is full: nothing is sent until there is space again");
  }
}

void LoggingObserver::on_thread_changed(const std::string& thread, ThreadState state) {
  switch (state) {
    case ThreadState::well:
      return spdlog::info("the thread {} takes its turns again", thread);
    case ThreadState::slow_disk:
      return spdlog::error("the thread {} has waited for the disk for {} s", thread,
                           ThreadWatch::disk_call_slow.count());
    case ThreadState::stuck:
      return spdlog::critical(
          "the thread {} is stuck: systemd's watchdog, where there is one, is not fed until it "
          "goes on",
          thread);
  }
}

void LoggingObserver::on_spool_failed(const std::string& detail) {
  spdlog::critical("the spool failed, sending stops: {}", detail);
}

}  // namespace dispatcher
