#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Quantities as people write them in the configuration: whole numbers with a unit.
namespace dispatcher {

/// "250ms", "30s", "5m", "24h", "7d"; "0" needs no unit. Empty: none of these, or over 10,000 days.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest exact way to write it: 90 s is "90s", 3600 s is "1h", nothing is "0s".
std::string duration_text(std::chrono::milliseconds duration);

/// "512B", "64KiB", "256MiB", "2GiB", "1TiB". Empty: none of these, or over 1,000 TiB.
std::optional<std::uint64_t> parse_size_bytes(std::string_view text);

/// The shortest exact way to write it.
std::string size_text(std::uint64_t bytes);

}  // namespace dispatcher
