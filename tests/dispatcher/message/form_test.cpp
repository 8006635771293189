#include "dispatcher/message/form.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <string>

namespace dispatcher {
namespace {

/// From and to memory that has not a byte more than is asked for, as sanitizers see.
std::string form_of(std::string_view text) {
  const auto exact = std::make_unique<char[]>(text.size());
  std::ranges::copy(text, exact.get());
  const std::size_t room = text.size() * form_bytes_per_byte_max + form_slack_bytes;
  const auto out = std::make_unique<char[]>(room);
  const char* const end = append_form(out.get(), {exact.get(), text.size()});
  return {static_cast<const char*>(out.get()), end};
}

/// Byte by byte, by the C library.
std::string form_apart(std::string_view text) {
  constexpr std::string_view kept =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string form;
  for (const char c : text) {
    if (kept.find(c) != kept.npos) {
      form += c;
    } else if (c == ' ') {
      form += '+';
    } else {
      char escape[4];
      std::snprintf(escape, sizeof escape, "%%%02X",
                    static_cast<unsigned>(static_cast<unsigned char>(c)));
      form += escape;
    }
  }
  return form;
}

TEST(Form, KeepsUnreservedCharactersAndEncodesEveryOtherByte) {
  EXPECT_EQ(form_of("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(form_of("a b"), "a+b");
  EXPECT_EQ(form_of("+&=%/?#*"), "%2B%26%3D%25%2F%3F%23%2A");
  EXPECT_EQ(form_of("\r\n\t"), "%0D%0A%09");
  EXPECT_EQ(form_of("é\U0001F600"), "%C3%A9%F0%9F%98%80");
  EXPECT_EQ(form_of(""), "");
}

TEST(Form, EncodesEveryByteAtEveryPlaceOfATextOfAnyLength) {
  for (std::size_t length = 1; length <= 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(length, 'x');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(form_of(text), form_apart(text)) << length << ' ' << at << ' ' << byte;
      }
    }
  }
}

TEST(Form, OfAnyTextIsWhatItsBytesAreAlone) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int turn = 0; turn < 2'000; ++turn) {
    std::string text(random() % 120, 'x');
    // From one where nothing is escaped to one where nearly all is.
    const unsigned escaped_of_eight = random() % 8;
    for (char& c : text) {
      if (random() % 8 < escaped_of_eight) c = static_cast<char>(random());
    }
    EXPECT_EQ(form_of(text), form_apart(text));
  }
}

}  // namespace
}  // namespace dispatcher
