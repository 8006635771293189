#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "dispatcher/face/metrics_facts.hpp"
#include "dispatcher/face/metrics_families.hpp"

/// The parts of a scrape. Pure.
namespace dispatcher {

/// What comes in, what is tried, what becomes of it, and how long that takes.
void add_messages(MetricsFamilies& families, const MetricsFacts& facts);
/// What waits, where, and since when; the limits.
void add_queue(MetricsFamilies& families, const MetricsFacts& facts);
/// Connections and accounts.
void add_accounts(MetricsFamilies& families, const MetricsFacts& facts);
/// The spool, its disk, the process.
void add_machine(MetricsFamilies& families, const MetricsFacts& facts);

/// Of what counts microseconds.
inline constexpr double microsecond_in_seconds = 1e-6;

inline double as_double(std::uint64_t count) { return static_cast<double>(count); }

/// 0 where the wall clock was set back.
inline double seconds_since(WallTime then, WallTime now) {
  return std::max(std::chrono::duration<double>(now - then).count(), 0.0);
}

inline double seconds_of_epoch(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

/// A sample for each name of an enumeration. \param first  the number of values[0]
template <class Name, std::size_t n>
std::vector<MetricsFamilies::Labelled> by_name(const std::array<std::uint64_t, n>& values,
                                               std::size_t first = 0) {
  std::vector<MetricsFamilies::Labelled> samples;
  for (std::size_t i = 0; i < n; ++i) {
    samples.push_back({name_of(static_cast<Name>(i + first)), as_double(values[i])});
  }
  return samples;
}

}  // namespace dispatcher
