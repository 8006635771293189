#include "dispatcher/policy/code_table.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(CodeTable, GivesEveryCodeOfARangeItsClassAndTheNeighboursNone) {
  for (std::uint32_t code = 20101; code <= 20107; ++code) {
    EXPECT_EQ(class_of(code), CodeClass::permanent_account) << code;
  }
  for (std::uint32_t code = 20151; code <= 20162; ++code) {
    EXPECT_EQ(class_of(code), CodeClass::permanent_account) << code;
  }
  for (const std::uint32_t code : {20100U, 20108U, 20150U, 20163U}) {
    EXPECT_FALSE(class_of(code)) << code;
  }
}

TEST(CodeTable, KnowsOneCodeOfEachClass) {
  EXPECT_EQ(class_of(80802), CodeClass::retry_later);
  EXPECT_EQ(class_of(20429), CodeClass::slow);
  EXPECT_EQ(class_of(21610), CodeClass::permanent_message);
  EXPECT_EQ(class_of(20003), CodeClass::permanent_account);
  EXPECT_EQ(class_of(20503), CodeClass::ambiguous);
}

TEST(CodeTable, LeavesOutWhatCannotAnswerASend) {
  for (const std::uint32_t code : {0U, 1U, 30001U, 30500U, 80901U, 80911U, 99999U, ~0U}) {
    EXPECT_FALSE(class_of(code)) << code;
  }
}

TEST(CodeTable, FindsItsFirstAndItsLast) {
  EXPECT_EQ(class_of(code_table().front().first), code_table().front().meaning);
  EXPECT_EQ(class_of(code_table().back().last), code_table().back().meaning);
  EXPECT_FALSE(class_of(code_table().back().last + 1));
}

TEST(CodeTable, ProxysOwnCodesAreThoseOf80Thousand) {
  EXPECT_TRUE(is_proxy_code(80000));
  EXPECT_TRUE(is_proxy_code(80999));
  EXPECT_FALSE(is_proxy_code(79999));
  EXPECT_FALSE(is_proxy_code(81000));
}

}  // namespace
}  // namespace dispatcher
