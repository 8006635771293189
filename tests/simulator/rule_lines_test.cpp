#include "bench/simulator/rule_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace simulator {
namespace {

std::vector<std::uint64_t> rule_counts_of(const std::string& text) {
  std::istringstream lines{text};
  std::vector<std::uint64_t> counts;
  for_each_rule(lines, "script", [&](const RuleLine& line, simdjson::dom::object fields) {
    for (const auto [key, value] : fields) counts.push_back(line.count(value));
  });
  return counts;
}

TEST(RuleLines, AreReadOneByOneWithoutTheEmptyOnes) {
  EXPECT_THAT(rule_counts_of("{\"a\":1,\"b\":2}\n\n{\"a\":3}\n"), testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(rule_counts_of(""), testing::IsEmpty());
}

TEST(RuleLines, AreCalledByFileAndNumberWhenTheyAreWrongAndNotShown) {
  for (const auto* bad :
       {"{}\n\nsecret", "{}\n\n[]", "{}\n\n{\"a\":0}", "{}\n\n{\"a\":\"secret\"}"}) {
    try {
      rule_counts_of(bad);
      ADD_FAILURE() << bad;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("script line 3: "));
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("secret")));
    }
  }
}

}  // namespace
}  // namespace simulator
