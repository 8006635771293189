#pragma once

#include <cstdint>
#include <string>

#include "dispatcher/face/log_event.hpp"
#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// How a line looks.
enum class LogFormat : std::uint8_t {
  automatic = 1,  ///< the journal's where standard error is the journal, else text
  text,           ///< time, level, sentence
  json,           ///< one object a line
  journal,        ///< fields of systemd's journal
};

/// The event as `format` (not automatic) has it, masked, without a line feed at its end.
/// text: "2026-11-30T13:00:00.000Z error the sentence".
/// json: time, level, event, message, and the event's fields.
/// journal: a field a line, "MESSAGE=..", PRIORITY (syslog(3)), DISPATCHER_EVENT, and the event's
/// fields as DISPATCHER_KEY; names as in systemd.journal-fields(7). Pure; any thread.
std::string log_line(const LogEvent& event, LogFormat format, WallTime now);

}  // namespace dispatcher
