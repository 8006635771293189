// What it costs to make the request of a message (Google Benchmark, CPU time): head and form body
// in one piece.
//   request_building [--benchmark_filter=..]
// Argument: code units of the text. Some of it is quoted, as in a text that people write.

#include <benchmark/benchmark.h>

#include <string>

#include "dispatcher/message/proxy_api.hpp"

namespace dispatcher {
namespace {

std::string text_of(std::size_t units) {
  static const std::string sentence = "Your driver is here: a blue car, 1234. ";
  std::string text;
  while (text.size() < units) text += sentence;
  text.resize(units);
  return text;
}

void build(benchmark::State& state) {
  const auto builder = RequestBuilder::create("proxy.twilio.com", "SKuser", "secret");
  const Message message{
      .id = "bench",
      .service = *ServiceSid::parse("KS" + std::string(32, 'a')),
      .session = *SessionSid::parse("KC" + std::string(32, 'b')),
      .participant = *ParticipantSid::parse("KP" + std::string(32, 'c')),
      .body = text_of(static_cast<std::size_t>(state.range(0))),
  };
  RequestBuffer buffer;
  std::size_t bytes = 0;
  for ([[maybe_unused]] const auto _ : state) {
    const auto request = builder->build(message, buffer);
    benchmark::DoNotOptimize(request.data());
    bytes = request.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(build)->ArgName("units")->Arg(1)->Arg(100)->Arg(1'600);

}  // namespace
}  // namespace dispatcher

BENCHMARK_MAIN();
