#include "dispatcher/message/byte_block.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace dispatcher {
namespace {

constexpr bool is_of_set(char c) {
  return std::string_view("\x01 /09@AZ[`az{\x7f").find(c) != std::string_view::npos;
}
constexpr AsciiSet some_characters{is_of_set};

/// Lengths from nothing to beyond two blocks.
constexpr std::size_t length_max = 2 * block_bytes + 8;

/// The same text with not a byte that may be read behind it, as sanitizers see.
class Exact {
 public:
  explicit Exact(std::string_view text)
      : bytes_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    std::ranges::copy(text, bytes_.get());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

TEST(AsciiSets, HoldWhatTheirPredicateHoldsAndNoOtherByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool holds = byte < 0x80 && is_of_set(c);
    EXPECT_EQ(some_characters.has_all_of({&c, 1}), holds) << byte;
    EXPECT_EQ(some_characters.has_any_of({&c, 1}), holds) << byte;
  }
}

TEST(AsciiSets, TellEachByteOfABlock) {
  for (std::size_t at = 0; at < block_bytes; ++at) {
    std::string block(block_bytes, 'b');
    block[at] = 'a';
    EXPECT_EQ(some_characters.bits_of(load_block(block.data())), 1U << at);
  }
}

TEST(AsciiSets, HaveAllOfAndNoneOfAnEmptyText) {
  EXPECT_TRUE(some_characters.has_all_of({}));
  EXPECT_FALSE(some_characters.has_any_of({}));
}

TEST(AsciiSets, MissNoByteAtAnyPlaceOfATextOfAnyLength) {
  for (std::size_t length = 1; length <= length_max; ++length) {
    EXPECT_TRUE(some_characters.has_all_of(Exact(std::string(length, 'a')).view())) << length;
    EXPECT_FALSE(some_characters.has_any_of(Exact(std::string(length, 'b')).view())) << length;
    for (std::size_t at = 0; at < length; ++at) {
      std::string one_else(length, 'a');
      one_else[at] = '\xC3';
      EXPECT_FALSE(some_characters.has_all_of(Exact(one_else).view())) << length << ' ' << at;
      std::string one_only(length, 'b');
      one_only[at] = 'a';
      EXPECT_TRUE(some_characters.has_any_of(Exact(one_only).view())) << length << ' ' << at;
    }
  }
}

TEST(AsciiSets, AgreeWithTheirPredicateAboutAnyText) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int turn = 0; turn < 2'000; ++turn) {
    std::string text(random() % (length_max + 1), '\0');
    // Mostly the set's own, so that a text often has all of it; or mostly others.
    const std::string_view usual = turn % 2 == 0 ? "09AZaz" : "b1B \x80";
    for (char& c : text) {
      c = random() % 32 == 0 ? static_cast<char>(random()) : usual[random() % usual.size()];
    }
    const Exact exact(text);
    EXPECT_EQ(some_characters.has_all_of(exact.view()), std::ranges::all_of(text, is_of_set));
    EXPECT_EQ(some_characters.has_any_of(exact.view()), std::ranges::any_of(text, is_of_set));
  }
}

TEST(AShortText, IsLoadedWithZerosBehindIt) {
  for (std::size_t length = 0; length <= block_bytes; ++length) {
    std::string expected(length, 'x');
    const Exact text(expected);
    expected.resize(block_bytes, '\0');
    std::string loaded(block_bytes, '\xFF');
    store_block(loaded.data(), load_short(text.view()));
    EXPECT_EQ(loaded, expected);
  }
}

}  // namespace
}  // namespace dispatcher
