#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dispatcher {

/// How grave it is; a log at one level has what is at least as grave. The configuration may ask for
/// `error` to `debug`.
enum class LogLevel : std::uint8_t { critical = 1, error, warning, info, debug };

/// What a line of the log tells of. The names are stable: programs may look for them.
enum class LogEventId : std::uint8_t {
  started = 1,
  listening,
  stopped,
  spool_damaged,
  spool_failed,
  disk_space,
  lane_held,
  lane_resumed,
  account_trouble,
  account_well,
  late_answer,
  infeasible,
  retention,
  reload,
  thread,
  verdict,
  log_suppressed,
};

struct LogEventName {
  LogEventId id;
  std::string_view name;
};

/// All of them. deploy/log-events.md explains each.
inline constexpr std::array log_event_names{
    LogEventName{LogEventId::started, "started"},
    LogEventName{LogEventId::listening, "listening"},
    LogEventName{LogEventId::stopped, "stopped"},
    LogEventName{LogEventId::spool_damaged, "spool_damaged"},
    LogEventName{LogEventId::spool_failed, "spool_failed"},
    LogEventName{LogEventId::disk_space, "disk_space"},
    LogEventName{LogEventId::lane_held, "lane_held"},
    LogEventName{LogEventId::lane_resumed, "lane_resumed"},
    LogEventName{LogEventId::account_trouble, "account_trouble"},
    LogEventName{LogEventId::account_well, "account_well"},
    LogEventName{LogEventId::late_answer, "late_answer"},
    LogEventName{LogEventId::infeasible, "infeasible"},
    LogEventName{LogEventId::retention, "retention"},
    LogEventName{LogEventId::reload, "reload"},
    LogEventName{LogEventId::thread, "thread"},
    LogEventName{LogEventId::verdict, "verdict"},
    LogEventName{LogEventId::log_suppressed, "log_suppressed"},
};

constexpr std::string_view name_of(LogEventId id) {
  for (const LogEventName& entry : log_event_names) {
    if (entry.id == id) return entry.name;
  }
  return "";
}

/// One of the facts behind the sentence, for programs.
struct LogField {
  std::string_view key;  ///< a-z and '_'
  std::variant<std::string, std::uint64_t> value;
};

/// One line of the log. Texts may hold anything: phone numbers and control characters are taken out
/// when it is written.
struct LogEvent {
  LogEventId id = LogEventId::started;
  LogLevel level = LogLevel::info;
  std::string sentence{};
  std::vector<LogField> fields{};
};

}  // namespace dispatcher
