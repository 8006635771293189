#include "dispatcher/face/log_observer.hpp"

namespace dispatcher {
namespace {

LogEvent space_event(DiskSpace space) {
  switch (space) {
    case DiskSpace::enough:
      break;
    case DiskSpace::below_reserve:
      return {LogEventId::disk_space,
              LogLevel::error,
              "the disk of the spool has less than [spool] reserve free: submissions are refused, "
              "sending goes on; free some space",
              {{"state", "below_reserve"}}};
    case DiskSpace::full:
      return {LogEventId::disk_space,
              LogLevel::critical,
              "the disk of the spool is full: nothing is sent until there is space again",
              {{"state", "full"}}};
  }
  return {LogEventId::disk_space,
          LogLevel::info,
          "the disk of the spool has space again",
          {{"state", "enough"}}};
}

LogEvent thread_event(const std::string& thread, ThreadState state) {
  switch (state) {
    case ThreadState::well:
      break;
    case ThreadState::slow_disk:
      return {LogEventId::thread,
              LogLevel::error,
              "the thread " + thread + " has waited for the disk for " +
                  std::to_string(ThreadWatch::disk_call_slow.count()) + " s",
              {{"thread", thread}, {"state", "slow_disk"}}};
    case ThreadState::stuck:
      return {LogEventId::thread,
              LogLevel::critical,
              "the thread " + thread +
                  " is stuck: systemd's watchdog, where there is one, is not fed until it goes on",
              {{"thread", thread}, {"state", "stuck"}}};
  }
  return {LogEventId::thread,
          LogLevel::info,
          "the thread " + thread + " takes its turns again",
          {{"thread", thread}, {"state", "well"}}};
}

}  // namespace

void LogObserver::on_lane_held(const std::string& lane, const std::string& reason) {
  log_.write({LogEventId::lane_held,
              LogLevel::error,
              "lane " + lane + " held: " + reason + "; its messages wait",
              {{"service", lane}, {"reason", reason}}});
}

void LogObserver::on_lane_resumed(const std::string& lane) {
  log_.write(
      {LogEventId::lane_resumed, LogLevel::info, "lane " + lane + " resumed", {{"service", lane}}});
}

void LogObserver::on_account_trouble(const std::string& account, const std::string& what) {
  log_.write({LogEventId::account_trouble,
              LogLevel::warning,
              "account " + account + ": " + what,
              {{"account", account}, {"reason", what}}});
}

void LogObserver::on_account_well(const std::string& account) {
  log_.write({LogEventId::account_well,
              LogLevel::info,
              "account " + account + ": the provider works again",
              {{"account", account}}});
}

void LogObserver::on_late_answer(const std::string& id, const std::string& what) {
  log_.write({LogEventId::late_answer,
              LogLevel::warning,
              "message " + id + " " + what,
              {{"id", id}, {"reason", what}}});
}

void LogObserver::on_infeasible(const std::string& lane, std::uint64_t count) {
  log_.write({LogEventId::infeasible,
              LogLevel::warning,
              "lane " + lane + ": " + std::to_string(count) +
                  " messages cannot be sent before they expire, at the lane's rate",
              {{"service", lane}, {"messages", count}}});
}

void LogObserver::on_space_changed(DiskSpace space) { log_.write(space_event(space)); }

void LogObserver::on_thread_changed(const std::string& thread, ThreadState state) {
  log_.write(thread_event(thread, state));
}

void LogObserver::on_spool_failed(const std::string& detail) {
  log_.write({LogEventId::spool_failed,
              LogLevel::critical,
              "the spool failed, sending stops: " + detail,
              {{"reason", detail}}});
}

bool LogObserver::wants_verdicts() const { return log_.wants(LogLevel::debug); }

void LogObserver::on_verdict(const VerdictNote& note) {
  const std::string verdict(name_of(note.verdict));
  log_.write({LogEventId::verdict,
              LogLevel::debug,
              "message " + std::string(note.id) + ": " + verdict + ", status " +
                  std::to_string(note.status),
              {{"id", std::string(note.id)},
               {"service", std::string(note.service)},
               {"verdict", verdict},
               {"status", static_cast<std::uint64_t>(note.status)},
               {"code", static_cast<std::uint64_t>(note.code)},
               {"attempts", static_cast<std::uint64_t>(note.attempts)}}});
}

}  // namespace dispatcher
