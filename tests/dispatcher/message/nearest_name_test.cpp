#include "dispatcher/message/nearest_name.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace dispatcher {
namespace {

constexpr std::array<std::string_view, 4> known{"id", "service", "session", "participant"};

TEST(NearestName, IsTheOneWithTheFewestEdits) {
  EXPECT_EQ(nearest_name("servise", known), "service");
  EXPECT_EQ(nearest_name("sesion", known), "session");
  EXPECT_EQ(nearest_name("participants", known), "participant");
  EXPECT_EQ(nearest_name("ids", known), "id");
}

TEST(NearestName, IsNoneWhenNoneIsNear) {
  EXPECT_EQ(nearest_name("colour", known), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name(std::string(1000, 'x'), known), "");
}

}  // namespace
}  // namespace dispatcher
