#include "dispatcher/message/time.hpp"

#include <array>
#include <cstdint>

#include "dispatcher/message/text_cursor.hpp"

namespace dispatcher {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

/// Up to 9 digits behind the point, as microseconds.
bool read_fraction(TextCursor& cursor, microseconds& fraction) {
  std::int64_t value = 0;
  int digits_count = 0;
  while (cursor.at_digit()) {
    const int digit = cursor.take() - '0';
    if (++digits_count > 9) return false;
    if (digits_count <= 6) value = value * 10 + digit;
  }
  if (digits_count == 0) return false;
  for (int i = digits_count; i < 6; ++i) value *= 10;
  fraction = microseconds{value};
  return true;
}

/// "Z" or "+01:00": what is to be taken from the local time to get UTC.
bool read_zone(TextCursor& cursor, minutes& offset) {
  if (cursor.skip('Z') || cursor.skip('z')) return true;
  const bool west = cursor.skip('-');
  if (!west && !cursor.skip('+')) return false;
  int hour = 0;
  int minute = 0;
  if (!cursor.digits(2, hour) || !cursor.skip(':') || !cursor.digits(2, minute)) return false;
  if (hour > 23 || minute > 59) return false;
  offset = hours{hour} + minutes{minute};
  if (west) offset = -offset;
  return true;
}

struct ClockTime {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

bool read_clock_time(TextCursor& cursor, ClockTime& time) {
  return cursor.digits(2, time.hour) && cursor.skip(':') && cursor.digits(2, time.minute) &&
         cursor.skip(':') && cursor.digits(2, time.second) && time.hour <= 23 &&
         time.minute <= 59 && time.second <= 60;
}

std::chrono::year_month_day date_of(int year, int month, int day) {
  return std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
         std::chrono::day{static_cast<unsigned>(day)};
}

/// The moment just before a UTC month begins is the only place of a leap second.
bool begins_a_month(WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  return day == time && std::chrono::year_month_day{day}.day() == std::chrono::day{1};
}

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool read_month_name(TextCursor& cursor, int& month) {
  for (std::size_t i = 0; i < month_names.size(); ++i) {
    if (!cursor.skip(month_names[i])) continue;
    month = static_cast<int>(i) + 1;
    return true;
  }
  return false;
}

Result<WallTime> http_moment(int year, int month, int day, const ClockTime& time) {
  const auto date = date_of(year, month, day);
  if (!date.ok()) return errc::malformed_header;
  return sys_days{date} + hours{time.hour} + minutes{time.minute} + seconds{time.second};
}

/// "Nov  6 08:49:37 1994" behind the weekday, the form of C's asctime.
Result<WallTime> parse_asctime(TextCursor cursor) {
  int year = 0;
  int month = 0;
  int day = 0;
  ClockTime time;
  if (!read_month_name(cursor, month) || !cursor.skip(' ')) return errc::malformed_header;
  if (!cursor.digits(cursor.skip(' ') ? 1 : 2, day)) return errc::malformed_header;
  if (!cursor.skip(' ') || !read_clock_time(cursor, time) || !cursor.skip(' ') ||
      !cursor.digits(4, year) || !cursor.at_end()) {
    return errc::malformed_header;
  }
  return http_moment(year, month, day, time);
}

int full_year(int two_digits, WallTime now) {
  const int this_year =
      static_cast<int>(std::chrono::year_month_day{std::chrono::floor<days>(now)}.year());
  const int year = this_year / 100 * 100 + two_digits;
  return year > this_year + 50 ? year - 100 : year;
}

}  // namespace

Result<WallTime> parse_rfc3339(std::string_view text) {
  TextCursor cursor{text};
  int year = 0;
  int month = 0;
  int day = 0;
  ClockTime time;
  microseconds fraction{};
  minutes offset{};
  if (!cursor.digits(4, year) || !cursor.skip('-') || !cursor.digits(2, month) ||
      !cursor.skip('-') || !cursor.digits(2, day)) {
    return errc::malformed_time;
  }
  if (!cursor.skip('T') && !cursor.skip('t')) return errc::malformed_time;
  if (!read_clock_time(cursor, time)) return errc::malformed_time;
  if (cursor.skip('.') && !read_fraction(cursor, fraction)) return errc::malformed_time;
  if (!read_zone(cursor, offset) || !cursor.at_end()) return errc::malformed_time;

  const auto date = date_of(year, month, day);
  if (!date.ok()) return errc::malformed_time;
  const WallTime whole =
      sys_days{date} + hours{time.hour} + minutes{time.minute} + seconds{time.second} - offset;
  if (time.second < 60) return whole + fraction;
  if (!begins_a_month(whole)) return errc::malformed_time;
  return whole;  // no moment of ours lies inside a leap second
}

void append_rfc3339(std::string& out, WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const auto in_day = std::chrono::floor<std::chrono::milliseconds>(time - day);
  const std::chrono::hh_mm_ss clock{in_day};
  const auto put = [&out](std::int64_t value, int width, char behind) {
    char digits[8];
    for (int i = width; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
    out.append(digits, static_cast<std::size_t>(width));
    out.push_back(behind);
  };
  put(static_cast<int>(date.year()), 4, '-');
  put(static_cast<unsigned>(date.month()), 2, '-');
  put(static_cast<unsigned>(date.day()), 2, 'T');
  put(clock.hours().count(), 2, ':');
  put(clock.minutes().count(), 2, ':');
  put(clock.seconds().count(), 2, '.');
  put(clock.subseconds().count(), 3, 'Z');
}

Result<WallTime> parse_http_date(std::string_view text, WallTime now) {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) {
    if (text.size() < 4 || text[3] != ' ') return errc::malformed_header;
    return parse_asctime(TextCursor{text.substr(4)});
  }
  TextCursor cursor{text.substr(comma + 1)};
  int year = 0;
  int month = 0;
  int day = 0;
  ClockTime time;
  if (!cursor.skip(' ') || !cursor.digits(2, day)) return errc::malformed_header;
  const bool rfc850 = cursor.skip('-');
  if (!rfc850 && !cursor.skip(' ')) return errc::malformed_header;
  if (!read_month_name(cursor, month) || !cursor.skip(rfc850 ? '-' : ' ')) {
    return errc::malformed_header;
  }
  if (!cursor.digits(rfc850 ? 2 : 4, year) || !cursor.skip(' ') || !read_clock_time(cursor, time) ||
      !cursor.skip(" GMT") || !cursor.at_end()) {
    return errc::malformed_header;
  }
  return http_moment(rfc850 ? full_year(year, now) : year, month, day, time);
}

}  // namespace dispatcher
