#include "dispatcher/policy/texts_out.hpp"

#include <gtest/gtest.h>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

using std::chrono::seconds;

constexpr WallTime texts_now{seconds{1'000}};
constexpr TextKey one_text = 17;

TEST(TextKeys, AreEqualForEqualTextsToOneParticipantOnly) {
  const Message message = sample::message();
  Message twin = message;
  twin.id = "other";
  twin.priority = Priority::urgent;
  EXPECT_EQ(text_key(message), text_key(twin));
  Message other_text = sample::message("Your driver is there");
  EXPECT_NE(text_key(message), text_key(other_text));
  Message other_participant = message;
  other_participant.participant = *ParticipantSid::parse("KP" + std::string(32, '1'));
  EXPECT_NE(text_key(message), text_key(other_participant));
}

TEST(TextsOut, KnowATextUntilTheLastOneIsIn) {
  TextsOut texts;
  EXPECT_FALSE(texts.is_out(one_text, texts_now));
  texts.add(one_text);
  texts.add(one_text);
  texts.remove(one_text);
  EXPECT_TRUE(texts.is_out(one_text, texts_now));
  texts.remove(one_text);
  EXPECT_FALSE(texts.is_out(one_text, texts_now));
  EXPECT_EQ(texts.size(), 0U);
}

TEST(TextsOut, KnowATextThatMayTurnUpUntilItsTime) {
  TextsOut texts;
  texts.add(one_text);
  texts.remove(one_text, texts_now + seconds{5});
  EXPECT_TRUE(texts.is_out(one_text, texts_now));
  EXPECT_FALSE(texts.is_out(one_text, texts_now + seconds{5}));
}

TEST(TextsOut, KeepTheLatestTimeOfTwo) {
  TextsOut texts;
  texts.add(one_text);
  texts.add(one_text);
  texts.remove(one_text, texts_now + seconds{5});
  texts.remove(one_text, texts_now + seconds{1});
  EXPECT_TRUE(texts.is_out(one_text, texts_now + seconds{4}));
}

TEST(TextsOut, ForgetByASweepWhatNobodyAskedFor) {
  TextsOut texts;
  texts.add(one_text);
  texts.remove(one_text, texts_now);
  texts.add(one_text + 1);
  texts.sweep(texts_now);
  EXPECT_EQ(texts.size(), 1U);
  EXPECT_TRUE(texts.is_out(one_text + 1, texts_now));
}

}  // namespace
}  // namespace dispatcher
