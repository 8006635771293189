#include "net/local_message.hpp"

#include <gtest/gtest.h>

namespace net {
namespace {

const std::string post = "POST /messages?x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

TEST(ParseRequestHead, ReadsMethodAndTarget) {
  const auto request = parse_request_head(post, 5);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->target, "/messages?x");
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

}  // namespace
}  // namespace net
