#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/face/control_target.hpp"
#include "dispatcher/message/outcome.hpp"

namespace dispatcher {

/// Which dead letters are meant. The command writes it into the query of its requests, the daemon
/// reads it there.
struct DeadFilter {
  std::string service{};  ///< as ServiceSid::canonical(); empty: of any
  std::optional<std::uint32_t> code{};
  std::optional<OutcomeKind> reason{};
  WallTime since{};  ///< ended then or later; epoch: at any time
  WallTime until{};  ///< ended before; epoch: at any time

  bool operator==(const DeadFilter&) const = default;
};

bool matches(const DeadFilter& filter, std::string_view lane_name, const Outcome& outcome);

/// "&service=KS..&code=.." of what is not any; times to the millisecond.
std::string query_of(const DeadFilter& filter);

/// Nothing: `complaint` says what is wrong. Keys that are no filter are not looked at.
std::optional<DeadFilter> read_dead_filter(const ControlTarget& target, std::string& complaint);

/// "rejected", "dead" or "expired"; nothing: none of these.
std::optional<OutcomeKind> parse_dead_reason(std::string_view text);

/// A time (RFC 3339), or an age before `now` ("90s", "2h", "7d"); nothing: neither.
std::optional<WallTime> parse_since(std::string_view text, WallTime now);
/// How to write it; empty: it can be parsed.
std::string complaint_about_since(const std::string& text);

/// From "5/s", "30/m" or "100/h", the number 1 to 10,000, to the time from one to the next.
std::optional<std::chrono::microseconds> parse_pace(std::string_view text);

}  // namespace dispatcher
