// The whole simulator over real sockets and real TLS: what it answers, keeps and counts.

#include "tests/simulator/server_fixture.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

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
  start({.in_flight_max = 1, .stall = 1s}, R"({"request":1,"fault":"stall-after"})");
  const auto stalled = client();
  const auto other = client();
  stalled->send(post("Body=x"));
  ASSERT_TRUE(ledger_reaches(1));
  EXPECT_EQ(other->ask(post("Body=y")).status, 429);
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

TEST_F(ServerTest, AnswersAListThatIsLargerThanWhatASocketTakesAtOnce) {
  start({.window = {.requests_max = 0}, .reads = {.keep_rows = true}});
  const auto one = client();
  std::string text;
  for (int i = 0; i < 1600; ++i) text += "%22";  // as large as JSON makes it
  for (int i = 0; i < 100; ++i) ASSERT_EQ(one->ask(post("Body=" + text)).status, 201);
  const auto answer = one->ask("GET /v1/Services/KS" + std::string(32, 'a') + "/Sessions/KC" +
                               std::string(32, 'b') +
                               "/Interactions?PageSize=100 HTTP/1.1\r\nHost: localhost\r\n"
                               "Authorization: Basic dTpw\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_GT(answer.body.size(), 100U * 4 * 1600);
  EXPECT_THAT(answer.body, testing::EndsWith("\"key\": \"interactions\"\n  }\n}"));
  EXPECT_EQ(one->ask(post("Body=x")).status, 201);
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
