#include "tests/house/shape_rule.hpp"

#include <gmock/gmock.h>

namespace house {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

SourceFile cpp(std::string_view text) { return source_file("queue/a.cpp", text); }

TEST(FileLength, IsAllowedUpToTheBoundAndNotBeyond) {
  EXPECT_THAT(files_too_long({cpp(repeated("x\n", file_lines_max))}), IsEmpty());
  EXPECT_THAT(files_too_long({cpp(repeated("x\n", file_lines_max + 1))}), SizeIs(1));
}

/// Functions of `lines` lines in all, whatever stands in their first line.
Breaches with_function(const std::string& head, std::size_t lines) {
  return functions_too_long({cpp(head + "\n" + repeated("  f();\n", lines - 2) + "}\n")});
}

TEST(FunctionLength, IsAllowedUpToTheBoundAndNotBeyond) {
  EXPECT_THAT(with_function("void f() {", function_lines_max), IsEmpty());
  EXPECT_THAT(with_function("void f() {", function_lines_max + 1),
              ElementsAre("queue/a.cpp:1: a function of 71 lines; the most is 70"));
}

TEST(FunctionLength, CountsTheSignature) {
  EXPECT_THAT(with_function("void f(int a,\n       int b) {", function_lines_max - 1), IsEmpty());
  EXPECT_THAT(with_function("void f(int a,\n       int b) {", function_lines_max), SizeIs(1));
}

TEST(FunctionLength, SeesEveryKindOfFunction) {
  for (const std::string head :
       {"template <class T>\nResult<T> f(T t) {", "Foo::Foo(int a) : a_{a}, b_{2} {",
        "Foo::Foo(int a)\n    : a_{a},\n      b_{f({1})} {", "auto f = [](struct Foo* foo) {",
        "bool operator()(int a) const noexcept {", "std::vector<std::pair<int, int>> f() {",
        "TEST(Foo, Bar) {", "auto f(int a = std::max({1, 2})) -> int {"}) {
    EXPECT_THAT(with_function(head, function_lines_max + 1), SizeIs(1)) << head;
  }
}

TEST(FunctionLength, DoesNotMeasureTypesNamespacesOrTables) {
  for (const std::string head :
       {"namespace queue {", "class Foo final : public Bar {", "struct alignas(64) Foo {",
        "template <class T, int n = (1 + 2)>\nclass Foo {", "enum class E : int {",
        "constexpr int table[] = {"}) {
    EXPECT_THAT(with_function(head, function_lines_max + 1), IsEmpty()) << head;
  }
}

TEST(FunctionLength, FindsAMethodInsideAClassInsideANamespace) {
  const auto body = repeated("    f();\n", function_lines_max);
  EXPECT_THAT(functions_too_long({cpp("namespace n {\nclass A {\n public:\n  void f() {\n" + body +
                                      "  }\n};\n}\n")}),
              ElementsAre(HasSubstr("a.cpp:4: a function of 72 lines")));
}

TEST(FunctionLength, IsNotConfusedByBracesInTextAndComments) {
  const auto body = repeated("  f(\"}\", '{', R\"(}})\");  // }\n", function_lines_max);
  EXPECT_THAT(functions_too_long({cpp("void f() {\n" + body + "}\n")}), SizeIs(1));
  EXPECT_THAT(functions_too_long({cpp("int a = 1'000;\nvoid f() {\n" + body + "}\n")}), SizeIs(1));
}

TEST(LineLength, IsCountedInCharacters) {
  EXPECT_THAT(lines_too_long({cpp(std::string(line_columns_max, 'x'))}), IsEmpty());
  EXPECT_THAT(lines_too_long({cpp(std::string(line_columns_max + 1, 'x'))}), SizeIs(1));
  EXPECT_THAT(lines_too_long({cpp(repeated("\u00e9", line_columns_max))}), IsEmpty());
}

TEST(LineLength, LeavesTheReadmeItsTables) {
  EXPECT_THAT(lines_too_long({source_file("README.md", std::string(200, 'x'))}), IsEmpty());
}

TEST(PragmaOnce, IsTheFirstLineOfEveryHeader) {
  EXPECT_THAT(headers_without_pragma_once({source_file("net/a.hpp", "#pragma once\n")}), IsEmpty());
  EXPECT_THAT(headers_without_pragma_once({source_file("net/a.hpp", "#include <string>\n")}),
              SizeIs(1));
  EXPECT_THAT(headers_without_pragma_once({source_file("net/a.hpp", "")}), SizeIs(1));
  EXPECT_THAT(headers_without_pragma_once({source_file("net/a.cpp", "")}), IsEmpty());
}

TEST(ForbiddenWords, AreFoundInEveryFile) {
  const auto word = std::string("TO") + "DO";
  EXPECT_THAT(forbidden_words({cpp("int a;\n// " + word + ": later\n")}),
              ElementsAre(HasSubstr("a.cpp:2:")));
  EXPECT_THAT(forbidden_words({source_file("README.md", std::string("FIX") + "ME")}), SizeIs(1));
  EXPECT_THAT(forbidden_words({cpp("// mastodon, and a " + word + "LIST\n")}), IsEmpty());
}

}  // namespace
}  // namespace house
