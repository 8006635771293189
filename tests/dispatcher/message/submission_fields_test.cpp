#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dispatcher/message/submission.hpp"
#include "tests/dispatcher/message/sample.hpp"
#include "tests/dispatcher/message/submission_line.hpp"

namespace dispatcher {
namespace {

struct Refused {
  std::string name;  // of the test
  std::string line;
  std::string field;     // that is named
  std::string sentence;  // a part of it
};

std::string body_key(const std::string& json) {
  return line_changed("\"Your driver is here\"", json);
}

std::vector<Refused> whole_lines() {
  const std::string one_object = "the line is not one JSON object";
  const std::string at_the_end = "does not end where its JSON object ends";
  return {
      {"AnEmptyLine", "", "line", "empty"},
      {"ABlankLine", "   ", "line", "empty"},
      {"AList", "[]", "line", one_object},
      {"AListAroundIt", "[" + line_with("") + "]", "line", one_object},
      {"AString", "\"text\"", "line", one_object},
      {"ANumber", "42", "line", one_object},
      {"Null", "null", "line", one_object},
      {"NoJson", "id=order-42", "line", one_object},
      {"AnOpenObject", "{\"id\":\"a\"", "line", at_the_end},
      {"AnOpenString", "{\"id\":\"a}", "line", "not closed"},
      {"ACommaAtTheEnd", line_with(","), "line", one_object},
      {"ACommaMissing", line_changed(",\"body\"", " \"body\""), "line", one_object},
      {"AColonMissing", line_changed("\"id\":", "\"id\" "), "line", one_object},
      {"AKeyWithoutQuotes", line_changed("\"id\"", "id"), "line", one_object},
      {"TwoObjects", line_with("") + line_with(""), "line", "behind"},
      {"ABraceBehind", line_with("") + "}", "line", "behind"},
      {"AWordBehind", line_with("") + " x", "line", at_the_end},
      {"ACommentBehind", line_with("") + " // x", "line", at_the_end},
      {"AByteOrderMark", "\xEF\xBB\xBF" + line_with(""), "line", "byte order mark"},
      {"ACharacterCutByTheEnd", "{\"id\":\"\xE2\x82", "line", "UTF-8"},
      {"BadUtf8", line_of_body("\xC3("), "line", "UTF-8"},
      {"ASurrogateInUtf8", line_of_body("\xED\xA0\x80"), "line", "UTF-8"},
      {"ARawControlCharacter", line_of_body("a\nb"), "line", "raw control"},
      {"ARawNul", line_of_body(std::string("a\0b", 3)), "line", "raw control"},
      {"ANulBehind", line_with("") + std::string(1, '\0'), "line", at_the_end},
      {"ALineTooLong", line_of_body(sample::repeated("x", 16'384)), "line", "16384"},
  };
}

std::vector<Refused> keys() {
  return {
      {"AnUnknownKey", line_with(R"(,"colour":"red")"), "colour", "not a known key"},
      {"AMisspeltKey", line_with(R"(,"prioritaet":"bulk")"), "prioritaet", "not a known key"},
      {"AKeyInUpperCase", line_with(R"(,"Priority":"bulk")"), "Priority", "not a known key"},
      {"AnEmptyKey", line_with(R"(,"":"x")"), "\"\"", "not a known key"},
      {"AKeyForTheTerminal", line_with(R"(,"\u001b[2J":"x")"), "?[2J", "not a known key"},
      {"ARepeatedKey", line_with(R"(,"id":"order-42")"), "id", "twice"},
      {"ARepeatedKeyInDisguise", line_with(R"(,"\u0069d":"order-42")"), "id", "twice"},
      {"MediaUrls", line_with(R"(,"media_urls":["https://example.com/a.png"])"), "media_urls",
       "reserved"},
      {"AnEmptyListOfMediaUrls", line_with(R"(,"media_urls":[])"), "media_urls", "reserved"},
      {"ANumberAsId", line_changed("\"order-42\"", "42"), "id", "a number"},
      {"TrueAsPriority", line_with(R"(,"priority":true)"), "priority", "true or false"},
      {"NullAsExpiry", line_with(R"(,"expires_at":null)"), "expires_at", "null"},
      {"AListAsBody", body_key("[\"x\"]"), "body", "a list"},
      {"AnObjectAsBody", body_key("{\"x\":1}"), "body", "an object"},
      {"ANumberAsTime", line_with(R"(,"not_before":1700000000)"), "not_before", "a number"},
      {"AWordAsValue", line_with(R"(,"priority":bulk)"), "priority", "no JSON value"},
      {"ABadEscape", line_of_body(R"(\x)"), "body", "escape"},
      {"HalfASurrogatePair", line_of_body(R"(\ud83d)"), "body", "half of a pair"},
      {"TheOtherHalf", line_of_body(R"(\ude00x)"), "body", "half of a pair"},
      {"AShortUnicodeEscape", line_of_body(R"(\u12)"), "body", "escape"},
  };
}

std::vector<Refused> values() {
  return {
      {"NoId", line_without_id(), "id", "missing"},
      {"NoService", line_changed(R"("service":"KS0123456789abcdef0123456789abcdef",)", ""),
       "service", "missing"},
      {"NoSession", line_changed(R"("session":"KC0123456789ABCDEF0123456789abcdef",)", ""),
       "session", "missing"},
      {"NoParticipant", line_changed(R"("participant":"KPffffffffffffffffffffffffffffffff",)", ""),
       "participant", "missing"},
      {"NoBody", line_changed(R"(,"body":"Your driver is here")", ""), "body", "missing"},
      {"AnEmptyId", line_changed("order-42", ""), "id", "not an id"},
      {"AnIdWithASpace", line_changed("order-42", "order 42"), "id", "not an id"},
      {"AnIdTooLong", line_changed("order-42", sample::repeated("x", 129)), "id", "not an id"},
      {"ASessionAsService", line_changed("\"KS", "\"KC"), "service", "SID"},
      {"AServiceTooShort", line_changed("KS01", "KS0"), "service", "SID"},
      {"ASessionWithAnotherLetter", line_changed("KC01", "KC0g"), "session", "SID"},
      {"AParticipantTooLong", line_changed("KPff", "KPfff"), "participant", "SID"},
      {"AnEmptyBody", line_of_body(""), "body", "empty"},
      {"ABodyTooLong", line_of_body(sample::repeated("x", 1601)), "body", "1600"},
      {"TooManyEmoji", line_of_body(sample::repeated("\U0001F600", 801)), "body", "1600"},
      {"ANulInTheBody", line_of_body(R"(a\u0000b)"), "body", "control character"},
      {"AnEscapeInTheBody", line_of_body(R"(\u001b[31m)"), "body", "control character"},
      {"ABackspaceInTheBody", line_of_body(R"(\b)"), "body", "control character"},
      {"ANextLineInTheBody", line_of_body(R"(\u0085)"), "body", "control character"},
      {"AnUnknownPriority", line_with(R"(,"priority":"high")"), "priority", "no priority"},
      {"ATimeWithoutAZone", line_with(R"(,"not_before":"2026-11-24T10:00:00")"), "not_before",
       "with a zone"},
      {"ADateAlone", line_with(R"(,"expires_at":"2026-11-24")"), "expires_at", "with a zone"},
      {"ADayThatIsNone", line_with(R"(,"not_before":"2026-02-30T10:00:00Z")"), "not_before",
       "RFC 3339"},
      {"AnExpiryInThePast", line_with(R"(,"expires_at":"2026-11-23T11:59:59Z")"), "expires_at",
       "past"},
      {"AnExpiryRightNow", line_with(R"(,"expires_at":"2026-11-23T12:00:00Z")"), "expires_at",
       "past"},
      {"AnExpiryBeforeTheStart",
       line_with(R"(,"not_before":"2026-11-25T00:00:00Z","expires_at":"2026-11-24T00:00:00Z")"),
       "expires_at", "never"},
      {"AnUnknownPolicy", line_with(R"(,"on_ambiguous":"drop")"), "on_ambiguous", "no policy"},
  };
}

class SubmissionRefuses : public testing::TestWithParam<Refused> {};

TEST_P(SubmissionRefuses, AndNamesTheFieldAndARemedy) {
  SubmissionReader reader;
  const auto message = reader.read(GetParam().line, line_read_at);
  ASSERT_FALSE(message);
  const auto& error = message.error();
  EXPECT_EQ(error.field, GetParam().field);
  EXPECT_NE(error.sentence.find(GetParam().sentence), std::string::npos) << error.sentence;
  EXPECT_FALSE(error.sentence.empty());
  EXPECT_FALSE(error.remedy.empty());
}

const auto name_of_case = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Line, SubmissionRefuses, testing::ValuesIn(whole_lines()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Key, SubmissionRefuses, testing::ValuesIn(keys()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Value, SubmissionRefuses, testing::ValuesIn(values()), name_of_case);

TEST(SubmissionRefusal, OfAMisspeltKeyNamesTheNearestOne) {
  SubmissionReader reader;
  const auto message =
      reader.read(line_with(R"(,"expire_at":"2027-01-01T00:00:00Z")"), line_read_at);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().remedy, "did you mean \"expires_at\"?");
}

TEST(SubmissionRefusal, NeverRepeatsTheBody) {
  SubmissionReader reader;
  const auto message =
      reader.read(line_of_body("secret-text" + sample::repeated("x", 1600)), line_read_at);
  ASSERT_FALSE(message);
  EXPECT_EQ((message.error().sentence + message.error().remedy).find("secret-text"),
            std::string::npos);
}

TEST(SubmissionRefusal, OfAnOfferedIdThatIsNoneNamesTheId) {
  SubmissionReader reader;
  const auto message = reader.read(line_without_id(), line_read_at, "two words:1");
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().field, "id");
}

}  // namespace
}  // namespace dispatcher
