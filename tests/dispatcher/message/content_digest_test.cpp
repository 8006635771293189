#include "dispatcher/message/content_digest.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "dispatcher/message/hex.hpp"
#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

ContentDigester digester(std::uint8_t fill) {
  DigestKey key{};
  key.fill(std::byte{fill});
  return ContentDigester(key);
}

std::string in_hex(const ContentDigest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : digest) {
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

// Of the texts of the three SIDs, 5 "hello", 0, by another program. Spools remember it.
TEST(ContentDigest, StaysWhatItWas) {
  EXPECT_EQ(in_hex(digester(1).of(sample::message("hello"))),
            "756f94b008609f85245460929e7d81625d5e0c9a2ba0440c704ce6ba8cd772cc");
}

TEST(ContentDigest, IsTheSameForTheSameContentWhateverElseDiffers) {
  const auto plain = sample::message("hello");
  auto other = plain;
  other.id = "another";
  other.priority = Priority::bulk;
  other.expires_at = sample::time("2030-01-01T00:00:00Z");
  EXPECT_EQ(digester(1).of(plain), digester(1).of(other));
}

TEST(ContentDigest, OwesNothingToTheMessagesBeforeIt) {
  auto used = digester(1);
  used.of(sample::message(std::string(300, 'a')));
  const auto plain = sample::message("hello");
  EXPECT_EQ(used.of(plain), digester(1).of(plain));
  EXPECT_EQ(used.of(plain), digester(1).of(plain));
}

TEST(ContentDigest, DiffersWithBodySidOrKey) {
  const auto plain = sample::message("hello");
  auto to_other = plain;
  to_other.participant = *ParticipantSid::parse("KP00000000000000000000000000000000");
  const auto digest = digester(1).of(plain);
  EXPECT_NE(digest, digester(1).of(sample::message("hello ")));
  EXPECT_NE(digest, digester(1).of(to_other));
  EXPECT_NE(digest, digester(2).of(plain));
}

}  // namespace
}  // namespace dispatcher
