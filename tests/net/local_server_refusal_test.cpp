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

std::string with(const std::string& fields, const std::string& body = "") {
  return "POST /messages HTTP/1.1\r\n" + fields + "\r\n" + body;
}
std::string hosted(const std::string& fields, const std::string& body = "") {
  return with("Host: a\r\n" + fields, body);
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
        Doubtful{"GzipAndLength", hosted("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n", "b"),
                 400},
        Doubtful{"Gzip", hosted("Transfer-Encoding: gzip\r\n"), 501},
        Doubtful{"Xchunked", hosted("Transfer-Encoding: xchunked\r\n"), 501},
        Doubtful{"Chunked", hosted("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 501},
        Doubtful{"FoldedLine", hosted("X: a\r\n b\r\n"), 400},
        Doubtful{"TwoHosts", with("Host: a\r\nHost: b\r\n"), 400},
        Doubtful{"NoHost", with(""), 400},
        Doubtful{"LengthList", hosted("Content-Length: 1, 1\r\n", "b"), 400},
        Doubtful{"LengthTwice", hosted("Content-Length: 1\r\nContent-Length: 1\r\n", "b"), 400},
        Doubtful{"LengthTooLarge", hosted("Content-Length: 4194305\r\n"), 413},
        Doubtful{"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        Doubtful{"BareCarriageReturn", hosted("X: a\rb\r\n"), 400},
        Doubtful{"Nul", hosted(std::string("X: a\0b\r\n", 8)), 400},
        Doubtful{"SpaceBeforeColon", hosted("Content-Length : 1\r\n", "b"), 400},
        Doubtful{"Http10", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        Doubtful{"AbsoluteTarget", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Doubtful{"LongTarget", "GET /" + std::string(2048, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
                 414},
        Doubtful{"LongHead", hosted("X: " + std::string(8192, 'a') + "\r\n"), 431},
        Doubtful{"Expectation", hosted("Expect: miracles\r\n"), 417},
        Doubtful{"Upgrade", hosted("Connection: upgrade\r\nUpgrade: websocket\r\n"), 501},
        Doubtful{"Tls", "\x16\x03\x01", 400}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace net
