// What it costs to find the next message (Google Benchmark, in CPU time): the lanes in turns, its
// priority, its participant, its slot; and to give back what it took once it is settled, its
// successor being read. Outlet::arm does the first, the shard the second.
//   lane_selection [--benchmark_filter=..]
// Arguments of each line: lanes, and how many percent of them are throttled. A throttled lane is
// looked at once and leaves the round; afterwards it must cost nothing.

#include <benchmark/benchmark.h>

#include <cassert>
#include <chrono>
#include <cstring>
#include <deque>

#include "dispatcher/policy/selection.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t participants_of_a_lane = 8;

struct BenchLane {
  explicit BenchLane(ChainPool& chains) : order(chains) {}

  Lane order;
  Window window{WindowOptions{}};
  std::uint64_t turns = 0;
};

/// All lanes with a message for each of their participants, in a round.
class Round {
 public:
  Round(std::size_t lanes_count, std::size_t throttled_count)
      // Each able lane has its turn a little later than the provider's limit has it.
      : step_(std::chrono::nanoseconds{35ms} /
              static_cast<std::int64_t>(lanes_count - throttled_count)) {
    for (std::size_t i = 0; i < lanes_count; ++i) {
      BenchLane& lane = lanes_.emplace_back(chains_);
      for (std::uint32_t p = 0; p < participants_of_a_lane; ++p) arrive(lane, p);
      // The throttled ones are spread among the others.
      if (i * throttled_count / lanes_count != (i + 1) * throttled_count / lanes_count) {
        lane.window.pause_until(TimePoint::max());
      }
      round_.push_back(&lane);
    }
    for (std::size_t i = 0; i < lanes_count; ++i) select();
    assert(round_.size() == lanes_count - throttled_count);
  }

  /// One message is chosen, sent and settled; or a lane leaves the round.
  void select() {
    BenchLane& lane = *round_.front();
    round_.pop_front();
    const Choice choice = choose(lane.order, lane.window, lane.turns, now_);
    if (!choice.priority) return;
    Chain* chain = lane.order.take(*choice.priority);
    lane.window.take(*choice.priority, now_);
    ++lane.turns;
    round_.push_back(&lane);
    lane.window.arrived(now_);
    const Handle handle = chain->head.handle;
    lane.order.finish(chain);
    arrive(lane, handle);
    now_ += step_;
  }

  std::size_t able_count() const { return round_.size(); }

 private:
  /// The handle tells whom it is for.
  void arrive(BenchLane& lane, Handle handle) {
    OrderKey key{};
    std::memcpy(key.data(), &handle, sizeof handle);
    lane.order.arrive({.key = key, .position = {.sequence = ++sequence_}, .handle = handle});
  }

  std::chrono::nanoseconds step_;
  ChainPool chains_;
  std::deque<BenchLane> lanes_;  // they never move
  std::deque<BenchLane*> round_;
  TimePoint now_{1h};
  std::uint64_t sequence_ = 0;
};

void select(benchmark::State& state) {
  const auto lanes_count = static_cast<std::size_t>(state.range(0));
  const auto throttled_count = lanes_count * static_cast<std::size_t>(state.range(1)) / 100;
  Round round(lanes_count, throttled_count);
  const std::size_t able_count = round.able_count();
  for ([[maybe_unused]] const auto _ : state) round.select();
  if (round.able_count() != able_count)
    state.SkipWithError("a lane that could send left the round");
}
BENCHMARK(select)
    ->ArgNames({"lanes", "throttled_percent"})
    ->Args({10, 0})
    ->Args({100, 0})
    ->Args({10'000, 0})
    ->Args({1'000, 99})
    ->Args({10'000, 99});

}  // namespace
}  // namespace dispatcher

BENCHMARK_MAIN();
