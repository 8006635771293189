#include "dispatcher/face/boot_clock.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

/// Two clocks, set by hand.
class SetRuntime final : public net::Runtime {
 public:
  SetRuntime() : Runtime(0) {}
  net::TimePoint boot{};
  net::WallTime wall{};

 protected:
  net::TimePoint read_clock() const override { return boot; }
  net::WallTime read_wall_clock() const override { return wall; }
};

TEST(BootClock, TellsTheWallTimeAtBootWheneverItIsAsked) {
  SetRuntime runtime;
  const auto clock = boot_clock_of(runtime);
  ASSERT_TRUE(clock);
  runtime.boot = net::TimePoint{std::chrono::seconds{40}};
  runtime.wall = net::WallTime{std::chrono::seconds{1'000}};
  EXPECT_EQ(clock().wall_at_boot, net::WallTime{std::chrono::seconds{960}});
  runtime.boot += std::chrono::hours{1};
  runtime.wall += std::chrono::hours{1};
  EXPECT_EQ(clock().wall_at_boot, net::WallTime{std::chrono::seconds{960}});
  runtime.wall -= std::chrono::seconds{2};
  EXPECT_EQ(clock().wall_at_boot, net::WallTime{std::chrono::seconds{958}});
}

TEST(BootClock, NamesTheRunOfTheMachineTheSameEachTime) {
  SetRuntime runtime;
  const auto boot_id = boot_clock_of(runtime)().boot_id;
  EXPECT_FALSE(boot_id.empty());
  EXPECT_EQ(boot_clock_of(runtime)().boot_id, boot_id);
}

}  // namespace
}  // namespace dispatcher
