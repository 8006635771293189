#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace simulator {

/// Reads "80ms", "5s", "0.5s", "300us" or "2m"; a bare number is refused, but "0" needs no unit. At
/// most one day.
std::optional<std::chrono::microseconds> parse_duration(std::string_view text);
/// The same, and with a '-' in front: "-60s".
std::optional<std::chrono::microseconds> parse_signed_duration(std::string_view text);

/// Something between two durations, each time anew.
struct DurationRange {
  std::chrono::microseconds min{0};
  std::chrono::microseconds max{0};  ///< never below `min`

  /// \param share  0 to 1: how far from `min` to `max`
  std::chrono::microseconds at(double share) const;
};

/// Reads "2s..8s", or "3s" for exactly that.
std::optional<DurationRange> parse_duration_range(std::string_view text);

}  // namespace simulator
