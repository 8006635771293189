#include "bench/simulator/clock_text.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace simulator {

void ClockText::refresh(WallTime now) {
  const auto second =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now));
  if (second == second_) return;
  second_ = second;
  std::tm parts{};
  gmtime_r(&second, &parts);
  std::array<char, 64> text{};
  seconds_.assign(text.data(),
                  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts));
  http_date_.assign(text.data(),
                    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

std::string_view ClockText::seconds(WallTime now) {
  refresh(now);
  return seconds_;
}

std::string_view ClockText::http_date(WallTime now) {
  refresh(now);
  return http_date_;
}

void append_microseconds(std::string& out, WallTime now) {
  const auto part = now - std::chrono::floor<std::chrono::seconds>(now);
  auto number = std::chrono::duration_cast<std::chrono::microseconds>(part).count();
  std::array<char, 6> digits{};
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    *digit = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  out.append(digits.data(), digits.size());
}

void append_number(std::string& out, unsigned long long number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_hex(std::string& out, unsigned long long number) {
  std::array<char, 16> digits{};
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    *digit = "0123456789abcdef"[number & 15];
    number >>= 4;
  }
  out.append(digits.data(), digits.size());
}

}  // namespace simulator
