#include "tests/house/layout_rule.hpp"

#include <gmock/gmock.h>

namespace house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const std::vector<std::string> listed = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "bench",
    "deploy",         "dispatcher",        "net",       "queue",
    "tests"};

TEST(TopLevel, IsExactlyWhatTheDesignLists) {
  EXPECT_THAT(out_of_place(listed), IsEmpty());
  auto names = listed;
  names.emplace_back("scripts");
  EXPECT_THAT(out_of_place(names), ElementsAre("scripts: does not belong to the top level"));
  names = listed;
  std::erase(names, "README.md");
  EXPECT_THAT(out_of_place(names), ElementsAre("README.md: is missing from the top level"));
}

TEST(SourcesWithoutTest, AreNamedWithTheTestToWrite) {
  EXPECT_THAT(sources_without_test({source_file("net/url.cpp", "")}, {}),
              ElementsAre("net/url: has no test; write tests/net/url_test.cpp"));
  EXPECT_THAT(sources_without_test({source_file("bench/simulator/form.cpp", "")}, {}),
              ElementsAre("bench/simulator/form: has no test; write "
                          "tests/simulator/form_test.cpp"));
}

TEST(SourcesWithoutTest, AreContentWithATestOfTheirName) {
  const auto source = source_file("net/url.cpp", "");
  EXPECT_THAT(sources_without_test({source, source_file("tests/net/url_test.cpp", "")}, {}),
              IsEmpty());
  EXPECT_THAT(sources_without_test({source, source_file("tests/net/url_fuzz_test.cpp", "")}, {}),
              IsEmpty());
  EXPECT_THAT(sources_without_test({source, source_file("tests/net/urls_test.cpp", "")}, {}),
              testing::SizeIs(1));
}

TEST(SourcesWithoutTest, AllowsAnExemptionWithAReasonOnly) {
  const auto source = source_file("net/url.cpp", "");
  EXPECT_THAT(sources_without_test({source}, {{"net/url", "tested end to end"}}), IsEmpty());
  EXPECT_THAT(sources_without_test({source}, {{"net/url", ""}}),
              ElementsAre("net/url: exempt without a reason"));
}

TEST(SourcesWithoutTest, RefusesAStaleExemption) {
  EXPECT_THAT(sources_without_test({}, {{"net/url", "tested end to end"}}), testing::SizeIs(1));
}

}  // namespace
}  // namespace house
