#include "dispatcher/message/message.hpp"

#include <gtest/gtest.h>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

using sample::repeated;

TEST(MessageId, HasOneTo128OfItsCharacters) {
  EXPECT_TRUE(is_message_id("a"));
  EXPECT_TRUE(is_message_id("Batch:7_x@y.z-0"));
  EXPECT_TRUE(is_message_id(repeated("x", 128)));
  EXPECT_FALSE(is_message_id(""));
  EXPECT_FALSE(is_message_id(repeated("x", 129)));
  EXPECT_FALSE(is_message_id("a b"));
  EXPECT_FALSE(is_message_id("a/b"));
  EXPECT_FALSE(is_message_id("\xC3\xA4"));
}

TEST(MessageId, HasNoOtherByteAtAnyPlace) {
  for (std::size_t length = 1; length <= 40; ++length) {
    EXPECT_TRUE(is_message_id(repeated("x", length)));
    for (std::size_t at = 0; at < length; ++at) {
      std::string id(length, 'x');
      id[at] = '/';
      EXPECT_FALSE(is_message_id(id)) << length << ' ' << at;
    }
  }
}

TEST(MessageId, HasNoOtherByte) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    EXPECT_EQ(is_message_id({&c, 1}), allowed.find(c) != allowed.npos) << byte;
  }
}

TEST(Body, HasUpTo1600CodeUnitsOfUtf16) {
  EXPECT_FALSE(body_fault(repeated("x", 1600)));
  EXPECT_EQ(body_fault(repeated("x", 1601)), BodyFault::too_long);
  EXPECT_FALSE(body_fault(repeated("\u20AC", 1600)));
  EXPECT_EQ(body_fault(repeated("\u20AC", 1601)), BodyFault::too_long);
}

TEST(Body, AnEmojiCountsAsTwoCodeUnits) {
  EXPECT_FALSE(body_fault(repeated("\U0001F600", 800)));
  EXPECT_EQ(body_fault(repeated("\U0001F600", 800) + "x"), BodyFault::too_long);
}

TEST(Body, IsNotEmpty) { EXPECT_EQ(body_fault(""), BodyFault::empty); }

TEST(Body, IsUtf8) {
  for (const std::string_view body :
       {"\xFF", "\xC3", "a\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC0\xAF"}) {
    EXPECT_EQ(body_fault(body), BodyFault::not_utf8);
  }
}

TEST(Body, HoldsOfControlCharactersTabLfAndCrOnly) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string body{'a', static_cast<char>(c), 'b'};
    const bool allowed = c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ(!body_fault(body), allowed) << c;
  }
  EXPECT_EQ(body_fault("a\x7F"), BodyFault::control_character);
  EXPECT_EQ(body_fault("\u0080"), BodyFault::control_character);
  EXPECT_EQ(body_fault("\u009F"), BodyFault::control_character);
  EXPECT_FALSE(body_fault("\u00A0\u00E9"));
}

TEST(Body, HoldsNoControlCharacterAtAnyPlaceWhetherAllElseIsAsciiOrNot) {
  for (const std::string_view usual : {"x", "\u00E4"}) {
    for (std::size_t count = 0; count <= 40; ++count) {
      for (std::size_t before = 0; before <= count; ++before) {
        for (const std::string_view control : {"\x1F", "\x7F", "\u0085"}) {
          const auto body =
              repeated(usual, before) + std::string(control) + repeated(usual, count - before);
          EXPECT_EQ(body_fault(body), BodyFault::control_character) << count << ' ' << before;
        }
        EXPECT_EQ(body_fault(repeated(usual, before) + '\xFF' + repeated(usual, count - before)),
                  BodyFault::not_utf8);
        EXPECT_FALSE(body_fault(repeated(usual, before) + '\t' + repeated(usual, count - before)));
      }
    }
  }
}

TEST(Body, IsNoUtf8BeforeItHoldsAControlCharacter) {
  EXPECT_EQ(body_fault("\x01\xFF"), BodyFault::not_utf8);
}

}  // namespace
}  // namespace dispatcher
