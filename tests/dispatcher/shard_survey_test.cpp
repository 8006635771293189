#include "dispatcher/shard_survey.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

constexpr WallTime surveyed_at{std::chrono::hours{1'000}};

std::chrono::sys_seconds day(int number) {
  return std::chrono::sys_seconds(std::chrono::hours{24 * number});
}

TEST(ShardSurvey, HasTheOldestOfAllShards) {
  ShardSurvey all;
  all.add({});
  EXPECT_EQ(all.sendable_since, std::nullopt);
  all.add({.sendable_since = surveyed_at});
  all.add({.sendable_since = surveyed_at - std::chrono::seconds{9}});
  all.add({});
  EXPECT_EQ(all.sendable_since, surveyed_at - std::chrono::seconds{9});
}

TEST(ShardSurvey, TellsOfAnAccountWhatAnyShardSees) {
  ShardSurvey all;
  all.add({.endpoints = {{.account = "a", .certificate_ends = day(9)}, {.account = "b"}}});
  all.add({.endpoints = {{.account = "a", .failing = true, .certificate_ends = day(5)},
                         {.account = "b", .certificate_refused = true}}});
  ASSERT_EQ(all.endpoints.size(), 2U);
  EXPECT_TRUE(all.find("a")->failing);
  EXPECT_FALSE(all.find("a")->certificate_refused);
  EXPECT_EQ(all.find("a")->certificate_ends, day(9));
  EXPECT_TRUE(all.find("b")->certificate_refused);
  EXPECT_EQ(all.find("c"), nullptr);
}

}  // namespace
}  // namespace dispatcher
