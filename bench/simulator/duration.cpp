#include "bench/simulator/duration.hpp"

#include <charconv>

namespace simulator {

std::optional<std::chrono::microseconds> parse_duration(std::string_view text) {
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (parsed.ec != std::errc{} || !(value >= 0)) return std::nullopt;
  const std::string_view unit{parsed.ptr, static_cast<std::size_t>(end - parsed.ptr)};
  double microseconds = 0;
  if (unit == "us") {
    microseconds = value;
  } else if (unit == "ms") {
    microseconds = value * 1e3;
  } else if (unit == "s") {
    microseconds = value * 1e6;
  } else if (unit == "m") {
    microseconds = value * 60e6;
  } else if (!unit.empty() || value != 0) {
    return std::nullopt;
  }
  if (microseconds > 86400e6) return std::nullopt;
  return std::chrono::microseconds{static_cast<std::chrono::microseconds::rep>(microseconds)};
}

std::optional<std::chrono::microseconds> parse_signed_duration(std::string_view text) {
  if (!text.starts_with('-')) return parse_duration(text);
  const auto size = parse_duration(text.substr(1));
  if (!size) return std::nullopt;
  return -*size;
}

std::chrono::microseconds DurationRange::at(double share) const {
  const auto part = static_cast<double>((max - min).count()) * share;
  return min + std::chrono::microseconds{static_cast<std::chrono::microseconds::rep>(part)};
}

std::optional<DurationRange> parse_duration_range(std::string_view text) {
  const auto dots = text.find("..");
  const auto min = parse_duration(text.substr(0, dots));
  const auto max = dots == std::string_view::npos ? min : parse_duration(text.substr(dots + 2));
  if (!min || !max || *max < *min) return std::nullopt;
  return DurationRange{.min = *min, .max = *max};
}

}  // namespace simulator
