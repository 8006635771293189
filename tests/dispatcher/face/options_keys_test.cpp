#include "dispatcher/face/options_keys.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <set>
#include <sstream>

#include "dispatcher/face/options_document.hpp"
#include "tests/dispatcher/face/options_fixture.hpp"

/// The documented configuration, deploy/dispatcher.toml, and the keys that the code knows.
namespace dispatcher {
namespace {

using testing::ElementsAreArray;
using testing::IsEmpty;

std::string documented() {
  std::ostringstream text;
  text << std::ifstream(SOURCE_ROOT "/deploy/dispatcher.toml").rdbuf();
  return text.str();
}

/// With keys that have no default and are therefore commented out.
std::string documented_in_full() {
  return std::regex_replace(documented(),
                            std::regex("(^|\n)# (ca_file = |listen = |token_file = )"), "$1$2");
}

class DocumentedOptions : public OptionsFiles {};

TEST_F(DocumentedOptions, NameEveryKeyThatTheCodeKnowsAndNoOther) {
  const auto parsed = parse_document(documented_in_full());
  ASSERT_TRUE(std::holds_alternative<Document>(parsed));
  std::multiset<std::string> in_file;
  for (const auto& section : std::get<Document>(parsed).sections) {
    for (const auto& setting : section.settings) in_file.insert(section.name + "." + setting.name);
  }
  std::multiset<std::string> in_code;
  for (const auto& key : option_keys()) in_code.insert(key.path());
  EXPECT_THAT(in_file, ElementsAreArray(in_code));
}

TEST_F(DocumentedOptions, StateTheDefaultsThatAreInForce) {
  auto text = documented();
  for (const std::string name : {"user", "password"}) {
    text = std::regex_replace(text, std::regex("/etc/dispatcher/credentials/main." + name), name);
  }
  // The unit's, not the default.
  text = std::regex_replace(text, std::regex("\nsocket = [^\n]*"), "");
  text = std::regex_replace(text, std::regex("/var/lib/dispatcher/spool"), "spool");
  const auto from_file = read(text);
  ASSERT_THAT(from_file.errors, IsEmpty());
  EXPECT_EQ(effective_settings(from_file.options), effective_settings(read(minimal()).options));
}

TEST_F(DocumentedOptions, SayWhatIsRequired) {
  const auto text = documented();
  std::size_t required_count = 0;
  for (const auto& key : option_keys()) required_count += key.required ? 1U : 0U;
  // The two secrets share a paragraph.
  std::size_t said_count = 1;
  for (auto at = text.find("# Required."); at != std::string::npos;
       at = text.find("# Required.", at + 1)) {
    ++said_count;
  }
  EXPECT_EQ(said_count, required_count);
}

TEST(OptionKeys, AreFoundBySectionAndName) {
  ASSERT_NE(find_option_key("limits", "window"), nullptr);
  EXPECT_EQ(find_option_key("limits", "window")->path(), "limits.window");
  EXPECT_EQ(find_option_key("limits", "max"), nullptr);
}

}  // namespace
}  // namespace dispatcher
