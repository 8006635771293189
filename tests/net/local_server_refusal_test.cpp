// What Beast's parser alone would let through, and other doubtful requests, over a real socket.
#include <gmock/gmock.h>

#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::StartsWith;

struct Doubtful {
  const char* name;
  std::string request;
  int status;
};
void PrintTo(const Doubtful& doubtful, std::ostream* out) { *out << doubtful.name; }

std::string posted(const std::string& fields, const std::string& body = "") {
  return "POST /messages HTTP/1.1\r\n" + fields + "\r\n" + body;
}
std::string posted_to_host(const std::string& fields, const std::string& body = "") {
  return posted("Host: a\r\n" + fields, body);
}

class LocalServerRefusal : public LocalServerTest, public testing::WithParamInterface<Doubtful> {};

TEST_P(LocalServerRefusal, IsAnsweredAndEndsTheConnection) {
  serve();
  const auto answers = all_answers_to(GetParam().request + post("smuggled"));
  EXPECT_THAT(answers, StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + " "));
  EXPECT_EQ(count_of("Content-Length: ", answers), 1U);
  EXPECT_EQ(count_of("Connection: close\r\n", answers), 1U);
  EXPECT_TRUE(requests.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, LocalServerRefusal,
    testing::Values(
        Doubtful{"GzipAndLength",
                 posted_to_host("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n", "b"), 400},
        Doubtful{"Gzip", posted_to_host("Transfer-Encoding: gzip\r\n"), 501},
        Doubtful{"Xchunked", posted_to_host("Transfer-Encoding: xchunked\r\n"), 501},
        Doubtful{"Chunked", posted_to_host("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 501},
        Doubtful{"FoldedLine", posted_to_host("X: a\r\n b\r\n"), 400},
        Doubtful{"TwoHosts", posted("Host: a\r\nHost: b\r\n"), 400},
        Doubtful{"NoHost", posted(""), 400},
        Doubtful{"LengthList", posted_to_host("Content-Length: 1, 1\r\n", "b"), 400},
        Doubtful{"LengthTwice", posted_to_host("Content-Length: 1\r\nContent-Length: 1\r\n", "b"),
                 400},
        Doubtful{"LengthTooLarge", posted_to_host("Content-Length: 4194305\r\n"), 413},
        Doubtful{"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        Doubtful{"BareCarriageReturn", posted_to_host("X: a\rb\r\n"), 400},
        Doubtful{"Nul", posted_to_host(std::string("X: a\0b\r\n", 8)), 400},
        Doubtful{"SpaceBeforeColon", posted_to_host("Content-Length : 1\r\n", "b"), 400},
        Doubtful{"Http10", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        Doubtful{"AbsoluteTarget", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Doubtful{"LongTarget", "GET /" + std::string(2048, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
                 414},
        Doubtful{"LongHead", posted_to_host("X: " + std::string(8192, 'a') + "\r\n"), 431},
        Doubtful{"Expectation", posted_to_host("Expect: miracles\r\n"), 417},
        Doubtful{"Upgrade", posted_to_host("Connection: upgrade\r\nUpgrade: websocket\r\n"), 501},
        Doubtful{"Tls", "\x16\x03\x01", 400}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace net
