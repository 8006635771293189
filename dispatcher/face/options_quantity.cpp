#include "dispatcher/face/options_quantity.hpp"

#include <array>
#include <charconv>

namespace dispatcher {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array durations = {Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000},
                                  Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::uint64_t duration_max_ms = 10'000ULL * 86'400'000;

constexpr std::array sizes = {Unit{"B", 1}, Unit{"KiB", 1ULL << 10}, Unit{"MiB", 1ULL << 20},
                              Unit{"GiB", 1ULL << 30}, Unit{"TiB", 1ULL << 40}};
constexpr std::uint64_t size_max_bytes = 1'000ULL << 40;

template <std::size_t n>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<Unit, n>& units,
                                   std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty() && number == 0) return 0;
  for (const auto& known : units) {
    if (unit != known.name) continue;
    if (number > most / known.factor) return std::nullopt;
    return number * known.factor;
  }
  return std::nullopt;
}

template <std::size_t n>
std::string write(std::uint64_t value, const std::array<Unit, n>& units, const Unit& of_zero) {
  const Unit* best = value == 0 ? &of_zero : &units.front();
  for (const auto& unit : units) {
    if (value != 0 && value % unit.factor == 0) best = &unit;
  }
  return std::to_string(value / best->factor) + std::string(best->name);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto ms = parse(text, durations, duration_max_ms);
  if (!ms) return std::nullopt;
  return std::chrono::milliseconds{static_cast<std::int64_t>(*ms)};
}

std::string duration_text(std::chrono::milliseconds duration) {
  return write(static_cast<std::uint64_t>(duration.count()), durations, durations[1]);
}

std::optional<std::uint64_t> parse_size_bytes(std::string_view text) {
  return parse(text, sizes, size_max_bytes);
}

std::string size_text(std::uint64_t bytes) { return write(bytes, sizes, sizes.front()); }

}  // namespace dispatcher
