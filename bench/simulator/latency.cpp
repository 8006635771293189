#include "bench/simulator/latency.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "bench/simulator/duration.hpp"

namespace simulator {
namespace {

bool read_sigma(std::string_view text, double& sigma) {
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, sigma, std::chars_format::fixed);
  return parsed.ec == std::errc{} && parsed.ptr == end && sigma >= 0 && sigma <= 5;
}

bool read_part(std::string_view part, Latency& latency) {
  const auto equals = part.find('=');
  if (equals == std::string_view::npos) return false;
  const auto name = part.substr(0, equals);
  const auto value = part.substr(equals + 1);
  if (name == "sigma") return read_sigma(value, latency.sigma);
  const auto duration = parse_duration(value);
  if (!duration) return false;
  if (name == "median") {
    latency.median = *duration;
  } else if (name == "jitter") {
    latency.jitter = *duration;
  } else if (name == "max") {
    latency.max = *duration;
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::chrono::microseconds Latency::sample(Random& random) const {
  double microseconds = static_cast<double>(median.count());
  if (sigma > 0) microseconds *= std::exp(sigma * std::normal_distribution<double>{}(random));
  if (jitter.count() > 0) {
    microseconds += static_cast<double>(jitter.count()) *
                    std::uniform_real_distribution<double>{0.0, 1.0}(random);
  }
  const auto cut = std::min(microseconds, static_cast<double>(max.count()));
  return std::chrono::microseconds{static_cast<std::chrono::microseconds::rep>(cut)};
}

std::optional<Latency> parse_latency(std::string_view text) {
  Latency latency;
  if (const auto fixed = parse_duration(text)) {
    latency.median = *fixed;
    latency.max = std::max(latency.max, *fixed);
    return latency;
  }
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    if (!read_part(part, latency)) return std::nullopt;
  }
  return latency.median.count() > 0 ? std::optional{latency} : std::nullopt;
}

}  // namespace simulator
