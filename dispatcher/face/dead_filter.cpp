#include "dispatcher/face/dead_filter.hpp"

#include <charconv>

#include "dispatcher/face/dead_text.hpp"
#include "dispatcher/face/options_quantity.hpp"
#include "dispatcher/message/sid.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t pace_count_max = 10'000;

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && behind == end;
}

/// Empty text: stays as it is.
bool read_time(std::string_view text, WallTime& time) {
  if (text.empty()) return true;
  const auto read = parse_rfc3339(text);
  if (read) time = *read;
  return read.has_value();
}

void append_time(std::string& query, std::string_view key, WallTime time) {
  if (time == WallTime{}) return;
  query.append("&").append(key).append("=");
  append_rfc3339(query, time);
}

}  // namespace

bool matches(const DeadFilter& filter, std::string_view lane_name, const Outcome& outcome) {
  if (!filter.service.empty() && lane_name != filter.service) return false;
  if (filter.code && outcome.code != *filter.code) return false;
  if (filter.reason && outcome.kind != *filter.reason) return false;
  if (outcome.answered_at < filter.since) return false;
  return filter.until == WallTime{} || outcome.answered_at < filter.until;
}

std::string query_of(const DeadFilter& filter) {
  std::string query;
  if (!filter.service.empty()) query += "&service=" + filter.service;
  if (filter.code) query += "&code=" + std::to_string(*filter.code);
  if (filter.reason) query.append("&reason=").append(name_of(*filter.reason));
  append_time(query, "since", filter.since);
  append_time(query, "until", filter.until);
  return query;
}

std::optional<DeadFilter> read_dead_filter(const ControlTarget& target, std::string& complaint) {
  DeadFilter filter;
  if (const auto service = target.value("service"); !service.empty()) {
    const auto sid = ServiceSid::parse(service);
    if (!sid) {
      complaint = "service is no Service: KS and 32 hexadecimal digits";
      return std::nullopt;
    }
    filter.service = sid->canonical();
  }
  if (const auto code = target.value("code"); !code.empty()) {
    if (!read_number(code, filter.code.emplace())) {
      complaint = "code is no number of the provider's errors";
      return std::nullopt;
    }
  }
  if (const auto reason = target.value("reason"); !reason.empty()) {
    filter.reason = parse_dead_reason(reason);
    if (!filter.reason) {
      complaint = "reason is none of rejected, dead and expired";
      return std::nullopt;
    }
  }
  if (!read_time(target.value("since"), filter.since) ||
      !read_time(target.value("until"), filter.until)) {
    complaint = "since or until is no time like 2026-11-23T10:00:00Z";
    return std::nullopt;
  }
  return filter;
}

std::optional<OutcomeKind> parse_dead_reason(std::string_view text) {
  for (std::uint8_t value = 1; value <= outcome_kind_last; ++value) {
    const auto kind = static_cast<OutcomeKind>(value);
    if (may_be_dead_letter(kind) && text == name_of(kind)) return kind;
  }
  return std::nullopt;
}

std::optional<WallTime> parse_since(std::string_view text, WallTime now) {
  if (const auto time = parse_rfc3339(text)) return *time;
  if (const auto age = parse_duration(text)) return now - *age;
  return std::nullopt;
}

std::string complaint_about_since(const std::string& text) {
  return parse_since(text, WallTime{})
             ? ""
             : "write a time like 2026-11-23T10:00:00Z, or an age like 90s, 2h or 7d";
}

std::optional<std::chrono::microseconds> parse_pace(std::string_view text) {
  const auto slash = text.find('/');
  std::int64_t count = 0;
  if (slash == text.npos || !read_number(text.substr(0, slash), count)) return std::nullopt;
  if (count < 1 || count > pace_count_max) return std::nullopt;
  const auto unit = text.substr(slash + 1);
  std::chrono::microseconds each{};
  if (unit == "s") each = 1s;
  if (unit == "m") each = 1min;
  if (unit == "h") each = 1h;
  if (each == 0us) return std::nullopt;
  return std::chrono::microseconds((each.count() + count - 1) / count);  // never faster than asked
}

}  // namespace dispatcher
