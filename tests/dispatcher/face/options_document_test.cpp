#include "dispatcher/face/options_document.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace dispatcher {
namespace {

Document parsed(std::string_view text) {
  auto result = parse_document(text);
  const auto* error = std::get_if<DocumentError>(&result);
  EXPECT_EQ(error, nullptr) << error->sentence;
  return error == nullptr ? std::get<Document>(std::move(result)) : Document{};
}

TEST(OptionsDocument, HasSectionsInTheOrderOfTheFile) {
  const auto document = parsed("[b]\nx = 1\n[a]\n[[c]]\ny = 1\n[[c]]\ny = 2\n");
  ASSERT_EQ(document.sections.size(), 4U);
  EXPECT_EQ(document.sections[0].name, "b");
  EXPECT_EQ(document.sections[1].name, "a");
  EXPECT_FALSE(document.sections[1].repeated);
  EXPECT_TRUE(document.sections[2].repeated);
  EXPECT_EQ(std::get<std::int64_t>(document.sections[3].settings.at(0).value.data), 2);
}

TEST(OptionsDocument, KnowsWhereEverythingStands) {
  const auto document = parsed("[a]\nx = 1\n  yy = \"z\"\n");
  const auto& setting = document.sections.at(0).settings.at(1);
  EXPECT_EQ(setting.name, "yy");
  EXPECT_EQ(setting.place.line, 3U);
  EXPECT_EQ(setting.place.column, 3U);
  EXPECT_EQ(setting.value.place.column, 8U);
}

TEST(OptionsDocument, TellsKindsOfValuesApart) {
  const auto document = parsed(
      "[a]\na = \"x\"\nb = 1\nc = true\nd = [\"x\"]\ne = 1.5\nf = [1, \"x\"]\n"
      "g = 2026-01-01\nh = {}\n");
  std::vector<std::string_view> kinds;
  for (const auto& setting : document.sections.at(0).settings) {
    kinds.push_back(setting.value.kind());
  }
  EXPECT_THAT(kinds, testing::ElementsAre("a text", "a number", "true or false", "a list of texts",
                                          "a number with a fraction", "a mixed list",
                                          "a date or time", "a table"));
}

TEST(OptionsDocument, PutsSettingsAboveAllSectionsIntoANamelessOne) {
  const auto document = parsed("x = 1\n[a]\n");
  ASSERT_EQ(document.sections.size(), 2U);
  EXPECT_EQ(document.sections[0].name, "");
  EXPECT_EQ(document.sections[0].settings.at(0).name, "x");
}

TEST(OptionsDocument, SaysWhereItIsNoToml) {
  const auto result = parse_document("[a]\nx = \n");
  const auto* error = std::get_if<DocumentError>(&result);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->place.line, 2U);
  EXPECT_FALSE(error->sentence.empty());
}

TEST(OptionsDocument, NamesTheKeyThatIsNoTomlAsFarAsItCanBeTold) {
  const auto key = [](std::string_view text) {
    const auto result = parse_document(text);
    const auto* error = std::get_if<DocumentError>(&result);
    return error != nullptr ? error->key : "none";
  };
  EXPECT_EQ(key("[a]\nx = \n"), "a.x");
  EXPECT_EQ(key("[a]\n[[ b_1 ]]\n\t y-2 == 3\n[c]\n"), "b_1.y-2");
  EXPECT_EQ(key("x = \n[a]\n"), "x");
  EXPECT_EQ(key("[a\n"), "a");
  EXPECT_EQ(key("[a]\n= 1\n"), "a");
  EXPECT_EQ(key("[a]\n\xFF"), "a");
  EXPECT_EQ(key("[\n"), "line");
  EXPECT_EQ(key("{}"), "line");
}

TEST(OptionsDocument, RefusesAHeaderWithoutAKey) {
  for (const std::string_view text : {"[", "[\n", "[ ", "[[", "[]", "[=]\n", "[[,]]\n", "[.a]\n",
                                      "[a.]\n", "[a.=]\n", "[#]\n", "[\t\n"}) {
    EXPECT_TRUE(std::holds_alternative<DocumentError>(parse_document(text))) << text;
  }
}

TEST(OptionsDocument, WithAnyByteReplacedIsADocumentOrAnError) {
  std::string text = "[a]\nx = \"b\\n\" # c\n[[d]]\ny = [1, 'e']\nz = {f = 2026-11-23, g = 0.5}\n";
  std::size_t errors_count = 0;
  for (char& c : text) {
    for (const char other : {'\0', '\n', ' ',  '"', '\'', '#', '+', ',',    '-',    '.',   '0',
                             '=',  '[',  '\\', ']', 'e',  '{', '}', '\x80', '\xC3', '\xFF'}) {
      const char before = std::exchange(c, other);
      const auto result = parse_document(text);
      if (const auto* error = std::get_if<DocumentError>(&result)) {
        EXPECT_FALSE(error->sentence.empty());
        EXPECT_FALSE(error->key.empty());
        ++errors_count;
      }
      c = before;
    }
  }
  EXPECT_GT(errors_count, 500U);
}

TEST(OptionsDocument, CutAnywhereIsADocumentOrAnError) {
  const std::string_view text = "[a]\nx = \"b\\n\"\n[[d]]\ny = [1, 'e']\nz = {f = 0x1}\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto result = parse_document(text.substr(0, size));
    if (const auto* error = std::get_if<DocumentError>(&result)) {
      EXPECT_GE(error->place.line, 1U) << size;
    }
  }
}

TEST(OptionsDocument, RefusesAKeyThatStandsTwice) {
  EXPECT_TRUE(std::holds_alternative<DocumentError>(parse_document("[a]\nx = 1\nx = 2\n")));
}

}  // namespace
}  // namespace dispatcher
