// What the limit of a Service costs a message (Google Benchmark, CPU time): it asks when it may
// go, takes a slot, and tells when the request arrived.
//   window_limiter [--benchmark_filter=..]
// The provider's limit is 30/s. Messages come one after the other at that rate, or all at once.

#include <benchmark/benchmark.h>

#include <chrono>

#include "dispatcher/policy/window.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

void steady(benchmark::State& state) {
  const auto priority = static_cast<Priority>(state.range(0));
  Window window{WindowOptions{}};
  TimePoint now{1h};
  for ([[maybe_unused]] const auto _ : state) {
    now += 34ms;
    if (window.next_possible(priority, now) > now) return state.SkipWithError("the limit was met");
    window.take(priority, now);
    window.arrived(now + 80ms);
  }
}
BENCHMARK(steady)->ArgName("priority")->Arg(1)->Arg(2)->Arg(3);

/// A full window is asked in vain: what a lane costs that waits.
void full(benchmark::State& state) {
  Window window{WindowOptions{}};
  const TimePoint now{1h};
  while (window.next_possible(Priority::urgent, now) <= now) {
    window.take(Priority::urgent, now);
    window.arrived(now);
  }
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(window.next_possible(Priority::urgent, now));
  }
}
BENCHMARK(full);

void without_limit(benchmark::State& state) {
  Window window{WindowOptions{.requests_per_second = 0}};
  TimePoint now{1h};
  for ([[maybe_unused]] const auto _ : state) {
    now += 10us;
    if (window.next_possible(Priority::normal, now) > now) return state.SkipWithError("it waits");
    window.take(Priority::normal, now);
    window.arrived(now);
  }
}
BENCHMARK(without_limit);

}  // namespace
}  // namespace dispatcher

BENCHMARK_MAIN();
