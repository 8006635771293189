// The whole simulator over real sockets and real TLS.

#include "bench/simulator/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/simulator/tls_client.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using End = ClientAnswer::End;

std::string post(const std::string& form, const std::string& more = "") {
  return "POST /v1/Services/KS" + std::string(32, 'a') + "/Sessions/KC" + std::string(32, 'b') +
         "/Participants/KP" + std::string(32, 'c') +
         "/MessageInteractions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic dTpw\r\n"
         "Content-Type: application/x-www-form-urlencoded\r\n" +
         more + "Content-Length: " + std::to_string(form.size()) + "\r\n\r\n" + form;
}

class ServerTest : public testing::Test {
 protected:
  void start(ProviderOptions options = {}, const std::string& script = "",
             ServerOptions limits = {}) {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    ledger_path_ = std::filesystem::path{testing::TempDir()} / ("simulator_" + name + ".ndjson");
    std::filesystem::remove(ledger_path_);
    std::istringstream credentials{"first u p\n"};
    std::istringstream lines{script};
    ledger_.emplace(ledger_path_);
    provider_.emplace(std::move(options), Accounts::read(credentials), Script::read(lines),
                      &*ledger_);
    server_.emplace(limits, make_tls_context(identity_), *provider_, &*ledger_);
    thread_ = std::thread{[this] { server_->run(); }};
  }
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
  void TearDown() override {
    stop();
    std::filesystem::remove(ledger_path_);
  }
  /// Counters may be read after it.
  void stop() {
    if (!thread_.joinable()) return;
    server_->wake();
    thread_.join();
  }
  std::unique_ptr<TlsClient> client(SSL_SESSION* session = nullptr) {
    return std::make_unique<TlsClient>(server_->port(), *identity_.authority, session);
  }
  std::vector<std::string> ledger() const {
    std::ifstream file{ledger_path_};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  bool ledger_reaches(std::size_t lines) const {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (ledger().size() < lines && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    return ledger().size() >= lines;
  }

  std::optional<Provider> provider_;
  std::optional<Server> server_;

 private:
  Identity identity_ = make_identity();
  std::filesystem::path ledger_path_;
  std::optional<Ledger> ledger_;
  std::thread thread_;
};

TEST_F(ServerTest, AnswersAPostAndHasItsLedgerLineOnDiskBeforeTheAnswerCameBack) {
  start();
  const auto one = client();
  EXPECT_EQ(one->protocol(), "http/1.1");
  const auto answer = one->ask(post("Body=hello"));
  const auto lines = ledger();
  EXPECT_EQ(answer.status, 201);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr(R"("account":"first","service":"KSaaaa)"));
  EXPECT_THAT(lines[0], HasSubstr(R"("connection":1,"request":1,"status":201})"));
  EXPECT_THAT(lines[0],
              HasSubstr("\"body_sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e7304"
                        "3362938b9824\""));
  const auto ki = lines[0].substr(lines[0].find("\"ki\":\"") + 6, 34);
  EXPECT_THAT(answer.body, HasSubstr("\"sid\": \"" + ki + "\""));
}

TEST_F(ServerTest, KeepsTheConnectionAndNumbersItsRequests) {
  start();
  const auto one = client();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(one->ask(post("Body=x")).status, 201);
  EXPECT_EQ(client()->ask(post("Body=x")).status, 201);
  const auto lines = ledger();
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_THAT(lines[4], HasSubstr(R"("connection":1,"request":5,)"));
  EXPECT_THAT(lines[5], HasSubstr(R"("connection":2,"request":1,)"));
}

TEST_F(ServerTest, AnswersErrorsOnAConnectionThatStaysUsable) {
  start({.window = {.requests_max = 1, .length = 1h}});
  const auto one = client();
  EXPECT_EQ(one->ask(post("Other=x")).status, 400);
  EXPECT_EQ(one->ask("GET /v1/x HTTP/1.1\r\nHost: a\r\n\r\n").status, 401);
  EXPECT_EQ(one->ask(post("Body=x")).status, 201);
  EXPECT_EQ(one->ask(post("Body=x")).status, 429);
  EXPECT_EQ(ledger().size(), 1u);
}

TEST_F(ServerTest, ReadsARequestThatArrivesByteByByte) {
  start();
  const auto one = client();
  for (const char byte : post("Body=slow")) one->send(std::string(1, byte));
  EXPECT_EQ(one->receive().status, 201);
}

TEST_F(ServerTest, AnswersRequestsSentAheadInTheirOrder) {
  start();
  const auto one = client();
  one->send(post("Body=first") + post("") + post("Body=second"));
  EXPECT_THAT(one->receive().body, HasSubstr("first"));
  EXPECT_EQ(one->receive().status, 400);
  EXPECT_THAT(one->receive().body, HasSubstr("second"));
}

TEST_F(ServerTest, TakesTheLargestTextThatIsAllowed) {
  start();
  std::string form = "Body=";
  for (int i = 0; i < 1600; ++i) form += "%E2%82%AC";
  const auto answer = client()->ask(post(form));
  EXPECT_EQ(answer.status, 201);
  EXPECT_GT(answer.body.size(), 4800u);
}

TEST_F(ServerTest, ClosesAfterWhatIsNoRequest) {
  start();
  const auto one = client();
  EXPECT_EQ(one->ask("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(one->receive().end, End::closed);
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
  start();
  const auto one = client();
  const auto answer = one->ask(post("Body=x", "Connection: close\r\n"));
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(one->receive().end, End::closed);
}

TEST_F(ServerTest, ResetsBeforeAndAfterTheSideEffect) {
  start({},
        "{\"request\":1,\"fault\":\"reset-before\"}\n{\"request\":2,\"fault\":\"reset-after\"}");
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::reset);
  EXPECT_EQ(ledger().size(), 0u);
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::reset);
  const auto lines = ledger();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr(R"("status":null,"fault":"reset-after"})"));
}

TEST_F(ServerTest, EndsInAnOrderlyWayBeforeAndAfterTheSideEffect) {
  start({}, "{\"request\":1,\"fault\":\"fin-before\"}\n{\"request\":2,\"fault\":\"fin-after\"}");
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::closed);
  EXPECT_EQ(ledger().size(), 0u);
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::closed);
  EXPECT_EQ(ledger().size(), 1u);
}

