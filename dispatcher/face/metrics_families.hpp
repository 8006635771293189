#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "queue/histogram.hpp"

namespace dispatcher {

/// The families of a scrape in the making.
class MetricsFamilies {
 public:
  /// One label of a sample, and its value.
  struct Labelled {
    std::string_view label;
    double value = 0;
  };

  void gauge(std::string_view name, std::string_view help, double value) {
    add(name, help, prometheus::MetricType::Gauge).metric = {gauge_sample({}, value)};
  }
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    add(name, help, prometheus::MetricType::Counter).metric = {
        counter_sample({}, static_cast<double>(value))};
  }
  void counter_seconds(std::string_view name, std::string_view help, double value) {
    add(name, help, prometheus::MetricType::Counter).metric = {counter_sample({}, value)};
  }
  void gauges(std::string_view name, std::string_view help, const std::string& key,
              const std::vector<Labelled>& samples) {
    auto& family = add(name, help, prometheus::MetricType::Gauge);
    for (const auto& [label, value] : samples)
      family.metric.push_back(gauge_sample({{key, std::string(label)}}, value));
  }
  void counters(std::string_view name, std::string_view help, const std::string& key,
                const std::vector<Labelled>& samples) {
    auto& family = add(name, help, prometheus::MetricType::Counter);
    for (const auto& [label, value] : samples)
      family.metric.push_back(counter_sample({{key, std::string(label)}}, value));
  }
  /// \param unit  what one of the histogram's own unit is: 1e-6 makes seconds of microseconds
  void histogram(std::string_view name, std::string_view help,
                 const queue::Histogram::Reading& reading, double unit);

  std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
  using Labels = std::vector<prometheus::ClientMetric::Label>;

  prometheus::MetricFamily& add(std::string_view name, std::string_view help,
                                prometheus::MetricType type) {
    return families_.emplace_back(
        prometheus::MetricFamily{std::string(name), std::string(help), type, {}});
  }
  static prometheus::ClientMetric gauge_sample(Labels labels, double value) {
    prometheus::ClientMetric sample;
    sample.label = std::move(labels);
    sample.gauge.value = value;
    return sample;
  }
  static prometheus::ClientMetric counter_sample(Labels labels, double value) {
    prometheus::ClientMetric sample;
    sample.label = std::move(labels);
    sample.counter.value = value;
    return sample;
  }

  std::vector<prometheus::MetricFamily> families_;
};

inline void MetricsFamilies::histogram(std::string_view name, std::string_view help,
                                       const queue::Histogram::Reading& reading, double unit) {
  prometheus::ClientMetric sample;
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < reading.bounds.size(); ++i) {
    cumulative += reading.counts[i];
    sample.histogram.bucket.push_back({cumulative, static_cast<double>(reading.bounds[i]) * unit});
  }
  sample.histogram.sample_count = reading.count();
  sample.histogram.sample_sum = static_cast<double>(reading.sum) * unit;
  add(name, help, prometheus::MetricType::Histogram).metric = {std::move(sample)};
}

}  // namespace dispatcher
