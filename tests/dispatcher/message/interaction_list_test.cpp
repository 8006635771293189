#include "dispatcher/message/interaction_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dispatcher/message/proxy_api.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string row_sid = "KI" + std::string(32, 'a');

/// A row as documented, with `change` in place of the field of the same name, or beside them.
std::string row_json(const std::string& data = R"("{\"body\":\"some message\"}")",
                     const std::string& more = R"("inbound_participant_sid":null)") {
  return R"({"sid":")" + row_sid + R"(","data":)" + data +
         R"(,"date_created":"2015-07-30T20:00:00Z","outbound_participant_sid":"KP)" +
         std::string(32, 'b') + R"(","outbound_resource_sid":"SM)" + std::string(32, 'c') +
         R"(","outbound_resource_status":"sent","type":"message",)" + more + "}";
}

std::string page_json(const std::string& rows, const std::string& next = "null") {
  return R"({"interactions":[)" + rows + R"(],"meta":{"page":0,"page_size":50,"next_page_url":)" +
         next + R"(,"key":"interactions"}})";
}

Result<InteractionPage> parse_page(std::string body) {
  const std::size_t size = body.size();
  body.append(ReplyParser::padding_bytes, '\0');
  InteractionListParser parser;
  return parser.parse(std::string_view(body).substr(0, size));
}

InteractionRow only_row(const std::string& row) {
  auto page = parse_page(page_json(row));
  EXPECT_TRUE(page);
  if (!page || page->rows.size() != 1) return {*InteractionSid::parse(row_sid)};
  return page->rows.front();
}

TEST(InteractionList, GivesARowAsDocumented) {
  const InteractionRow row = only_row(row_json());
  EXPECT_EQ(row.interaction.text(), row_sid);
  EXPECT_EQ(row.message.value().text(), "SM" + std::string(32, 'c'));
  EXPECT_EQ(row.outbound.value().text(), "KP" + std::string(32, 'b'));
  EXPECT_TRUE(row.is_message);
  EXPECT_FALSE(row.is_inbound);
  EXPECT_EQ(row.text, "some message");
  EXPECT_EQ(row.created_at, sample::time("2015-07-30T20:00:00Z"));
}

TEST(InteractionList, GivesBackEveryCharacterOfAText) {
  const InteractionRow row =
      only_row(row_json(R"("{\"body\":\"\\u00e9 \\ud83d\\ude97 \\\"q\\\" \\n\"}")"));
  EXPECT_EQ(row.text, "\u00e9 \U0001F697 \"q\" \n");
}

TEST(InteractionList, OfDataThatIsNoJsonGivesNoText) {
  for (const std::string data :
       {R"("{'body':'some message'}")", R"("")", R"("{\"body\":\"cut")", "null", "17",
        R"("{\"text\":\"some message\"}")", R"("{\"body\":7}")",
        R"("{\"body\":\"one\",\"body\":\"two\"}")", R"("{\"body\":\"one\"} more")"}) {
    EXPECT_FALSE(only_row(row_json(data)).text) << data;
  }
}

TEST(InteractionList, TellsWhatCameFromAParticipant) {
  EXPECT_TRUE(
      only_row(row_json("null", R"("inbound_participant_sid":"KP)" + std::string(32, 'd') + "\""))
          .is_inbound);
  EXPECT_FALSE(only_row(row_json("null", R"("inbound_participant_sid":"")")).is_inbound);
}

TEST(InteractionList, TakesAVoiceRowForNoMessageAndAnUnreadableTypeForOne) {
  std::string voice = row_json();
  voice.replace(voice.find("\"message\","), 10, "\"voice\",");
  EXPECT_FALSE(only_row(voice).is_message);
  std::string unreadable = row_json();
  unreadable.replace(unreadable.find("\"message\","), 10, "null,");
  EXPECT_TRUE(only_row(unreadable).is_message);
}

TEST(InteractionList, LeavesOutWhatItCannotRead) {
  const InteractionRow row = only_row(R"({"sid":")" + row_sid + R"(","date_created":"yesterday",)" +
                                      R"("outbound_participant_sid":"KPzz"})");
  EXPECT_FALSE(row.created_at);
  EXPECT_FALSE(row.outbound);
  EXPECT_FALSE(row.message);
}

TEST(InteractionList, MayBeEmpty) {
  const auto page = parse_page(page_json(""));
  ASSERT_TRUE(page);
  EXPECT_THAT(page->rows, IsEmpty());
  EXPECT_THAT(page->next_page_url, IsEmpty());
}

TEST(InteractionList, NamesTheNextPage) {
  const auto page = parse_page(page_json(row_json() + "," + row_json(), R"("https://x/y?Page=1")"));
  ASSERT_TRUE(page);
  EXPECT_THAT(page->rows, SizeIs(2));
  EXPECT_EQ(page->next_page_url, "https://x/y?Page=1");
}

TEST(InteractionList, IsNoPageWhenAnythingOfItIsMissing) {
  for (const std::string& body :
       {std::string("<html>busy</html>"), std::string(), page_json(row_json()).substr(0, 300),
        std::string(R"({"interactions":[]})"), std::string(R"({"meta":{"next_page_url":null}})"),
        std::string(R"({"interactions":[],"meta":{"page":0}})"),
        std::string(R"({"interactions":{},"meta":{"next_page_url":null}})"),
        page_json(R"({"data":null})"), page_json("", "17"), page_json("") + "{}",
        page_json(R"({"sid":"KI12"})")}) {
    EXPECT_FALSE(parse_page(body)) << body;
  }
}

class ListTarget : public testing::Test {
 protected:
  const ServiceSid service = *ServiceSid::parse("KS" + std::string(32, '1'));
  const SessionSid session = *SessionSid::parse("KC" + std::string(32, '2'));
  const std::string path =
      "/v1/Services/KS" + std::string(32, '1') + "/Sessions/KC" + std::string(32, '2');
  std::optional<std::string> next(const std::string& url, const std::string& authority = "host") {
    return next_list_target(url, authority, service, session);
  }
};

TEST_F(ListTarget, BeginsWithTheSessionsFirstPage) {
  EXPECT_EQ(list_target(service, session), path + "/Interactions?PageSize=50");
}

TEST_F(ListTarget, FollowsThePageThatTheProviderNames) {
  const std::string target = path + "/Interactions?PageSize=50&Page=1&PageToken=PAKI0";
  EXPECT_EQ(next("https://host" + target), target);
  EXPECT_EQ(next("https://host:443" + target), target);
  EXPECT_EQ(next("https://host:8443" + target, "host:8443"), target);
}

TEST_F(ListTarget, GoesNowhereElse) {
  const std::string target = path + "/Interactions?Page=1";
  for (const std::string& url :
       {"http://host" + target, "https://hostile" + target, "https://host.example" + target,
        "https://host@other" + target, "https://host:8443" + target, target, std::string(),
        "https://host" + path + "/Interactions", "https://host" + path + "/Participants?Page=1",
        "https://host/v1/Services/KS" + std::string(32, '9') + "/Sessions/KC" +
            std::string(32, '2') + "/Interactions?Page=1",
        "https://host" + target + "\r\nX: y", "https://host" + target + " HTTP/1.0",
        "https://host" + target + "#part",
        "https://host" + target + std::string(list_target_bytes_max, 'x')}) {
    EXPECT_FALSE(next(url)) << url;
  }
}

}  // namespace
}  // namespace dispatcher
