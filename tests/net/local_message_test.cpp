#include "net/local_message.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "net/local_request_filter.hpp"

namespace net {
namespace {

const std::string post = "POST /messages?x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

TEST(ParseRequestHead, ReadsMethodAndTarget) {
  const auto request = parse_request_head(post, 5);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->target, "/messages?x");
}

TEST(ParseRequestHead, ReadsTheTypeOfABody) {
  const auto request =
      parse_request_head("POST / HTTP/1.1\r\nHost: a\r\nContent-Type:  text/x; a=b \r\n\r\n", 0);
  EXPECT_EQ(request.value().content_type, "text/x; a=b");
  EXPECT_EQ(parse_request_head(post, 5).value().content_type, "");
}

TEST(ParseRequestHead, TakesAMethodThatItDoesNotKnow) {
  EXPECT_EQ(parse_request_head("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", 0).value().method, "BREW");
}

TEST(ParseRequestHead, AgreesWithTheFilterAboutTheLengthOrReadsNothing) {
  EXPECT_FALSE(parse_request_head(post, 4));
  EXPECT_FALSE(parse_request_head(post, 0));
  EXPECT_TRUE(parse_request_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0));
  EXPECT_FALSE(parse_request_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1));
}

TEST(ParseRequestHead, ReadsNothingFromHalfAHeadOrMoreThanOne) {
  EXPECT_FALSE(parse_request_head(post.substr(0, post.size() - 2), 5));
  EXPECT_FALSE(parse_request_head(post + "body", 5));
}

TEST(ParseRequestHead, ReadsNothingWhereTheFramingIsAnother) {
  EXPECT_FALSE(
      parse_request_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 0));
  EXPECT_FALSE(parse_request_head(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", 0));
}

TEST(ParseRequestHead, ReadsWhateverPassesTheFilterAsTheFilterDoes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::array<std::string, 16> parts = {
      "GET ",     "POST ", " HTTP/1.1\r\n", "Host: a\r\n", "Content-Length: ",
      "1\r\n",    "7, 7",  "Connection: ",  "close\r\n",   "upgrade",
      "Expect: ", "/a?b",  "\r\nX: ",       "\t",          "%20",
      ":"};
  int passed_count = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX: y\r\n\r\n";
    for (auto changes = random() % 3; changes < 3; ++changes)
      head.replace(random() % head.size(), random() % 4, parts[random() % parts.size()]);
    const auto scan = scan_head(head);
    if (scan.state != HeadScan::State::complete) continue;
    head.resize(scan.length_bytes);
    const auto verdict = judge_head(head, 1000);
    if (verdict.refusal_status != 0) continue;
    ++passed_count;
    const auto request = parse_request_head(head, verdict.content_length_bytes);
    ASSERT_TRUE(request) << head;
    EXPECT_TRUE(head.starts_with(request->method + " " + request->target + " HTTP/1.1\r\n"))
        << head;
  }
  EXPECT_GT(passed_count, 1000);
}

TEST(ResponseHead, HasALengthUnlessThereIsNoBody) {
  EXPECT_EQ(
      response_head({.status = 404, .body = "{}"}, false),
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(response_head({.status = 204}, false), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(ResponseHead, TellsWhenToComeAgainAndThatItIsTheLast) {
  EXPECT_EQ(response_head({.status = 429, .retry_after_s = 3}, true),
            "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
            "Content-Length: 0\r\nRetry-After: 3\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, NamesTheMethodsThatArePossible) {
  EXPECT_EQ(response_head({.status = 405, .allow = "GET, PUT"}, false),
            "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: application/json\r\n"
            "Content-Length: 0\r\nAllow: GET, PUT\r\n\r\n");
}

TEST(ResponseHead, AsksForATokenWhereItIsMissing) {
  EXPECT_EQ(response_head({.status = 401}, true),
            "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
            "Content-Length: 0\r\nWWW-Authenticate: Bearer\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace net
