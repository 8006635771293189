#include "net/local_server.hpp"

#include <gmock/gmock.h>

#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

const std::string get_status = "GET /status?all=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string get_and_close =
    "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

TEST_F(LocalServerTest, IsRefusedWhereAnotherOneServes) {
  serve();
  std::string detail;
  const auto second = LocalServer::listen(runtime, {.path = path}, {}, detail);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), errc::socket_in_use);
  EXPECT_THAT(all_answers_to(get_and_close), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(LocalServerTest, AnswersARequest) {
  serve();
  auto& client = connect();
  client.send(get_status);
  run_until([&] { return !client.received.empty(); });
  EXPECT_EQ(client.received,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 18\r\n\r\n"
            "GET /status?all=1 ");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].target, "/status?all=1");
  EXPECT_EQ(requests[0].body, "");
}

TEST_F(LocalServerTest, HandsTheBodyOverUnchanged) {
  serve();
  const std::string body("a\0b\r\n\r\n\xff", 8);
  EXPECT_THAT(all_answers_to(post(body, "Connection: close\r\n")), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_EQ(requests.at(0).body, body);
}

TEST_F(LocalServerTest, KeepsTheConnectionForTheNextRequest) {
  serve();
  auto& client = connect();
  for (std::size_t round = 1; round <= 3; ++round) {
    client.send(get_status);
    run_until([&] { return count_of("HTTP/1.1 200", client.received) == round; });
  }
  EXPECT_EQ(server->connections_count(), 1U);
}

TEST_F(LocalServerTest, ReadsARequestThatComesByteByByte) {
  serve();
  auto& client = connect();
  for (const char byte : post("body")) {
    client.send({&byte, 1});
    settle();
  }
  run_until([&] { return !client.received.empty(); });
  EXPECT_THAT(client.received, EndsWith("POST /messages body"));
}

TEST_F(LocalServerTest, ServesWhatStandsBehindABodyAsTheNextRequestInOrder) {
  serve();
  const auto answers =
      all_answers_to(post("GET / HTTP/1.1") + post("two") + get_status + get_and_close);
  EXPECT_EQ(requests.size(), 4U);
  EXPECT_LT(answers.find("POST /messages GET / HTTP/1.1"), answers.find("POST /messages two"));
  EXPECT_LT(answers.find("POST /messages two"), answers.find("GET /status"));
  EXPECT_LT(answers.find("GET /status"), answers.find("GET /last"));
}

TEST_F(LocalServerTest, TakesTheNextRequestOnlyAfterTheAnswerToTheLast) {
  answers_at_once = false;
  serve();
  auto& client = connect();
  client.send(get_status + get_and_close);
  run_until([&] { return requests.size() == 1; });
  settle();
  EXPECT_EQ(requests.size(), 1U);
  responds[0]({.body = "first"});
  run_until([&] { return requests.size() == 2; });
  responds[1]({.body = "second"});
  run_until([&] { return client.ended; });
  EXPECT_LT(client.received.find("first"), client.received.find("second"));
}

TEST_F(LocalServerTest, ServesOthersWhileAnAnswerIsAwaited) {
  answers_at_once = false;
  serve();
  connect().send(get_status);
  run_until([&] { return requests.size() == 1; });
  answers_at_once = true;
  EXPECT_THAT(all_answers_to(get_and_close), HasSubstr("GET /last"));
}

TEST_F(LocalServerTest, ClosesWhenItIsAskedTo) {
  serve();
  const auto answers = all_answers_to(get_and_close + get_status);
  EXPECT_THAT(answers, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(requests.size(), 1U);
  clients.clear();
  run_until([&] { return server->connections_count() == 0; });
}

TEST_F(LocalServerTest, InvitesABodyThatIsHeldBack) {
  serve();
  auto& client = connect();
  const auto request = post("body", "Expect: 100-continue\r\n");
  client.send(request.substr(0, request.size() - 4));
  run_until([&] { return !client.received.empty(); });
  EXPECT_EQ(client.received, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(requests.empty());
  client.send("body");
  run_until([&] { return requests.size() == 1; });
  EXPECT_EQ(requests[0].body, "body");
}

TEST_F(LocalServerTest, InvitesNoBodyThatIsThereAlready) {
  serve();
  const auto answers =
      all_answers_to(post("body", "Expect: 100-continue\r\nConnection: close\r\n"));
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(LocalServerTest, RefusesALargeBodyInsteadOfInvitingIt) {
  serve({.body_bytes_max = 3});
  auto& client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 413 "));
}

TEST_F(LocalServerTest, AnswersAHeadWithoutABody) {
  serve();
  const auto answers = all_answers_to("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get_and_close);
  EXPECT_THAT(answers, HasSubstr("Content-Length: 8\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(LocalServerTest, WritesTheStatusAndWhenToComeAgain) {
  answers_at_once = false;
  serve();
  auto& client = connect();
  client.send(get_and_close);
  run_until([&] { return requests.size() == 1; });
  responds[0]({.status = 503, .body = "{}", .retry_after_s = 7});
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(client.received, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(client.received, HasSubstr("\r\nRetry-After: 7\r\n"));
}

TEST_F(LocalServerTest, TakesABodyOfTheLargestSizeAndAnswersAtLength) {
  serve({.body_bytes_max = 300'000});
  auto& client = connect();
  const auto request = post(std::string(300'000, 'x'), "Connection: close\r\n");
  for (std::size_t sent = 0; sent < request.size();) {
    sent += client.send_some(std::string_view(request).substr(sent));
    settle();
  }
  run_until([&] { return client.ended; });
  EXPECT_EQ(requests.at(0).body.size(), 300'000U);
  EXPECT_EQ(count_of("x", client.received), 300'000U + 1);  // and one in the content type
}

TEST_F(LocalServerTest, TellsWhyToAClientThatSendsOnAfterARefusal) {
  serve({.body_bytes_max = 1000});
  auto& client = connect();
  const auto request = post(std::string(3'000'000, 'x'));
  for (std::size_t sent = 0; sent < request.size();) {
    const auto more = client.send_some(std::string_view(request).substr(sent));
    settle();
    ASSERT_GT(more, 0U) << "broken off after " << sent;
    sent += more;
  }
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 413 "));
  client.finish();
  run_until([&] { return server->connections_count() == 0; });
}

}  // namespace
}  // namespace net
