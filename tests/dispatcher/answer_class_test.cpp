#include "dispatcher/answer_class.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace dispatcher {
namespace {

TEST(AnswerClass, NamesTheAnswersThatAnOperatorActsUpon) {
  EXPECT_EQ(name_of(answer_class(200)), "2xx");
  EXPECT_EQ(name_of(answer_class(201)), "2xx");
  EXPECT_EQ(name_of(answer_class(302)), "3xx");
  EXPECT_EQ(name_of(answer_class(401)), "401");
  EXPECT_EQ(name_of(answer_class(403)), "403");
  EXPECT_EQ(name_of(answer_class(404)), "404");
  EXPECT_EQ(name_of(answer_class(429)), "429");
  EXPECT_EQ(name_of(answer_class(400)), "4xx");
  EXPECT_EQ(name_of(answer_class(422)), "4xx");
  EXPECT_EQ(name_of(answer_class(503)), "5xx");
}

TEST(AnswerClass, HasOneForEverything) {
  EXPECT_EQ(name_of(answer_class(0)), "none");
  EXPECT_EQ(name_of(answer_class(101)), "other");
  EXPECT_EQ(name_of(answer_class(999)), "other");
}

TEST(AnswerClass, AllHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < answer_classes_count; ++i) {
    names.insert(name_of(static_cast<AnswerClass>(i)));
  }
  EXPECT_EQ(names.size(), answer_classes_count);
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace dispatcher
