#pragma once

#include <string>

#include "dispatcher/face/metrics_facts.hpp"

namespace dispatcher {

/// As a scrape answers, in the text format of Prometheus, version 0.0.4. At most metrics_series_max
/// series; no label but of a fixed set, an account's name or one of metrics_lanes_max Services.
/// Pure.
/// \see https://prometheus.io/docs/instrumenting/exposition_formats/
std::string metrics_text(const MetricsFacts& facts);

inline constexpr auto metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace dispatcher
