#include "dispatcher/face/options_value.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

SettingValue text(std::string value) { return {std::move(value), {}}; }
SettingValue number(std::int64_t value) { return {value, {}}; }

TEST(OptionValue, ADurationStaysWithinItsRange) {
  std::chrono::milliseconds field{7};
  EXPECT_EQ(take_duration(text("5s"), {1s, 10s}, field), "");
  EXPECT_EQ(field, 5s);
  EXPECT_THAT(take_duration(text("11s"), {1s, 10s}, field), HasSubstr("from 1s to 10s"));
  EXPECT_EQ(field, 5s);
}

TEST(OptionValue, ADurationOfNothingIsTakenWhereItMeansSomething) {
  std::chrono::milliseconds field{7};
  EXPECT_NE(take_duration(number(0), {1s, 10s}, field), "");
  EXPECT_EQ(take_duration(number(0), {1s, 10s, true}, field), "");
  EXPECT_EQ(field, 0s);
  EXPECT_NE(take_duration(number(5), {1s, 10s, true}, field), "");
}

TEST(OptionValue, ACountStaysWithinItsRange) {
  std::int64_t field = 7;
  EXPECT_EQ(take_count(number(3), {1, 3}, field), "");
  EXPECT_EQ(field, 3);
  EXPECT_EQ(take_count(number(4), {1, 3}, field), "must be from 1 to 3");
  EXPECT_THAT(take_count(text("3"), {1, 3}, field), HasSubstr("not a text"));
}

TEST(OptionValue, ASizeHasALeast) {
  std::uint64_t field = 7;
  EXPECT_EQ(take_size(text("2KiB"), 1'024, field), "");
  EXPECT_EQ(field, 2'048U);
  EXPECT_EQ(take_size(text("1B"), 1'024, field), "must be at least 1KiB");
  EXPECT_NE(take_size(number(4'096), 1'024, field), "");
}

TEST(OptionValue, TextsAreNotEmpty) {
  std::string field = "old";
  EXPECT_EQ(take_text(text(""), field), "must not be empty");
  EXPECT_EQ(field, "old");
  std::vector<std::string> list;
  EXPECT_EQ(take_texts({std::vector<std::string>{}, {}}, list), "must not be empty");
  EXPECT_EQ(take_texts({std::vector<std::string>{"a"}, {}}, list), "");
}

TEST(OptionValue, TextsHoldNoControlCharacters) {
  std::string field = "old";
  const std::string sentence = "must not hold control characters";
  EXPECT_EQ(take_text(text(std::string("a\0b", 3)), field), sentence);
  EXPECT_EQ(take_text(text("a\nb"), field), sentence);
  EXPECT_EQ(take_text(text("a\x7F"), field), sentence);
  EXPECT_EQ(field, "old");
  EXPECT_EQ(take_text(text("\xC3\xBC"), field), "");
}

TEST(OptionValue, AWordIsOneOfAFew) {
  const Words<int> words = {{"one", 1}, {"two", 2}};
  int field = 0;
  EXPECT_EQ(take_word(text("two"), words, field), "");
  EXPECT_EQ(field, 2);
  EXPECT_EQ(take_word(text("three"), words, field), "expected one of \"one\", \"two\"");
  EXPECT_EQ(show_word(words, 1), "\"one\"");
}

TEST(OptionValue, IsShownAsToml) {
  EXPECT_EQ(show_text("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(show_text("a\tb\x1f"), R"("a\u0009b\u001f")");
  EXPECT_EQ(show_texts({"a", "b"}), R"(["a", "b"])");
}

}  // namespace
}  // namespace dispatcher
