#include <gmock/gmock.h>

#include "tests/house/include_rule.hpp"
#include "tests/house/layout_rule.hpp"
#include "tests/house/shape_rule.hpp"

/// The rules of the house, held against the tree as it stands.
namespace house {
namespace {

using testing::IsEmpty;

const std::vector<SourceFile>& tree() {
  static const auto files = read_tree(SOURCE_ROOT);
  return files;
}

const std::vector<Untested>& untested() {
  static const std::vector<Untested> list = {};
  return list;
}

TEST(Tree, IsFoundAtAll) {
  EXPECT_GT(tree().size(), 20U);
  EXPECT_TRUE(
      std::ranges::any_of(tree(), [](const auto& f) { return f.path == "queue/ring.hpp"; }));
}

TEST(Tree, KeepsTheIncludeRule) { EXPECT_THAT(included_where_forbidden(tree()), IsEmpty()); }

TEST(Tree, KeepsHeavyHeadersAtHome) { EXPECT_THAT(heavy_headers_leaking(tree()), IsEmpty()); }

TEST(Tree, KeepsMessageAndPolicyPure) { EXPECT_THAT(impure(tree()), IsEmpty()); }

TEST(Tree, HasNoFileThatIsTooLong) { EXPECT_THAT(files_too_long(tree()), IsEmpty()); }

TEST(Tree, HasNoFunctionThatIsTooLong) { EXPECT_THAT(functions_too_long(tree()), IsEmpty()); }

TEST(Tree, HasNoLineThatIsTooLong) { EXPECT_THAT(lines_too_long(tree()), IsEmpty()); }

TEST(Tree, GuardsEveryHeader) { EXPECT_THAT(headers_without_pragma_once(tree()), IsEmpty()); }

TEST(Tree, LeavesNoNotesBehind) { EXPECT_THAT(forbidden_words(tree()), IsEmpty()); }

TEST(Tree, HasNothingElseAtTheTopLevel) {
  EXPECT_THAT(out_of_place(top_level(SOURCE_ROOT)), IsEmpty());
}

TEST(Tree, TestsEverySource) { EXPECT_THAT(sources_without_test(tree(), untested()), IsEmpty()); }

}  // namespace
}  // namespace house
