#include "dispatcher/message/hex.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <string>

namespace dispatcher {
namespace {

using HexBytes = std::array<std::uint8_t, hex_bytes>;

std::string spelled(const HexBytes& bytes) {
  std::string digits(hex_digits_count, '\0');
  spell_hex(reinterpret_cast<const char*>(bytes.data()), digits.data());
  return digits;
}

/// Byte by byte, by the C library.
std::string spelled_apart(const HexBytes& bytes, const char* format) {
  std::string digits;
  for (const auto byte : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, format, static_cast<unsigned>(byte));
    digits += two;
  }
  return digits;
}

TEST(Hex, OfEveryByteAtEveryPlaceIsSpelledAndReadInEitherCase) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t at = 0; at < hex_bytes; ++at) {
      HexBytes bytes{};
      bytes[at] = static_cast<std::uint8_t>(byte);
      const auto lower = spelled_apart(bytes, "%02x");
      EXPECT_EQ(spelled(bytes), lower);
      EXPECT_EQ(read_hex(lower.data()), bytes);
      EXPECT_EQ(read_hex(spelled_apart(bytes, "%02X").data()), bytes);
    }
  }
}

TEST(Hex, OfAnyBytesIsReadBackAsThem) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int turn = 0; turn < 1'000; ++turn) {
    HexBytes bytes;
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    EXPECT_EQ(spelled(bytes), spelled_apart(bytes, "%02x"));
    EXPECT_EQ(read_hex(spelled(bytes).data()), bytes);
  }
}

TEST(Hex, HasSixteenDigitsOfWhichSixLettersHaveTwoCases) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const auto is_in = [c](std::string_view set) { return set.find(c) != set.npos; };
    EXPECT_EQ(hex_digits.has_all_of({&c, 1}), is_in("0123456789abcdefABCDEF")) << byte;
    EXPECT_EQ(upper_hex_digits.has_all_of({&c, 1}), is_in("ABCDEF")) << byte;
  }
}

}  // namespace
}  // namespace dispatcher
