#include "dispatcher/face/log_line.hpp"

#include <algorithm>
#include <cassert>

#include "dispatcher/face/log_mask.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::critical:
      return "critical";
    case LogLevel::error:
      return "error";
    case LogLevel::warning:
      return "warning";
    case LogLevel::info:
      return "info";
    case LogLevel::debug:
      return "debug";
  }
  return "";
}

/// As syslog(3) numbers them.
std::uint64_t priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::critical:
      return 2;
    case LogLevel::error:
      return 3;
    case LogLevel::warning:
      return 4;
    case LogLevel::info:
      return 6;
    case LogLevel::debug:
      return 7;
  }
  return 7;
}

std::string value_text(const LogField& field) {
  if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
    return std::to_string(*number);
  }
  return masked(std::get<std::string>(field.value));
}

std::string text_line(const LogEvent& event, WallTime now) {
  std::string line;
  append_rfc3339(line, now);
  return line.append(" ").append(name_of(event.level)).append(" ").append(masked(event.sentence));
}

std::string json_line(const LogEvent& event, WallTime now) {
  std::string line;
  JsonLine json(line);
  json.field("time", now);
  json.field("level", name_of(event.level));
  json.field("event", name_of(event.id));
  json.field("message", masked(event.sentence));
  for (const LogField& field : event.fields) {
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) {
      json.field(field.key, *number);
    } else {
      json.field(field.key, value_text(field));
    }
  }
  json.close();
  return line;
}

std::string journal_line(const LogEvent& event) {
  std::string line = "MESSAGE=" + masked(event.sentence);
  line += "\nPRIORITY=" + std::to_string(priority_of(event.level));
  line.append("\nSYSLOG_IDENTIFIER=dispatcher\nDISPATCHER_EVENT=").append(name_of(event.id));
  for (const LogField& field : event.fields) {
    line += "\nDISPATCHER_";
    for (const char c : field.key) line += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    line.append("=").append(value_text(field));
  }
  return line;
}

}  // namespace

std::string log_line(const LogEvent& event, LogFormat format, WallTime now) {
  assert(format != LogFormat::automatic);
  switch (format) {
    case LogFormat::json:
      return json_line(event, now);
    case LogFormat::journal:
      return journal_line(event);
    default:
      return text_line(event, now);
  }
}

}  // namespace dispatcher
