#include "dispatcher/face/intake_gate.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;

DaemonStatus with_open(std::uint64_t open_count, double sent_per_second = 0) {
  DaemonStatus status;
  status.levels.open_count = open_count;
  status.sent_per_second = sent_per_second;
  return status;
}

TEST(IntakeGate, IsOpenWhereNothingIsBounded) {
  IntakeGate gate;
  EXPECT_FALSE(gate.closed(with_open(1'000'000'000), 1h));
  EXPECT_FALSE(gate.bounds_age());
}

TEST(IntakeGate, ClosesAtTheBoundAndOpensATenthBelow) {
  IntakeGate gate({.backlog_max = 1000});
  EXPECT_FALSE(gate.closed(with_open(999), {}));
  EXPECT_EQ(gate.closed(with_open(1000), {}).value().reason, Unavailable::backlog);
  EXPECT_TRUE(gate.closed(with_open(901), {}));
  EXPECT_FALSE(gate.closed(with_open(900), {}));
  EXPECT_FALSE(gate.closed(with_open(999), {}));
}

TEST(IntakeGate, EstimatesWhenTheBacklogIsLowEnough) {
  IntakeGate gate({.backlog_max = 1000});
  EXPECT_EQ(gate.closed(with_open(1000, 10), {}).value().retry_after_s, 10);
  EXPECT_EQ(gate.closed(with_open(1000, 1'000'000), {}).value().retry_after_s, 1);
  EXPECT_EQ(gate.closed(with_open(1000, 0.01), {}).value().retry_after_s, 60);
  EXPECT_EQ(gate.closed(with_open(1000, 0), {}).value().retry_after_s, 60);
}

TEST(IntakeGate, TakesTheSmallestBounds) {
  IntakeGate gate({.backlog_max = 1});
  EXPECT_FALSE(gate.closed(with_open(0), {}));
  EXPECT_TRUE(gate.closed(with_open(1), {}));
  EXPECT_FALSE(gate.closed(with_open(0), {}));
}

TEST(IntakeGate, ClosesAtAnAgeAndOpensATenthBelow) {
  IntakeGate gate({.age_max = 100s});
  EXPECT_TRUE(gate.bounds_age());
  EXPECT_FALSE(gate.closed({}, 99s));
  const auto closed = gate.closed({}, 110s);
  EXPECT_EQ(closed.value().reason, Unavailable::age);
  EXPECT_EQ(closed.value().retry_after_s, 20);
  EXPECT_TRUE(gate.closed({}, 91s));
  EXPECT_FALSE(gate.closed({}, 90s));
}

TEST(IntakeGate, IsOpenWhenNothingWaits) {
  IntakeGate gate({.age_max = 100s});
  EXPECT_TRUE(gate.closed({}, 100s));
  EXPECT_FALSE(gate.closed({}, {}));
}

TEST(IntakeGate, IsClosedWhileThereIsNoSpaceOrTheDaemonEnds) {
  IntakeGate gate({.backlog_max = 1000});
  auto status = with_open(1000);
  status.levels.below_reserve = true;
  EXPECT_EQ(gate.closed(status, {}).value().reason, Unavailable::no_space);
  status.levels = {.out_of_space = true};
  EXPECT_EQ(gate.closed(status, {}).value().reason, Unavailable::no_space);
  status.state = DaemonState::draining;
  EXPECT_EQ(gate.closed(status, {}).value().reason, Unavailable::draining);
  EXPECT_GT(gate.closed(status, {}).value().retry_after_s, 0);
}

}  // namespace
}  // namespace dispatcher
