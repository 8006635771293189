#include "bench/simulator/script.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace simulator {
namespace {

Script script(const std::string& text) {
  std::istringstream lines{text};
  return Script::read(lines);
}

std::string struck(Script& script, const ScriptSubject& subject) {
  const auto* const fault = script.strike(subject);
  return fault == nullptr ? "" : fault->name;
}

TEST(Script, StrikesTheRequestOfItsNumberOnly) {
  auto one = script(R"({"request":2,"fault":"reset-after"})");
  EXPECT_EQ(struck(one, {.number = 1}), "");
  EXPECT_EQ(struck(one, {.number = 2}), "reset-after");
  EXPECT_EQ(struck(one, {.number = 3}), "");
}

TEST(Script, StrikesAsOftenAsItSays) {
  auto twice = script(R"({"participant":"KP1","fault":"429","times":2})");
  EXPECT_EQ(struck(twice, {.participant = "KP1"}), "429");
  EXPECT_EQ(struck(twice, {.participant = "KP2"}), "");
  EXPECT_EQ(struck(twice, {.participant = "KP1"}), "429");
  EXPECT_EQ(struck(twice, {.participant = "KP1"}), "");
}

TEST(Script, WantsEveryConditionOfALine) {
  auto both = script(R"({"service":"KS1","session":"KC1","body_sha256":"ab","fault":"404"})");
  EXPECT_EQ(struck(both, {.service = "KS1", .session = "KC1", .body_sha256 = "cd"}), "");
  EXPECT_EQ(struck(both, {.service = "KS2", .session = "KC1", .body_sha256 = "ab"}), "");
  EXPECT_EQ(struck(both, {.service = "KS1", .session = "KC1", .body_sha256 = "ab"}), "404");
}

TEST(Script, PrefersTheEarlierLineWhicheverConditionItNames) {
  const ScriptSubject subject{.number = 1, .service = "KS1", .participant = "KP1"};
  auto service_first =
      script("{\"service\":\"KS1\",\"fault\":\"404\"}\n{\"request\":1,\"fault\":\"409\"}");
  EXPECT_EQ(struck(service_first, subject), "404");
  EXPECT_EQ(struck(service_first, subject), "409");
  EXPECT_EQ(struck(service_first, subject), "");
}

TEST(Script, RefusesLinesItCannotKeep) {
  for (const auto* bad :
       {"{", "[]", R"({"fault":"404"})", R"({"request":1})", R"({"request":1,"fault":"none"})",
        R"({"request":0,"fault":"404"})", R"({"request":"1","fault":"404"})",
        R"({"request":1,"fault":"404","times":0})", R"({"request":1,"fault":"404","tiems":1})",
        R"({"service":"","fault":"404"})"}) {
    EXPECT_THROW(script(bad), std::runtime_error) << bad;
  }
}

}  // namespace
}  // namespace simulator
