#include "tests/net/pool_fixture.hpp"

#include <chrono>

namespace net {
namespace {

using namespace std::chrono_literals;

Ended copy_of(const Exchange& exchange) {
  Ended ended{.exchange = exchange, .body = std::string(exchange.body), .fields = {}};
  for (std::size_t at = 0; at < captured_fields_max; ++at)
    ended.fields[at] = std::string(exchange.fields[at]);
  // A sanitizer objects when the padding is not readable.
  if (exchange.head_complete) {
    const std::string_view padding(exchange.body.data() + exchange.body.size(), body_padding_bytes);
    EXPECT_EQ(std::string(padding).size(), body_padding_bytes);
  }
  ended.exchange.body = {};
  ended.exchange.fields.fill({});
  return ended;
}

}  // namespace

void Recorder::on_exchange(const Exchange& exchange) {
  EXPECT_FALSE(in_call_of_the_shard);
  ended.push_back(copy_of(exchange));
}

void Recorder::on_late_exchange(const Exchange& exchange) {
  EXPECT_FALSE(in_call_of_the_shard);
  late.push_back(copy_of(exchange));
}

void Recorder::on_connect_failed(boost::system::error_code error, std::string_view detail) {
  EXPECT_FALSE(in_call_of_the_shard);
  failures.push_back({error, std::string(detail)});
}

TestAuthority& PoolTest::authority() {
  static TestAuthority only;
  return only;
}

std::string PoolTest::answer(int status, std::string_view body, std::string_view fields) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Some Reason\r\nContent-Type: application/json\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string PoolTest::request(std::size_t body_bytes) {
  return "POST /v1/Messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
         std::to_string(body_bytes) + "\r\n\r\n" + std::string(body_bytes, 'b');
}

void PoolTest::serve(TlsTestServer::Script script, const CertificateOptions& certificate,
                     const TlsTestServer::Options& options) {
  server =
      std::make_unique<TlsTestServer>(authority().issue(certificate), std::move(script), options);
  port = server->port();
}

void PoolTest::make_pool(const PoolOptions& options) {
  std::string detail;
  auto created = TlsContext::create({.ca_file = authority().ca_file()}, detail);
  ASSERT_TRUE(created) << detail;
  tls = std::move(created.value());
  pool = std::make_unique<Pool>(runtime, tls, Endpoint{host, port}, options, recorder);
}

void PoolTest::run_until(const std::function<bool()>& done) {
  const auto patience_ends = std::chrono::steady_clock::now() + 10s;
  while (!done() && std::chrono::steady_clock::now() < patience_ends) {
    runtime.io().restart();
    runtime.io().run_one_for(50ms);
    runtime.refresh_now();
  }
  ASSERT_TRUE(done());
}

void PoolTest::want(std::size_t count) {
  runtime.refresh_now();
  recorder.in_call_of_the_shard = true;
  pool->want(count);
  recorder.in_call_of_the_shard = false;
}

void PoolTest::post(std::uint64_t tag, std::string_view text) {
  runtime.refresh_now();
  recorder.in_call_of_the_shard = true;
  pool->post(tag, text);
  recorder.in_call_of_the_shard = false;
}

void PoolTest::open(std::size_t count) {
  if (!pool) make_pool();
  want(count);
  run_until([&] { return pool->ready_count() >= count; });
}

const Ended& PoolTest::exchange(std::string_view text) {
  if (!pool || pool->ready_count() == 0) open();
  const auto before = recorder.ended.size();
  post(before, text);
  run_until([&] { return recorder.ended.size() > before; });
  return recorder.ended.back();
}

const Recorder::Failure& PoolTest::failed_open() {
  if (!pool) make_pool();
  want(1);
  run_until([&] { return !recorder.failures.empty(); });
  return recorder.failures.back();
}

}  // namespace net
