// What it costs to read an answer (Google Benchmark, CPU time): its head and body from the bytes as
// they come, the receipt or the error in the body, and the verdict.
//   reply_reading [--benchmark_filter=..]

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/message/proxy_api.hpp"
#include "dispatcher/policy/verdict.hpp"
#include "net/response_reader.hpp"

namespace dispatcher {
namespace {

const std::string created = R"({
  "service_sid": "KSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "data": "{\"body\":\"some message\"}",
  "date_created": "2015-07-30T20:00:00Z",
  "date_updated": "2015-07-30T20:00:00Z",
  "participant_sid": "KPaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "inbound_participant_sid": null,
  "inbound_resource_sid": null,
  "inbound_resource_status": null,
  "inbound_resource_type": null,
  "inbound_resource_url": null,
  "outbound_participant_sid": "KPaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "outbound_resource_sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "outbound_resource_status": "sent",
  "outbound_resource_type": "Message",
  "outbound_resource_url": null,
  "sid": "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "type": "message",
  "url": "https://proxy.twilio.com/v1/Services/KSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Sessions/KCaaaa",
  "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "session_sid": "KCaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
})";

const std::string refused =
    R"({"code":20429,"message":"Too Many Requests",)"
    R"("more_info":"https://www.twilio.com/docs/errors/20429","status":429})";

std::string answer_of(std::string_view status_line, const std::string& body) {
  return std::string(status_line) +
         "\r\nDate: Thu, 30 Jul 2015 20:00:00 GMT\r\nContent-Type: application/json\r\n"
         "Content-Length: " +
         std::to_string(body.size()) +
         "\r\nConnection: keep-alive\r\nTwilio-Concurrent-Requests: 1\r\n"
         "Twilio-Request-Id: RQaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
         "Twilio-Request-Duration: 0.093\r\nStrict-Transport-Security: max-age=31536000\r\n\r\n" +
         body;
}

const std::vector<std::string> captured(answer_fields.begin(), answer_fields.end());

/// The verdict on an answer whose bytes come all at once.
Verdict verdict_on(const std::string& bytes, net::ResponseReader& reader, ReplyParser& replies) {
  reader.reset();
  std::size_t given = 0;
  auto progress = net::ReadProgress::wants_more;
  while (progress == net::ReadProgress::wants_more && given < bytes.size()) {
    const auto space = reader.space();
    const auto count = std::min(space.size(), bytes.size() - given);
    std::copy_n(bytes.data() + given, count, space.data());
    given += count;
    progress = reader.received(count);
  }
  net::Exchange exchange;
  reader.describe(exchange);
  Evidence evidence{.head_complete = exchange.head_complete, .status = exchange.status};
  if (exchange.status < 300) {
    evidence.receipt_known = replies.parse_created(exchange.body).has_value();
  } else if (const auto error = replies.parse_error(exchange.body)) {
    evidence.code = static_cast<std::uint32_t>(error->code);
  }
  return classify(evidence);
}

void read(benchmark::State& state, const std::string& bytes, VerdictKind expected) {
  net::ResponseReader reader(captured);
  ReplyParser replies;
  for ([[maybe_unused]] const auto _ : state) {
    const auto verdict = verdict_on(bytes, reader, replies);
    if (verdict.kind != expected) return state.SkipWithError("another verdict");
  }
}
BENCHMARK_CAPTURE(read, created, answer_of("HTTP/1.1 201 Created", created), VerdictKind::sent);
BENCHMARK_CAPTURE(read, too_many, answer_of("HTTP/1.1 429 Too Many Requests", refused),
                  VerdictKind::not_processed);

void classify_alone(benchmark::State& state) {
  Evidence evidence{.head_complete = true, .status = 201, .receipt_known = true};
  for ([[maybe_unused]] const auto _ : state) {
    benchmark::DoNotOptimize(evidence);
    benchmark::DoNotOptimize(classify(evidence));
  }
}
BENCHMARK(classify_alone);

}  // namespace
}  // namespace dispatcher

BENCHMARK_MAIN();
