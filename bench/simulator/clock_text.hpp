#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace simulator {

using WallTime = std::chrono::system_clock::time_point;

/// One moment on both clocks.
struct Now {
  std::chrono::steady_clock::time_point steady{};
  WallTime wall{};
};

/// Wall time (UTC) as text, made anew only when the second changes. One thread.
class ClockText {
 public:
  /// \return  valid until the next call: "2026-11-23T10:00:00"
  std::string_view seconds(WallTime now);
  /// \return  valid until the next call: "Mon, 23 Nov 2026 10:00:00 GMT" (RFC 9110 section 5.6.7)
  std::string_view http_date(WallTime now);

 private:
  void refresh(WallTime now);

  std::time_t second_ = -1;
  std::string seconds_;
  std::string http_date_;
};

/// The six digits behind the second's decimal point.
void append_microseconds(std::string& out, WallTime now);
void append_number(std::string& out, unsigned long long number);
void append_hex(std::string& out, unsigned long long number);  ///< 16 digits, lower case

}  // namespace simulator
