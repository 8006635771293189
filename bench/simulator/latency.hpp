#pragma once

#include <chrono>
#include <optional>
#include <random>
#include <string_view>

namespace simulator {

using Random = std::mt19937_64;

/// How long the provider thinks before it answers: median * e^(sigma * normal) + uniform(0,
/// jitter), cut at max. (Observed at the provider: 80 to 93 ms typically; its own limit for a
/// request is about 30 s.)
struct Latency {
  std::chrono::microseconds median{0};
  std::chrono::microseconds jitter{0};
  double sigma = 0;  ///< 0: no tail; 0.3: one request in 1,000 takes 2.5 medians; 1.0: 22 medians
  std::chrono::microseconds max = std::chrono::seconds{30};

  std::chrono::microseconds sample(Random& random) const;
};

/// Reads "80ms", or a list like "median=80ms,jitter=10ms,sigma=0.3,max=30s" in any order.
std::optional<Latency> parse_latency(std::string_view text);

}  // namespace simulator
