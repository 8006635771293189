#include "net/local_request_filter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace net {
namespace {

using State = HeadScan::State;

constexpr std::size_t body_bytes_max = 1000;

TEST(ScanHead, WaitsForTheEmptyLine) {
  for (const std::string_view part : {"", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r",
                                      "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r"})
    EXPECT_EQ(scan_head(part).state, State::incomplete) << part;
}

TEST(ScanHead, FindsTheEndAndLeavesWhatFollows) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto scan = scan_head(head + std::string("\0\n\x80 body", 9));
  EXPECT_EQ(scan.state, State::complete);
  EXPECT_EQ(scan.length_bytes, head.size());
}

TEST(ScanHead, BreaksAtOnceAtAByteThatNoHeadMayHave) {
  using namespace std::string_literals;
  for (const auto& bad : {"\0"s, "\x01"s, "\x0b"s, "\x1f"s, "\x7f"s, "\x80"s, "\xff"s, "\r "s,
                          "\rX"s, "\n"s, "\n\n"s, "\r\r\n"s}) {
    const auto begin = "GET / HTTP/1.1\r\nHost: a"s;
    EXPECT_EQ(scan_head(begin + bad).state, State::broken) << ::testing::PrintToString(bad);
    EXPECT_EQ(scan_head(begin + bad + "\r\n\r\n").state, State::broken)
        << ::testing::PrintToString(bad);
  }
}

TEST(ScanHead, GoesOnWhereItStopped) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t part = 1; part < head.size(); ++part) {
    EXPECT_EQ(scan_head(head.substr(0, part), part - 1).state, State::incomplete) << part;
    EXPECT_EQ(scan_head(head, part).length_bytes, head.size()) << part;
  }
  const std::string bare = "GET / HTTP/1.1\r";
  EXPECT_EQ(scan_head(bare + "X", bare.size()).state, State::broken);
}

TEST(ScanHead, TakesATab) {
  EXPECT_EQ(scan_head("GET / HTTP/1.1\r\nHost:\ta\r\n\r\n").state, State::complete);
}

struct HeadCase {
  const char* name;
  std::string head;
  int status;
};

/// So that a failure names its case.
void PrintTo(const HeadCase& of, std::ostream* out) { *out << of.name; }

