#include "dispatcher/message/proxy_api.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

std::string request_of(const Message& message, std::string_view authority = "proxy.twilio.com") {
  const auto builder = RequestBuilder::create(authority, "SKuser", "secret");
  RequestBuffer buffer;
  return std::string{builder.value().build(message, buffer)};
}

TEST(Request, IsThePostThatTheProviderDocuments) {
  EXPECT_EQ(request_of(sample::message("Your driver is here")),
            "POST /v1/Services/KS0123456789abcdef0123456789abcdef"
            "/Sessions/KC0123456789ABCDEF0123456789abcdef"
            "/Participants/KPffffffffffffffffffffffffffffffff/MessageInteractions HTTP/1.1\r\n"
            "Host: proxy.twilio.com\r\n"
            "Authorization: Basic U0t1c2VyOnNlY3JldA==\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Accept: application/json\r\n"
            "User-Agent: dispatcher/" DISPATCHER_VERSION
            "\r\n"
            "Content-Length: 24\r\n"
            "\r\n"
            "Body=Your+driver+is+here");
}

TEST(Request, SaysTheLengthOfItsBodyWhateverItIs) {
  for (const std::size_t count : {1U, 4U, 5U, 94U, 95U, 994U, 995U, 1600U}) {
    const auto request = request_of(sample::message(sample::repeated("x", count)));
    EXPECT_TRUE(request.ends_with("Content-Length: " + std::to_string(5 + count) +
                                  "\r\n\r\nBody=" + sample::repeated("x", count)));
  }
}

TEST(Request, OfTheLongestTextAccountAndHostFitsOneRecord) {
  const auto builder = RequestBuilder::create(sample::repeated("h", authority_bytes_max), "u",
                                              sample::repeated("p", credential_bytes_max - 2));
  ASSERT_TRUE(builder);
  RequestBuffer buffer;
  const auto request =
      builder->build(sample::message(sample::repeated("\u20AC", body_units_max)), buffer);
  EXPECT_LE(request.size(), request_bytes_max);
  EXPECT_EQ(request.substr(request.find("\r\n\r\n") + 4).size(), 5U + 9U * body_units_max);
}

TEST(Request, IsBuiltAgainInTheSameBuffer) {
  const auto builder = RequestBuilder::create("proxy.twilio.com", "SKuser", "secret");
  RequestBuffer buffer;
  builder->build(sample::message(sample::repeated("\u20AC", 1600)), buffer);
  EXPECT_EQ(builder->build(sample::message("x"), buffer), request_of(sample::message("x")));
}

TEST(Request, NamesThePortWhenThereIsOne) {
  EXPECT_NE(request_of(sample::message(), "127.0.0.1:8443").find("\r\nHost: 127.0.0.1:8443\r\n"),
            std::string::npos);
}

TEST(RequestBuilder, RefusesAHostThatCouldBreakTheHead) {
  for (const auto& authority :
       {std::string{}, std::string{"a b"}, std::string{"a\r\nX: y"}, std::string{"a/b"},
        sample::repeated("h", authority_bytes_max + 1)}) {
    const auto builder = RequestBuilder::create(authority, "user", "secret");
    ASSERT_FALSE(builder.has_value());
    EXPECT_EQ(builder.error(), errc::unusable_authority);
  }
}

TEST(RequestBuilder, RefusesACredentialThatBasicCannotCarry) {
  const auto refused = [](std::string_view user, std::string_view password) {
    const auto builder = RequestBuilder::create("host", user, password);
    return builder.has_error() && builder.error() == errc::unusable_credential;
  };
  EXPECT_TRUE(refused("", "secret"));
  EXPECT_TRUE(refused("user", ""));
  EXPECT_TRUE(refused("us:er", "secret"));
  EXPECT_TRUE(refused("user", "sec\nret"));
  EXPECT_TRUE(refused("user", sample::repeated("p", credential_bytes_max)));
  EXPECT_FALSE(refused("user", "sec:ret \xC3\xA4"));
}

TEST(RequestBuilder, ErrorsTellNoSecret) {
  const auto builder = RequestBuilder::create("host", "user", "top\nsecret");
  EXPECT_EQ(builder.error().message().find("top"), std::string::npos);
}

TEST(RetryAfter, IsSecondsOrADate) {
  using std::chrono::milliseconds;
  const auto now = sample::time("1994-11-06T08:49:07Z");
  EXPECT_EQ(parse_retry_after("0", now).value(), milliseconds{0});
  EXPECT_EQ(parse_retry_after("30", now).value(), milliseconds{30'000});
  EXPECT_EQ(parse_retry_after("1.5", now).value(), milliseconds{1'500});
  EXPECT_EQ(parse_retry_after("0.0001", now).value(), milliseconds{1});
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now).value(), milliseconds{30'000});
}

TEST(RetryAfter, IsCutToAnHourAndNeverNegative) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  const auto now = sample::time("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_retry_after("3601", now).value(), hours{1});
  EXPECT_EQ(parse_retry_after("99999999999999999999999999", now).value(), hours{1});
  EXPECT_EQ(parse_retry_after("Mon, 06 Nov 2094 08:49:37 GMT", now).value(), hours{1});
  EXPECT_EQ(parse_retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now).value(), milliseconds{0});
}

TEST(RetryAfter, OfAnotherShapeIsRefused) {
  for (const std::string_view value :
       {"", "-1", "+1", "1,5", "1.", ".5", "1s", "soon", "1 ", " 1"}) {
    const auto wait = parse_retry_after(value, WallTime{});
    ASSERT_FALSE(wait) << value;
    EXPECT_EQ(wait.error(), errc::malformed_header);
  }
}

TEST(RequestDuration, IsInSeconds) {
  using std::chrono::microseconds;
  EXPECT_EQ(parse_request_duration("0.093").value(), microseconds{93'000});
  EXPECT_EQ(parse_request_duration("2").value(), microseconds{2'000'000});
  EXPECT_EQ(parse_request_duration("0.0000019").value(), microseconds{1});
  EXPECT_FALSE(parse_request_duration("fast"));
  EXPECT_FALSE(parse_request_duration(""));
}

}  // namespace
}  // namespace dispatcher