TEST_F(ServerTest, CutsAnAnswerWithinItsHeadOrItsBody) {
  start(
      {},
      "{\"request\":1,\"fault\":\"cut-head-after\"}\n{\"request\":2,\"fault\":\"cut-body-after\"}");
  const auto in_head = client()->ask(post("Body=x"));
  EXPECT_EQ(in_head.end, End::closed);
  EXPECT_EQ(in_head.status, 0);
  EXPECT_THAT(in_head.head, HasSubstr("HTTP/1.1 201"));
  const auto in_body = client()->ask(post("Body=x"));
  EXPECT_EQ(in_body.end, End::closed);
  EXPECT_EQ(in_body.status, 201);
  EXPECT_EQ(in_body.body.size(), 10u);
}

TEST_F(ServerTest, AnswersWithAnErrorAlthoughTheMessageWentOut) {
  start({}, R"({"request":1,"fault":"500-json-after"})");
  const auto one = client();
  const auto answer = one->ask(post("Body=x"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("20500"));
  EXPECT_THAT(ledger().at(0), HasSubstr(R"("status":500,"fault":"500-json-after"})"));
  EXPECT_EQ(one->ask(post("Body=x")).status, 201);
}

TEST_F(ServerTest, HoldsAStalledRequestsSlotUntilItEnds) {
  start({.in_flight_max = 1, .stall = 300ms}, R"({"request":1,"fault":"stall-after"})");
  const auto stalled = client();
  stalled->send(post("Body=x"));
  ASSERT_TRUE(ledger_reaches(1));
  EXPECT_EQ(client()->ask(post("Body=y")).status, 429);
  EXPECT_EQ(stalled->receive().status, 201);
  EXPECT_EQ(client()->ask(post("Body=y")).status, 201);
}

TEST_F(ServerTest, GivesTheSlotBackWhenAWaitingClientLeaves) {
  start({.in_flight_max = 1, .latency = {.median = 1h, .max = 1h}});
  auto leaving = client();
  leaving->send(post("Body=x"));
  ASSERT_TRUE(ledger_reaches(1));
  EXPECT_EQ(client()->ask(post("Body=y")).status, 429);
  leaving.reset();
  const auto next = client();
  next->send(post("Body=z"));
  EXPECT_TRUE(ledger_reaches(2));
}

TEST_F(ServerTest, WaitsAsLongAsItsLatencySays) {
  start({.latency = {.median = 50ms}});
  const auto one = client();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_THAT(one->ask(post("Body=x")).head, HasSubstr("Twilio-Request-Duration: 0.050"));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
}

TEST_F(ServerTest, ResumesSessionsAndCountsThem) {
  start();
  const auto first = client();
  EXPECT_EQ(first->ask(post("Body=x")).status, 201);
  const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session{first->session(),
                                                                          &SSL_SESSION_free};
  const auto second = client(session.get());
  EXPECT_TRUE(second->is_resumed());
  EXPECT_EQ(second->ask(post("Body=x")).status, 201);
  stop();
  EXPECT_EQ(provider_->counters().handshakes, 2u);
  EXPECT_EQ(provider_->counters().handshakes_resumed, 1u);
}

TEST_F(ServerTest, IsNotTrustedThroughAnotherRunsAuthority) {
  start();
  const auto other = make_identity();
  EXPECT_THROW((TlsClient{server_->port(), *other.authority}), std::runtime_error);
}

TEST_F(ServerTest, TurnsAwayMoreConnectionsThanItHolds) {
  start({}, "", {.connections_max = 1});
  auto first = client();
  EXPECT_EQ(first->ask(post("Body=x")).status, 201);
  EXPECT_THROW(client(), std::runtime_error);
  EXPECT_EQ(first->ask(post("Body=x")).status, 201);
  stop();
  EXPECT_EQ(provider_->counters().connections_refused, 1u);
  EXPECT_THAT(provider_->counters().json(), HasSubstr(R"("processed":2,)"));
}

}  // namespace
}  // namespace simulator
