#include "bench/simulator/request_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace simulator {
namespace {

const std::string request_line = "POST /v1/x HTTP/1.1\r\n";
const std::string host = "Host: localhost\r\n";

ReadState read_state_of(const std::string& bytes) { return read_request(bytes).state; }

TEST(RequestReader, ReadsTheLineTheFieldsItNeedsAndTheBody) {
  const std::string bytes = request_line + host +
                            "authorization:Basic QQ== \r\nContent-Type: text/x; a=b\r\n"
                            "X-Other: ignored\r\ncontent-length: 6\r\n\r\nBody=aNEXT";
  const auto result = read_request(bytes);
  ASSERT_EQ(result.state, ReadState::complete);
  EXPECT_EQ(result.request.method, "POST");
  EXPECT_EQ(result.request.target, "/v1/x");
  EXPECT_EQ(result.request.authorization, "Basic QQ==");
  EXPECT_EQ(result.request.content_type, "text/x; a=b");
  EXPECT_EQ(result.request.body, "Body=a");
  EXPECT_TRUE(result.request.keep_alive);
  EXPECT_EQ(bytes.substr(result.size_bytes), "NEXT");
}

TEST(RequestReader, KeepsTheHostAsTheClientCallsIt) {
  for (const auto* name : {"localhost", "proxy.example:8443", "[::1]:443"}) {
    const auto bytes = request_line + "Host: " + name + "\r\n\r\n";
    EXPECT_EQ(read_request(bytes).request.host, name);
  }
  for (const auto* name : {"", "a\"b", "a b", "a/b", "a,b"}) {
    EXPECT_EQ(read_state_of(request_line + "Host: " + name + "\r\n\r\n"), ReadState::malformed)
        << name;
  }
}

TEST(RequestReader, WaitsForMoreAtEveryCutOfAGoodRequest) {
  const std::string bytes = request_line + host + "Content-Length: 6\r\n\r\nBody=a";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(read_state_of(bytes.substr(0, size)), ReadState::incomplete) << size;
  }
  EXPECT_EQ(read_state_of(bytes), ReadState::complete);
}

TEST(RequestReader, TakesARequestWithoutLengthAsOneWithoutBody) {
  const auto result = read_request(request_line + host + "\r\nrest");
  ASSERT_EQ(result.state, ReadState::complete);
  EXPECT_EQ(result.request.body, "");
}

TEST(RequestReader, SeesThatTheClientWantsToClose) {
  EXPECT_FALSE(read_request(request_line + host + "Connection: Close\r\n\r\n").request.keep_alive);
  EXPECT_FALSE(
      read_request(request_line + host + "Connection: te, close\r\n\r\n").request.keep_alive);
  EXPECT_TRUE(
      read_request(request_line + host + "Connection: keep-alive\r\n\r\n").request.keep_alive);
}

TEST(RequestReader, RefusesRequestLinesThatAreNotHttp11) {
  for (const std::string bad :
       {"POST /x HTTP/1.0\r\n", "POST /x HTTP/2\r\n", "POST /x\r\n", "POST  /x HTTP/1.1\r\n",
        "POST /a b HTTP/1.1\r\n", "P(ST /x HTTP/1.1\r\n", " POST /x HTTP/1.1\r\n",
        "POST /x HTTP/1.1 \r\n", "POST /\xc3\xa9 HTTP/1.1\r\n", "\r\nPOST /x HTTP/1.1\r\n"}) {
    EXPECT_EQ(read_state_of(bad + host + "\r\n"), ReadState::malformed) << bad;
  }
}

TEST(RequestReader, RefusesHeadsThatACarefulClientNeverSends) {
  for (const std::string bad :
       {"Host : localhost\r\n", "Host\r\n", "Host:\r\n", "Host: a\r\nHost: a\r\n", "",
        "Host: a\r\n folded: b\r\n", "Host: a\nX: b\r\n", "Host: a\r\nX: b\x01\r\n",
        "Host: a\r\nX y: b\r\n", "Host: a\r\n: b\r\n", "Host: a\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nExpect: 100-continue\r\n",
        "Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "Host: a\r\nContent-Length: -1\r\n", "Host: a\r\nContent-Length: 1, 1\r\n",
        "Host: a\r\nContent-Length:\r\n", "Host: a\r\nContent-Length: 0x1\r\n",
        "Host: a\r\nAuthorization: x\r\nAuthorization: y\r\n",
        "Host: a\r\nContent-Type: x\r\nContent-Type: y\r\n"}) {
    EXPECT_EQ(read_state_of(request_line + bad + "\r\n"), ReadState::malformed) << bad;
  }
}

TEST(RequestReader, RefusesAHeadThatHasNoEndWithinItsBound) {
  const std::string endless = request_line + host + "X: " + std::string(head_bytes_max, 'x');
  EXPECT_EQ(read_state_of(endless), ReadState::head_too_large);
  EXPECT_EQ(read_state_of(endless.substr(0, head_bytes_max - 1)), ReadState::incomplete);
}

TEST(RequestReader, RefusesABodyBeyondItsBoundBeforeItArrives) {
  const auto announce = [](std::size_t bytes) {
    return request_line + host + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
  };
  EXPECT_EQ(read_state_of(announce(body_bytes_max + 1)), ReadState::body_too_large);
  EXPECT_EQ(read_state_of(announce(body_bytes_max)), ReadState::incomplete);
}

}  // namespace
}  // namespace simulator
