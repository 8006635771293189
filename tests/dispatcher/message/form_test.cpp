#include "dispatcher/message/form.hpp"

#include <gtest/gtest.h>

#include <string>

#include "dispatcher/message/sid.hpp"

namespace dispatcher {
namespace {

std::string form_of(std::string_view text) {
  std::string out(text.size() * form_bytes_per_byte_max + form_slack_bytes, '\0');
  out.resize(static_cast<std::size_t>(append_form(out.data(), text) - out.data()));
  return out;
}

TEST(Form, KeepsUnreservedCharactersAndEncodesEveryOtherByte) {
  EXPECT_EQ(form_of("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(form_of("a b"), "a+b");
  EXPECT_EQ(form_of("+&=%/?#*"), "%2B%26%3D%25%2F%3F%23%2A");
  EXPECT_EQ(form_of("\r\n\t"), "%0D%0A%09");
  EXPECT_EQ(form_of("é\U0001F600"), "%C3%A9%F0%9F%98%80");
  EXPECT_EQ(form_of(""), "");
}

TEST(Form, OfEveryByteIsReadBackAsItself) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    const auto form = form_of(text);
    if (form.size() == 1) {
      EXPECT_EQ(form == "+" ? " " : form, text);
    } else {
      ASSERT_EQ(form.size(), 3U);
      EXPECT_EQ(form[0], '%');
      EXPECT_EQ(hex_value(form[1]) * 16 + hex_value(form[2]), byte);
    }
  }
}

}  // namespace
}  // namespace dispatcher
