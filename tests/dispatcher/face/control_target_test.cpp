#include "dispatcher/face/control_target.hpp"

#include <gmock/gmock.h>

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal_of_target(std::string_view target) {
  const auto parsed = parse_control_target(target);
  return parsed ? "taken" : parsed.error().sentence;
}

TEST(ControlTarget, IsAPathOfParts) {
  const auto target = parse_control_target("/v1/messages/order-42");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->path, ElementsAre("v1", "messages", "order-42"));
  EXPECT_TRUE(target->query.empty());
}

TEST(ControlTarget, HasAQueryOfKeysWithValues) {
  const auto target = parse_control_target("/v1/messages?batch=a:b@c&first_line=7&after=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->value("batch"), "a:b@c");
  EXPECT_EQ(target->value("first_line"), "7");
  EXPECT_EQ(target->value("after"), "");
  EXPECT_EQ(target->value("other"), "");
  EXPECT_EQ(unknown_query_key(*target, {"batch", "first_line", "after"}), "");
  EXPECT_EQ(unknown_query_key(*target, {"batch", "after"}), "first_line");
}

TEST(ControlTarget, KeepsEqualSignsOfAValue) {
  EXPECT_EQ(parse_control_target("/a?b=c=d")->value("b"), "c=d");
}

TEST(ControlTarget, IsRefusedWhenItCouldMeanTwoThings) {
  EXPECT_THAT(refusal_of_target("/v1/%61"), HasSubstr("such as %"));
  EXPECT_THAT(refusal_of_target("/v1/a b"), HasSubstr("a character"));
  EXPECT_THAT(refusal_of_target("/v1/a#b"), HasSubstr("a character"));
  EXPECT_THAT(refusal_of_target("/v1/\xc3\xa4"), HasSubstr("a character"));
  EXPECT_THAT(refusal_of_target("/v1?batch=a&batch=b"), HasSubstr("batch twice"));
}

TEST(ControlTarget, HasNoEmptyParts) {
  for (const auto* path : {"/", "//", "/v1/", "/v1//a"}) {
    EXPECT_THAT(refusal_of_target(path), HasSubstr("the path")) << path;
  }
  for (const auto* query : {"/v1?", "/v1?a", "/v1?=b", "/v1?a=b&", "/v1?a=b&&c=d"}) {
    EXPECT_THAT(refusal_of_target(query), HasSubstr("the query")) << query;
  }
  EXPECT_THAT(refusal_of_target(""), HasSubstr("does not begin with /"));
  EXPECT_THAT(refusal_of_target("v1/a"), HasSubstr("does not begin with /"));
}

TEST(ControlTarget, SaysWhereAPageBegins) {
  EXPECT_EQ(page_begin(*parse_control_target("/v1/dead")), 0U);
  EXPECT_EQ(page_begin(*parse_control_target("/v1/dead?after=7")), 7U);
  for (const auto* target : {"/v1/dead?after=x", "/v1/dead?after=7x", "/v1/dead?after=-7",
                             "/v1/dead?after=18446744073709551616"}) {
    EXPECT_FALSE(page_begin(*parse_control_target(target))) << target;
  }
}

TEST(ControlTarget, HasABoundOnItsParts) {
  EXPECT_EQ(refusal_of_target("/1/2/3/4/5/6/7/8"), "taken");
  EXPECT_THAT(refusal_of_target("/1/2/3/4/5/6/7/8/9"), HasSubstr("too many parts"));
}

}  // namespace
}  // namespace dispatcher
