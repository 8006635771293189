#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dispatcher/message/error.hpp"

namespace dispatcher {

/// UTC wall time: what is written to disk and shown to people.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// The monotonic clock of everything that waits. Nobody in this room reads it: it is an argument.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Reads "2026-11-23T10:00:00Z", "2026-11-23t10:00:00.25+01:00". A zone is required; a fraction has
/// 1 to 9 digits, of which those behind the microsecond are dropped. A leap second is taken at the
/// end of a UTC month only and means the first moment of the next day. Years 0000 to 9999.
/// \see RFC 3339 section 5.6 (grammar) and 5.7 (ranges, leap seconds)
Result<WallTime> parse_rfc3339(std::string_view text);

/// Appends "2026-11-23T10:00:00.000Z": UTC, milliseconds, cut not rounded.
void append_rfc3339(std::string& out, WallTime time);

/// Reads the three forms of an HTTP date, e.g. "Sun, 06 Nov 1994 08:49:37 GMT". The weekday is not
/// compared with the date. A two-digit year is taken as the nearest that is not more than 50 years
/// ahead of `now`.
/// \see RFC 9110 section 5.6.7
Result<WallTime> parse_http_date(std::string_view text, WallTime now);

}  // namespace dispatcher
