#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace simulator {

/// Reads "80ms", "5s", "0.5s", "300us" or "2m"; a bare number is refused, but "0" needs no unit. At
/// most one day.
std::optional<std::chrono::microseconds> parse_duration(std::string_view text);

}  // namespace simulator
