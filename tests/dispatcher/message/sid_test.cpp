#include "dispatcher/message/sid.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace dispatcher {
namespace {

TEST(Sid, KeepsItsTextAsGiven) {
  for (const std::string_view text :
       {"KS0123456789abcdef0123456789abcdef", "KS0123456789ABCDEF0123456789abcdef"}) {
    const auto sid = ServiceSid::parse(text);
    ASSERT_TRUE(sid);
    EXPECT_EQ(sid->text(), text);
  }
}

TEST(Sid, OfAnotherKindIsRefused) {
  EXPECT_FALSE(ServiceSid::parse("KC0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(SessionSid::parse("KP0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(ParticipantSid::parse("KI0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(InteractionSid::parse("SM0123456789abcdef0123456789abcdef"));
}

TEST(Sid, OfAnotherShapeIsRefused) {
  for (const std::string_view text :
       {"", "KS", "KS0123456789abcdef0123456789abcde", "KS0123456789abcdef0123456789abcdef0",
        "ks0123456789abcdef0123456789abcdef", "KS0123456789abcdef0123456789abcdeg",
        "KS0123456789abcdef 123456789abcdef", " KS123456789abcdef0123456789abcdef"}) {
    const auto sid = ServiceSid::parse(text);
    ASSERT_FALSE(sid) << text;
    EXPECT_EQ(sid.error(), errc::malformed_sid);
  }
}

TEST(Sid, WithAnyOtherByteAtAnyPlaceIsRefused) {
  const std::string good = "KS0123456789abcdefABCDEF9876543210";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char other : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\x7f', '\xB0', '\xE1'}) {
      std::string text = good;
      text[at] = other;
      EXPECT_FALSE(ServiceSid::parse(text)) << at << ' ' << int{other};
    }
  }
}

TEST(Sid, IsSpelledInLowerCaseFromTheLettersOfItsKindAndSixteenBytes) {
  const std::string binary = "\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10";
  const auto sid = ServiceSid::spell("KS", binary);
  ASSERT_TRUE(sid);
  EXPECT_EQ(sid->text(), "KS0123456789abcdeffedcba9876543210");
  EXPECT_EQ(MessageSid::spell("MM", binary)->text(), "MM0123456789abcdeffedcba9876543210");
  EXPECT_FALSE(ServiceSid::spell("KC", binary));
  EXPECT_FALSE(ServiceSid::spell("", binary));
  EXPECT_FALSE(ServiceSid::spell("KSa", binary));
  EXPECT_FALSE(MessageSid::spell("S1", binary));
  EXPECT_FALSE(ServiceSid::spell("KS", binary.substr(1)));
  EXPECT_FALSE(ServiceSid::spell("KS", binary + '0'));
}

TEST(Sid, OfATextHasAnyTwoLetters) {
  EXPECT_TRUE(MessageSid::parse("SM0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(MessageSid::parse("mM0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(MessageSid::parse("S10123456789abcdef0123456789abcdef"));
}

TEST(Sid, OfEachKindIsATypeOfItsOwn) {
  EXPECT_FALSE((std::is_convertible_v<SessionSid, ParticipantSid>));
  EXPECT_FALSE((std::is_default_constructible_v<SessionSid>));
}

TEST(Sid, InBinaryHoldsTheDigitsInOrder) {
  const auto sid = ServiceSid::parse("KS0123456789abcdeffedcba9876543210");
  const SidBinary expected{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                           0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10};
  EXPECT_EQ(sid->binary(), expected);
}

TEST(Sid, OfTheSameThingHasOneBinaryAndOneCanonicalTextWhateverItsCase) {
  const auto lower = ServiceSid::parse("KS0123456789abcdef0123456789abcdef");
  const auto upper = ServiceSid::parse("KS0123456789ABCDEF0123456789ABCDEF");
  EXPECT_NE(*lower, *upper);
  EXPECT_EQ(lower->binary(), upper->binary());
  EXPECT_EQ(upper->canonical(), lower->text());
}

}  // namespace
}  // namespace dispatcher
