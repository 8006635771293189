// What it costs to hand a value to another thread (Google Benchmark): our ring beside bounded
// queues that others use, as far as they are installed.
//   ring_compared [--benchmark_filter=..]
// `alone`: one thread pushes 64 values and pops them, a turn is one value. `between`: so many
// threads push while one pops, CPU is that of all of them.

#include <benchmark/benchmark.h>

#include <array>
#include <boost/lockfree/queue.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "queue/ring.hpp"

#if __has_include(<concurrentqueue/concurrentqueue.h>)
#include <concurrentqueue/concurrentqueue.h>
#define HAS_MOODYCAMEL
#endif
#if __has_include(<atomic_queue/atomic_queue.h>)
#include <atomic_queue/atomic_queue.h>
#define HAS_ATOMIC_QUEUE
#endif

namespace {

constexpr std::size_t capacity = 4096;

/// As large as what a shard asks of the spool at most.
struct Value {
  std::array<std::uint64_t, 8> words{};
};

struct OurRing {
  queue::Ring<Value> values{capacity};
  bool push(Value& value) { return values.try_push(value); }
  bool pop(Value& value) {
    auto popped = values.try_pop();
    if (popped) value = *popped;
    return popped.has_value();
  }
};

struct BoostLockfree {
  boost::lockfree::queue<Value, boost::lockfree::fixed_sized<true>> values{capacity};
  bool push(const Value& value) { return values.push(value); }
  bool pop(Value& value) { return values.pop(value); }
};

struct MutexAndDeque {
  std::mutex mutex{};
  std::deque<Value> values{};
  bool push(const Value& value) {
    const std::scoped_lock lock(mutex);
    if (values.size() == capacity) return false;
    values.push_back(value);
    return true;
  }
  bool pop(Value& value) {
    const std::scoped_lock lock(mutex);
    if (values.empty()) return false;
    value = values.front();
    values.pop_front();
    return true;
  }
};

#ifdef HAS_MOODYCAMEL
/// Takes what it has room for; not in order between producers.
struct Moodycamel {
  moodycamel::ConcurrentQueue<Value> values{capacity};
  bool push(const Value& value) { return values.try_enqueue(value); }
  bool pop(Value& value) { return values.try_dequeue(value); }
};
#endif

#ifdef HAS_ATOMIC_QUEUE
struct AtomicQueue {
  atomic_queue::AtomicQueueB2<Value> values{capacity};
  bool push(const Value& value) { return values.try_push(value); }
  bool pop(Value& value) { return values.try_pop(value); }
};
#endif

template <class Queue>
void alone(benchmark::State& state) {
  constexpr std::size_t burst = 64;
  Queue queue;
  Value value;
  while (state.KeepRunningBatch(burst)) {
    for (std::size_t i = 0; i < burst; ++i) queue.push(value);
    for (std::size_t i = 0; i < burst; ++i) queue.pop(value);
    benchmark::DoNotOptimize(value);
  }
}

template <class Queue>
void between(benchmark::State& state) {
  constexpr std::size_t handed_over = 100'000;
  const auto producers_count = static_cast<std::size_t>(state.range(0));
  Queue queue;
  Value value;
  const auto produce = [&queue, share = handed_over / producers_count] {
    Value made;
    for (std::size_t i = 0; i < share; ++i) {
      while (!queue.push(made)) std::this_thread::yield();
    }
  };
  while (state.KeepRunningBatch(handed_over)) {
    std::vector<std::jthread> producers;
    for (std::size_t i = 0; i < producers_count; ++i) producers.emplace_back(produce);
    for (std::size_t i = 0; i < handed_over / producers_count * producers_count; ++i) {
      while (!queue.pop(value)) std::this_thread::yield();
    }
    benchmark::DoNotOptimize(value);
  }
}

template <class Queue>
void compare(const std::string& name) {
  benchmark::RegisterBenchmark(("alone/" + name).c_str(), alone<Queue>);
  benchmark::RegisterBenchmark(("between/" + name).c_str(), between<Queue>)
      ->ArgName("producers")
      ->Arg(1)
      ->Arg(2)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
  compare<OurRing>("ring");
  compare<BoostLockfree>("boost::lockfree");
#ifdef HAS_MOODYCAMEL
  compare<Moodycamel>("moodycamel");
#endif
#ifdef HAS_ATOMIC_QUEUE
  compare<AtomicQueue>("atomic_queue");
#endif
  compare<MutexAndDeque>("mutex and deque");
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
