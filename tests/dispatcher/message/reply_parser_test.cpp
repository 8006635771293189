#include <gtest/gtest.h>

#include "dispatcher/message/proxy_api.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

/// A body as it stands in a read buffer: with other bytes behind it.
class Padded {
 public:
  explicit Padded(std::string_view body) : bytes_(body), size_(body.size()) {
    bytes_.append(ReplyParser::padding_bytes, '}');
  }
  std::string_view view() const { return std::string_view{bytes_}.substr(0, size_); }

 private:
  std::string bytes_;
  std::size_t size_;
};

Result<Created> created(std::string_view body) {
  ReplyParser parser;
  return parser.parse_created(Padded{body}.view());
}

int code_of(std::string_view body) {
  ReplyParser parser;
  const auto error = parser.parse_error(Padded{body}.view());
  return error ? error->code : 0;
}

std::string text_of(std::string_view body) {
  ReplyParser parser;
  const Padded padded{body};
  const auto error = parser.parse_error(padded.view());
  return error ? std::string{error->message} : "(none)";
}

/// All documented properties, in the documented shape.
constexpr std::string_view whole_answer = R"({
  "service_sid": "KS0123456789abcdef0123456789abcdef",
  "data": "{\"body\":\"hello\"}",
  "date_created": "2026-11-23T10:00:00Z",
  "date_updated": "2026-11-23T10:00:00Z",
  "participant_sid": "KPffffffffffffffffffffffffffffffff",
  "inbound_participant_sid": null, "inbound_resource_sid": null,
  "inbound_resource_status": null, "inbound_resource_type": null, "inbound_resource_url": null,
  "outbound_participant_sid": "KPffffffffffffffffffffffffffffffff",
  "outbound_resource_sid": "SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "outbound_resource_status": "queued", "outbound_resource_type": "Message",
  "outbound_resource_url": null,
  "sid": "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "type": "message", "url": "https://proxy.twilio.com/v1/x",
  "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "session_sid": "KC0123456789abcdef0123456789abcdef"
})";

TEST(Created, GivesTheInteractionAndTheText) {
  const auto receipt = created(whole_answer);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->interaction.text(), sample::interaction_text);
  ASSERT_TRUE(receipt->message);
  EXPECT_EQ(receipt->message->text(), sample::message_text);
}

TEST(Created, NeedsTheInteractionOnly) {
  for (const std::string_view body :
       {R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})",
        R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","outbound_resource_sid":null})",
        R"({"new":{"sid":[1,{"a":"]"}]},"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})",
        R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","outbound_resource_sid":"other"})",
        R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","data":"{'body':'x'}"} )"}) {
    const auto receipt = created(body);
    ASSERT_TRUE(receipt) << body;
    EXPECT_EQ(receipt->interaction.text(), sample::interaction_text);
    EXPECT_FALSE(receipt->message);
  }
}

TEST(Created, CutAnywhereIsNoReceipt) {
  for (std::size_t size = 0; size < whole_answer.size(); ++size) {
    const auto receipt = created(whole_answer.substr(0, size));
    ASSERT_FALSE(receipt) << size;
    EXPECT_EQ(receipt.error(), errc::malformed_reply);
  }
}

TEST(Created, OfAnotherShapeIsNoReceipt) {
  for (const std::string_view body :
       {"", " ", "{}", "[]", "null", "\"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
        "<html>200 OK</html>", R"({"sid":null})", R"({"sid":42})",
        R"({"sid":"SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})", R"({"sid":"KIaaaa"})",
        R"([{"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}])",
        R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}{)",
        R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} x)"}) {
    EXPECT_FALSE(created(body)) << body;
  }
}

TEST(Created, IsReadAgainAfterABodyThatIsNone) {
  ReplyParser parser;
  const Padded bad{"{\"sid\":"};
  const Padded good{whole_answer};
  EXPECT_FALSE(parser.parse_created(bad.view()));
  EXPECT_TRUE(parser.parse_created(good.view()));
}

TEST(ErrorBody, GivesCodeAndMessageInAnyOrder) {
  const std::string_view body =
      R"({"code":20404,"message":"not found","more_info":"https://x/20404","status":404})";
  EXPECT_EQ(code_of(body), 20404);
  EXPECT_EQ(text_of(body), "not found");
  EXPECT_EQ(code_of(R"({"status":400,"detail":"d","message":"m","code":21610})"), 21610);
}

TEST(ErrorBody, OfRfc9457GivesCodeAndDetail) {
  const std::string_view body =
      R"({"type":"https://x/20001","title":"Invalid parameter","status":400,"code":20001,)"
      R"("detail":"Validation failed","instance":"/v1/request/RQ1",)"
      R"("errors":[{"detail":"must not be blank","pointer":"#/Body"}]})";
  EXPECT_EQ(code_of(body), 20001);
  EXPECT_EQ(text_of(body), "Validation failed");
}

TEST(ErrorBody, MayEscapeItsSlashes) {
  EXPECT_EQ(code_of(R"({"code":20003,"message":"a","more_info":"http:\/\/x\/20003"})"), 20003);
}

TEST(ErrorBody, WithoutACodeIsNone) {
  for (const std::string_view body :
       {"", "<html><body>502 Bad Gateway</body></html>", "{}", "[]", "null",
        R"({"status":404,"message":"The requested resource was not found"})",
        R"({"code":null,"message":"m"})", R"({"code":"20404"})", R"({"code":20404.5})",
        R"({"code":-1})", R"({"code":0})", R"({"code":100000})", R"({"code":99999999999999999999})",
        R"({"error":{"code":20404}})", R"({"errors":[{"code":20404,"message":"m"}]})"}) {
    EXPECT_EQ(code_of(body), 0) << body;
  }
}

TEST(ErrorBody, CutAnywhereIsNone) {
  const std::string_view body = R"({"code":20404,"message":"not found","status":404})";
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(code_of(body.substr(0, size)), 0) << size;
  }
}

TEST(ErrorBody, KeepsItsCodeBesideAMessageThatIsNoText) {
  EXPECT_EQ(code_of(R"({"message":{"a":1},"code":80501})"), 80501);
  EXPECT_EQ(code_of(R"({"message":null,"detail":[],"code":80501})"), 80501);
}

TEST(ErrorBody, CutsALongMessage) {
  const auto body = R"({"code":21610,"message":")" + sample::repeated("x", 5000) + R"("})";
  EXPECT_EQ(text_of(body).size(), error_message_bytes_max);
}

}  // namespace
}  // namespace dispatcher
