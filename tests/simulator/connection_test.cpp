// How bytes come and how connections end, over real sockets and real TLS.

#include "tests/simulator/server_fixture.hpp"

namespace simulator {
namespace {

using testing::HasSubstr;
using End = ClientAnswer::End;

using ConnectionTest = ServerTest;

TEST_F(ConnectionTest, ReadsARequestThatArrivesByteByByte) {
  start();
  const auto one = client();
  for (const char byte : post("Body=slow")) one->send(std::string(1, byte));
  EXPECT_EQ(one->receive().status, 201);
}

TEST_F(ConnectionTest, AnswersRequestsSentAheadInTheirOrder) {
  start();
  const auto one = client();
  one->send(post("Body=first") + post("") + post("Body=second"));
  EXPECT_THAT(one->receive().body, HasSubstr("first"));
  EXPECT_EQ(one->receive().status, 400);
  EXPECT_THAT(one->receive().body, HasSubstr("second"));
}

TEST_F(ConnectionTest, TakesTheLargestTextThatIsAllowed) {
  start();
  std::string form = "Body=";
  for (int i = 0; i < 1600; ++i) form += "%E2%82%AC";
  const auto answer = client()->ask(post(form));
  EXPECT_EQ(answer.status, 201);
  EXPECT_GT(answer.body.size(), 4800u);
}

TEST_F(ConnectionTest, ClosesAfterWhatIsNoRequest) {
  start();
  const auto one = client();
  EXPECT_EQ(one->ask("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(one->receive().end, End::closed);
}

TEST_F(ConnectionTest, ClosesWhenTheClientAsksForIt) {
  start();
  const auto one = client();
  const auto answer = one->ask(post("Body=x", "Connection: close\r\n"));
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.head, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(one->receive().end, End::closed);
}

TEST_F(ConnectionTest, ResetsBeforeAndAfterTheSideEffect) {
  start({},
        "{\"request\":1,\"fault\":\"reset-before\"}\n{\"request\":2,\"fault\":\"reset-after\"}");
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::reset);
  EXPECT_EQ(ledger().size(), 0u);
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::reset);
  const auto lines = ledger();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr(R"("status":null,"fault":"reset-after"})"));
}

TEST_F(ConnectionTest, EndsInAnOrderlyWayBeforeAndAfterTheSideEffect) {
  start({}, "{\"request\":1,\"fault\":\"fin-before\"}\n{\"request\":2,\"fault\":\"fin-after\"}");
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::closed);
  EXPECT_EQ(ledger().size(), 0u);
  EXPECT_EQ(client()->ask(post("Body=x")).end, End::closed);
  EXPECT_EQ(ledger().size(), 1u);
}

TEST_F(ConnectionTest, CutsAnAnswerWithinItsHeadOrItsBody) {
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
  EXPECT_EQ(in_body.body.size(),
            std::stoul(in_body.head.substr(in_body.head.find("Content-Length: ") + 16)) / 2);
}

TEST_F(ConnectionTest, ResumesSessionsAndCountsThem) {
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

}  // namespace
}  // namespace simulator
