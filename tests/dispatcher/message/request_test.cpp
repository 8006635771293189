#include <gtest/gtest.h>

#include "dispatcher/message/proxy_api.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

std::string form_of(std::string_view text) {
  std::string out(text.size() * form_bytes_per_byte_max + form_slack_bytes, '\0');
  out.resize(static_cast<std::size_t>(append_form(out.data(), text) - out.data()));
  return out;
}

std::string request_of(const Message& message, std::string_view authority = "proxy.twilio.com") {
  const auto builder = RequestBuilder::create(authority, "SKuser", "secret");
  RequestBuffer buffer;
  return std::string{builder.value().build(message, buffer)};
}

TEST(Form, KeepsUnreservedCharactersAndEncodesEveryOtherByte) {
  EXPECT_EQ(form_of("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(form_of("a b"), "a+b");
  EXPECT_EQ(form_of("+&=%/?#*"), "%2B%26%3D%25%2F%3F%23%2A");
  EXPECT_EQ(form_of("\r\n\t"), "%0D%0A%09");
  EXPECT_EQ(form_of("é\U0001F600"), "%C3%A9%F0%9F%98%80");
  EXPECT_EQ(form_of(""), "");
}

TEST(Form, OfEveryByteIsReadBackAsItself) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    const auto form = form_of(text);
    if (form.size() == 1) {
      EXPECT_EQ(form == "+" ? " " : form, text);
    } else {
      ASSERT_EQ(form.size(), 3U);
      EXPECT_EQ(form[0], '%');
      EXPECT_EQ(hex_value(form[1]) * 16 + hex_value(form[2]), byte);
    }
  }
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

}  // namespace
}  // namespace dispatcher
