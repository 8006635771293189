#include "dispatcher/face/submit_messages.hpp"

#include <gmock/gmock.h>

#include "dispatcher/face/submit_digest_key.hpp"

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
  Messages() {
    options_.accounts.emplace_back();
    options_.accounts.back().services = {"*"};
  }

  SubmissionResult read(const std::string& text) {
    if (!messages_) messages_.emplace(command_, options_);
    return messages_->read({41, text}, WallTime{});
  }

  Message message(const std::string& text) {
    auto result = read(text);
    EXPECT_TRUE(result) << result.error().sentence;
    return *std::move(result);
  }

  SubmitCommand command_;
  Options options_;
  std::optional<SubmitMessages> messages_;
};

TEST_F(Messages, KeepTheIdThatTheyHave) {
  command_.batch = "monday";
  EXPECT_EQ(message(json("\"id\":\"a\",")).id, "a");
}

TEST_F(Messages, OfABatchAreCalledAfterTheirLine) {
  command_.batch = "monday";
  EXPECT_EQ(message(json("")).id, "monday:41");
}

TEST_F(Messages, GetNewIdsWhenAsked) {
  command_.new_ids = true;
  const auto first = message(json("")).id;
  EXPECT_EQ(first.size(), 36U);
  EXPECT_NE(first, message(json("")).id);
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
  options_.accounts.back().services = {"KS" + std::string(32, 'a')};
  EXPECT_TRUE(read(json("\"id\":\"a\",", "KS" + std::string(32, 'A'))));
  const auto refused = read(json("\"id\":\"a\","));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "service");
  EXPECT_THAT(refused.error().sentence, HasSubstr("no account sends for KS0"));
}

TEST_F(Messages, GoToTheLaneOfTheirServiceWhateverItsCase) {
  const DigestKey key{};
  const auto lower = to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, 'a'))), key);
  const auto upper = to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, 'A'))), key);
  EXPECT_EQ(lower.lane_name, "KS" + std::string(32, 'a'));
  EXPECT_EQ(upper.lane_name, lower.lane_name);
}

TEST_F(Messages, AreStoredSoThatTheyCanBeReadAgain) {
  const auto sent = message(json("\"id\":\"a\",\"priority\":\"bulk\","));
  const auto stored = to_spool(sent, DigestKey{});
  EXPECT_EQ(stored.priority, 3);
  const auto again = decode_payload(stored.payload, {stored.id, Priority::bulk, stored.not_before});
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, sent);
}

TEST_F(Messages, HaveADigestOfTheirContentAndNotOfTheirId) {
  const auto one = to_spool(message(json("\"id\":\"a\",")), DigestKey{});
  const auto same = to_spool(message(json("\"id\":\"b\",")), DigestKey{});
  const auto other =
      to_spool(message(json("\"id\":\"a\",", "KS" + std::string(32, '1'))), DigestKey{});
  EXPECT_EQ(one.content, same.content);
  EXPECT_NE(one.content, other.content);
}

}  // namespace
}  // namespace dispatcher
