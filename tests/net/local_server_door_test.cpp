// The other way in, and who may come in at all.
#include <gmock/gmock.h>

#include "net/loopback.hpp"
#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string plain_request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

class LocalServerDoor : public LocalServerTest {
 protected:
  void serve_on_loopback(LocalServerOptions options = {}) {
    options.loopback = parse_loopback_address("127.0.0.1:0");
    serve(std::move(options));
  }
  /// Lets in who has this token.
  static LocalServerOptions admitting(const std::string& token) {
    return {.admit = [token](const LocalHead& head) -> std::optional<LocalResponse> {
      if (head.authorization == token) return std::nullopt;
      return LocalResponse{.status = 401, .body = "who?"};
    }};
  }
};

TEST_F(LocalServerDoor, AnswersOverTcpToo) {
  serve_on_loopback();
  auto& client = connect_tcp();
  client.send(post("body"));
  run_until([&] { return !client.received.empty(); });
  EXPECT_THAT(client.received, EndsWith("POST /messages body"));
}

TEST_F(LocalServerDoor, IsRefusedAPortThatAnotherHas) {
  serve_on_loopback();
  std::string detail;
  const auto second = LocalServer::listen(
      runtime, {.loopback = parse_loopback_address(server->where())}, {}, detail);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), errc::socket_in_use);
}

TEST_F(LocalServerDoor, TellsWhereItIs) {
  serve();
  EXPECT_EQ(server->where(), path.string());
  serve_on_loopback();
  EXPECT_THAT(server->where(), StartsWith("127.0.0.1:"));
  EXPECT_THAT(server->where(), Not(EndsWith(":0")));
}

TEST_F(LocalServerDoor, RefusesAtTheHeadWithoutTakingTheBody) {
  serve(admitting("Bearer x"));
  auto& client = connect();
  const auto request = post("body", "Expect: 100-continue\r\n");
  client.send(request.substr(0, request.size() - 4));
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(client.received, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(client.received, EndsWith("who?"));
  EXPECT_TRUE(requests.empty());
}

TEST_F(LocalServerDoor, ServesNothingBehindARefusal) {
  serve(admitting("Bearer x"));
  const auto answers = all_answers_to(plain_request + post("", "Authorization: Bearer x\r\n"));
  EXPECT_EQ(count_of("HTTP/1.1 ", answers), 1U);
  EXPECT_TRUE(requests.empty());
}

TEST_F(LocalServerDoor, JudgesEveryRequestOfAConnection) {
  serve(admitting("Bearer x"));
  const auto good = "GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n";
  const auto answers = all_answers_to(good + plain_request);
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 401 "));
  EXPECT_EQ(requests.size(), 1U);
}

TEST_F(LocalServerDoor, TakesATokenThatReadsLikeTheRequest) {
  serve(admitting("GET"));
  auto& client = connect();
  client.send("GET /GET HTTP/1.1\r\nHost: GET\r\nAuthorization: GET\r\n\r\n");
  run_until([&] { return !client.received.empty(); });
  EXPECT_THAT(client.received, EndsWith("GET /GET "));
}

TEST_F(LocalServerDoor, RefusesAHeadRequestWithoutABody) {
  serve(admitting("Bearer x"));
  const auto answers = all_answers_to("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(answers, EndsWith("\r\n\r\n"));
}

}  // namespace
}  // namespace net
