#include "dispatcher/face/submit_messages.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::HasSubstr;

const std::string zeros(32, '0');

std::string json(const std::string& more, const std::string& service = "KS" + zeros) {
  return "{" + more + "\"service\":\"" + service + "\",\"session\":\"KC" + zeros +
         "\",\"participant\":\"KP" + zeros + "\",\"body\":\"hello\"}";
}

class Messages : public testing::Test {
 protected:
  SubmissionResult read(const std::string& text) {
    if (!messages_) messages_.emplace(batch_, services_);
    return messages_->read({41, text}, WallTime{});
  }

  Message message(const std::string& text) {
    auto result = read(text);
    EXPECT_TRUE(result) << result.error().sentence;
    return *std::move(result);
  }

  ContentDigester digester{DigestKey{}};
  std::string batch_;
  KnownServices services_ = {"*"};
  std::optional<SubmitMessages> messages_;
};

TEST_F(Messages, KeepTheIdThatTheyHave) {
  batch_ = "monday";
  EXPECT_EQ(message(json("\"id\":\"a\",")).id, "a");
}

TEST_F(Messages, OfABatchAreCalledAfterTheirLine) {
  batch_ = "monday";
  EXPECT_EQ(message(json("")).id, "monday:41");
}

TEST_F(Messages, WithoutAnIdAreAMistakeOfTheCommand) {
  EXPECT_EQ(read(json("")).error().field, "id");
  EXPECT_TRUE(messages_->id_was_missing());
}

TEST_F(Messages, WithABadIdAreAMistakeOfTheLine) {
  EXPECT_EQ(read(json("\"id\":\"a b\",")).error().field, "id");
  EXPECT_FALSE(messages_->id_was_missing());
  EXPECT_FALSE(read("{"));
  EXPECT_FALSE(messages_->id_was_missing());
}

TEST_F(Messages, NeedAnAccountThatSendsForTheirService) {
  services_ = {"KS" + std::string(32, 'a')};
  EXPECT_TRUE(read(json("\"id\":\"a\",", "KS" + std::string(32, 'A'))));
  const auto refused = read(json("\"id\":\"a\","));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "service");
  EXPECT_THAT(refused.error().sentence, HasSubstr("no account sends for KS0"));
}

TEST(Services, AreThoseOfAllAccounts) {
  std::vector<AccountOptions> accounts(2);
  accounts[0].services = {"KS1", "KS2"};
  accounts[1].services = {"*"};
  EXPECT_EQ(services_of(accounts), (KnownServices{"*", "KS1", "KS2"}));
}

TEST(BatchName, MakesAnIdWithEveryLineNumber) {
  EXPECT_EQ(batch_name_complaint("monday.1"), "");
  EXPECT_EQ(batch_name_complaint(std::string(107, 'a')), "");
  EXPECT_THAT(batch_name_complaint(std::string(108, 'a')), HasSubstr("1 to 107"));
  EXPECT_NE(batch_name_complaint(""), "");
  EXPECT_NE(batch_name_complaint("a b"), "");
}

TEST_F(Messages, GoToTheLaneOfTheirServiceWhateverItsCase) {
  const auto lower =
      to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, 'a'))), digester);
  const auto upper =
      to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, 'A'))), digester);
  EXPECT_EQ(lower.lane_name, "KS" + std::string(32, 'a'));
  EXPECT_EQ(upper.lane_name, lower.lane_name);
}

TEST_F(Messages, AreStoredSoThatTheyCanBeReadAgain) {
  const auto sent = message(json("\"id\":\"a\",\"priority\":\"bulk\","));
  const auto stored = to_spool(sent, digester);
  EXPECT_EQ(stored.priority, 3);
  const auto again = decode_payload(stored.payload, {stored.id, Priority::bulk, stored.not_before});
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, sent);
}

TEST_F(Messages, HaveADigestOfTheirContentAndNotOfTheirId) {
  const auto one = to_spool(message(json("\"id\":\"a\",")), digester);
  const auto same = to_spool(message(json("\"id\":\"b\",")), digester);
  const auto other =
      to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, '1'))), digester);
  EXPECT_EQ(one.content, same.content);
  EXPECT_NE(one.content, other.content);
}

}  // namespace
}  // namespace dispatcher