std::string head_of(const std::string& fields, const std::string& target = "/status") {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
std::string hosted(const std::string& fields) { return head_of("Host: localhost\r\n" + fields); }

class JudgeHead : public testing::TestWithParam<HeadCase> {};

TEST_P(JudgeHead, GivesItsStatus) {
  const auto verdict = judge_head(GetParam().head, body_bytes_max);
  EXPECT_EQ(verdict.refusal_status, GetParam().status) << verdict.reason;
  EXPECT_EQ(verdict.reason.empty(), GetParam().status == 0);
}

const std::string many_fields = [] {
  std::string fields;
  for (std::size_t count = 0; count < request_fields_max; ++count) fields += "A: b\r\n";
  return fields;
}();
const std::string longest_target = "/" + std::string(target_bytes_max - 1, 'a');

INSTANTIATE_TEST_SUITE_P(
    RequestLine, JudgeHead,
    testing::Values(HeadCase{"Plain", hosted(""), 0},
                    HeadCase{"Query", head_of("Host: a\r\n", "/x?y=1&z=%20"), 0},
                    HeadCase{"LongestTarget", head_of("Host: a\r\n", longest_target), 0},
                    HeadCase{"TargetTooLong", head_of("Host: a\r\n", longest_target + "a"), 414},
                    HeadCase{"Empty", "\r\n\r\n", 400},
                    HeadCase{"NoTarget", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"NoVersion", "GET /\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"EmptyLineFirst", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"TwoSpaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"SpaceInTarget", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"TabInTarget", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"SpaceBehindVersion", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
                    HeadCase{"SpaceBeforeMethod", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"MethodNoToken", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"MethodTooLong",
                             std::string(17, 'G') + " / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
                    HeadCase{"AbsoluteForm", head_of("Host: a\r\n", "http://a/status"), 400},
                    HeadCase{"AuthorityForm", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"AsteriskForm", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"Fragment", head_of("Host: a\r\n", "/a#b"), 400},
                    HeadCase{"Http10", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
                    HeadCase{"Http12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
                    HeadCase{"Http2Preface", "PRI * HTTP/2.0\r\n\r\n", 505},
                    HeadCase{"LowerCaseVersion", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
                    HeadCase{"LongVersion", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Fields, JudgeHead,
    testing::Values(
        HeadCase{"NoHost", head_of(""), 400}, HeadCase{"EmptyHost", head_of("Host: \r\n"), 400},
        HeadCase{"TwoHosts", head_of("Host: a\r\nhost: a\r\n"), 400},
        HeadCase{"HostWithList", head_of("Host: a, b\r\n"), 400},
        HeadCase{"HostWithUser", head_of("Host: u@a\r\n"), 400},
        HeadCase{"HostIpv6", head_of("Host: [::1]:80\r\n"), 0},
        HeadCase{"Folded", head_of("Host: a\r\nX: b\r\n c\r\n"), 400},
        HeadCase{"FoldedByTab", head_of("Host: a\r\nX: b\r\n\tc\r\n"), 400},
        HeadCase{"FoldedFirst", head_of(" Host: a\r\n"), 400},
        HeadCase{"SpaceBeforeColon", head_of("Host : a\r\n"), 400},
        HeadCase{"TabBeforeColon", head_of("Host: a\r\nContent-Length\t: 3\r\n"), 400},
        HeadCase{"NoColon", hosted("nothing\r\n"), 400}, HeadCase{"NoName", hosted(": x\r\n"), 400},
        HeadCase{"MostFields", head_of("Host: a\r\n" + many_fields.substr(6)), 0},
        HeadCase{"TooManyFields", hosted(many_fields), 431},
        HeadCase{"Upgrade", hosted("Upgrade: h2c\r\n"), 501},
        HeadCase{"ConnectionUpgrade", hosted("Connection: keep-alive, Upgrade\r\n"), 501},
        HeadCase{"Authorization", hosted("Authorization: Bearer a\r\n"), 0},
        HeadCase{"TwoAuthorizations", hosted("Authorization:\r\nauthorization: Bearer a\r\n"), 400},
        HeadCase{"TwoTypes", hosted("Content-Type: a/b\r\nContent-Type: a/b\r\n"), 400},
        HeadCase{"NoCoding", hosted("Content-Encoding: identity\r\n"), 0},
        HeadCase{"CodingOfTheBody", hosted("Content-Encoding: gzip\r\n"), 415},
        HeadCase{"ConnectionOptions", hosted("Connection: keep-alive ,TE\r\n"), 0},
        HeadCase{"ConnectionNoList", hosted("Connection: a b\r\n"), 400},
        HeadCase{"ConnectionEmptyOption", hosted("Connection: a,,b\r\n"), 400},
        HeadCase{"Continue", hosted("Expect: 100-Continue\r\n"), 0},
        HeadCase{"OtherExpectation", hosted("Expect: 200-ok\r\n"), 417}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Body, JudgeHead,
    testing::Values(
        HeadCase{"Length", hosted("Content-Length: 1000\r\n"), 0},
        HeadCase{"LengthTooLarge", hosted("Content-Length: 1001\r\n"), 413},
        HeadCase{"LengthBeyond64Bits", hosted("Content-Length: 18446744073709551617\r\n"), 413},
        HeadCase{"LengthTwice", hosted("Content-Length: 5\r\ncontent-length: 5\r\n"), 400},
        HeadCase{"LengthList", hosted("Content-Length: 5, 5\r\n"), 400},
        HeadCase{"LengthPlus", hosted("Content-Length: +5\r\n"), 400},
        HeadCase{"LengthMinus", hosted("Content-Length: -5\r\n"), 400},
        HeadCase{"LengthHexadecimal", hosted("Content-Length: 0x5\r\n"), 400},
        HeadCase{"LengthWithSpace", hosted("Content-Length: 5 5\r\n"), 400},
        HeadCase{"LengthEmpty", hosted("Content-Length:\r\n"), 400},
        HeadCase{"Chunked", hosted("Transfer-Encoding: chunked\r\n"), 501},
        HeadCase{"Gzip", hosted("Transfer-Encoding: gzip\r\n"), 501},
        HeadCase{"Xchunked", hosted("Transfer-Encoding: xchunked\r\n"), 501},
        HeadCase{"EmptyCoding", hosted("Transfer-Encoding:\r\n"), 501},
        HeadCase{"CodingAndLength", hosted("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"),
                 400},
        HeadCase{"LengthAndCoding", hosted("Content-Length: 5\r\ntransfer-encoding: chunked\r\n"),
                 400}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(JudgeHeadThatPasses, TellsTheLengthOfItsBody) {
  EXPECT_EQ(judge_head(hosted("Content-Length: 37\r\n"), body_bytes_max).content_length_bytes, 37U);
  EXPECT_EQ(judge_head(hosted(""), body_bytes_max).content_length_bytes, 0U);
}

TEST(JudgeHeadThatPasses, TellsWhoAsksForWhat) {
  const auto head = "PUT /a HTTP/1.1\r\nHost: b:1\r\nAuthorization:  Bearer c \r\n\r\n";
  const auto said = judge_head(head, body_bytes_max).said;
  EXPECT_EQ(said.method, "PUT");
  EXPECT_EQ(said.target, "/a");
  EXPECT_EQ(said.host, "b:1");
  EXPECT_EQ(said.authorization, "Bearer c");
  EXPECT_FALSE(said.has_origin);
  EXPECT_TRUE(judge_head(hosted("Origin: null\r\n"), body_bytes_max).said.has_origin);
}

TEST(JudgeHeadThatPasses, TellsWhoWaitsForAContinue) {
  EXPECT_TRUE(judge_head(hosted("Expect:100-continue\t\r\n"), body_bytes_max).expects_continue);
  EXPECT_FALSE(judge_head(hosted(""), body_bytes_max).expects_continue);
}

TEST(JudgeHeadThatPasses, TellsWhoWantsToEndTheConnection) {
  EXPECT_TRUE(judge_head(hosted("Connection: TE ,Close\r\n"), body_bytes_max).wants_close);
  EXPECT_FALSE(judge_head(hosted("Connection: keep-alive\r\n"), body_bytes_max).wants_close);
  EXPECT_FALSE(judge_head(hosted("Connection: closed\r\n"), body_bytes_max).wants_close);
}

}  // namespace
}  // namespace net
