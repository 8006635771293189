#include <gmock/gmock.h>

#include <array>
#include <semaphore>
#include <set>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

class SpoolLaneHold : public ControlTest {};

TEST_F(SpoolLaneHold, IsToldToItsShardBeforeItIsAnswered) {
  accept({"a"});
  hold_lane("KS1", "the operator said so");
  EXPECT_EQ(shard->count<LaneHoldChanged>(), 1U);
  const auto changed = shard->next<LaneHoldChanged>();
  EXPECT_EQ(changed.lane, 1U);
  EXPECT_EQ(changed.hold, "the operator said so");
}

TEST_F(SpoolLaneHold, IsToldWithItsLaneAfterARestart) {
  accept({"a"});
  hold_lane("KS1", "why");
  crash();
  open();
  EXPECT_EQ(shard->next<LaneOpened>().hold, "why");
}

TEST_F(SpoolLaneHold, CanBeMadeForALaneThatHasNoMessagesYet) {
  hold_lane("KS9", "not yet");
  EXPECT_EQ(shard->count<LaneHoldChanged>(), 0U);
  reopen();
  accept({"a"}, "KS9");
  const auto opened = shard->next<LaneOpened>();
  EXPECT_EQ(opened.name, "KS9");
  EXPECT_EQ(opened.hold, "not yet");
}

TEST_F(SpoolLaneHold, IsGoneForGoodOnceReleased) {
  accept({"a"});
  hold_lane("KS1", "why");
  hold_lane("KS1", "");
  EXPECT_EQ(shard->next<LaneHoldChanged>().hold, "why");
  EXPECT_EQ(shard->next<LaneHoldChanged>().hold, "");
  crash();
  open();
  EXPECT_EQ(shard->next<LaneOpened>().hold, "");
}

TEST_F(SpoolLaneHold, IsToldAsReleasedAlsoWhereNoneStood) {
  accept({"a"});
  hold_lane("KS1", "");
  EXPECT_EQ(shard->next<LaneHoldChanged>().hold, "");
}

TEST_F(SpoolLaneHold, KeepsItsNewestReason) {
  accept({"a"});
  hold_lane("KS1", "first");
  hold_lane("KS1", "second");
  reopen();
  EXPECT_EQ(shard->next<LaneOpened>().hold, "second");
}

class SpoolGroupHold : public ControlTest {
 protected:
  void hold_group(const std::string& group, const std::string& note) {
    EXPECT_TRUE(wait_for(ask<void>(HoldGroup{group, note, {}})));
  }
};

TEST_F(SpoolGroupHold, IsToldToEveryShardBeforeItIsAnswered) {
  close();
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  std::array<TestShard, 2> shards;
  spool->attach_shards({&shards[0].ring, &shards[1].ring},
                       [](const std::string&) { return std::size_t{0}; });
  hold_group("account:main", "the key is being changed");
  for (std::size_t i = 0; i < shards.size(); ++i) {
    shards[i].use(spool->shard(i));
    EXPECT_EQ(shards[i].count<GroupHoldChanged>(), 1U);
    const auto changed = shards[i].next<GroupHoldChanged>();
    EXPECT_EQ(changed.group, "account:main");
    EXPECT_EQ(changed.hold, "the key is being changed");
  }
  spool.reset();  // before the rings
}

TEST_F(SpoolGroupHold, IsToldBeforeAnyLaneAfterARestart) {
  accept({"a"});
  hold_group("account:main", "why");
  hold_group("account:other", "why not");
  crash();
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  Ring<SpoolEvent> ring(64, [] {});
  Doorbell bell;
  (*opened)->attach_shards({&ring}, [](const std::string&) { return std::size_t{0}; });
  std::set<std::string> groups;
  for (;;) {
    const auto event = ring.try_pop();
    if (!event) bell.wait(std::chrono::milliseconds{1});
    if (!event) continue;
    if (!std::holds_alternative<GroupHoldChanged>(*event)) {
      EXPECT_TRUE(std::holds_alternative<LaneOpened>(*event));
      break;
    }
    groups.insert(std::get<GroupHoldChanged>(*event).group);
  }
  EXPECT_EQ(groups, (std::set<std::string>{"account:main", "account:other"}));
  opened->reset();  // before the ring
}

TEST_F(SpoolGroupHold, IsGoneForGoodOnceReleased) {
  hold_group("account:main", "why");
  hold_group("account:main", "");
  EXPECT_EQ(shard->next<GroupHoldChanged>().hold, "why");
  EXPECT_EQ(shard->next<GroupHoldChanged>().hold, "");
  crash();
  open();
  EXPECT_EQ(shard->count<GroupHoldChanged>(), 0U);
}

TEST_F(SpoolGroupHold, HoldsNoLaneOfItsName) {
  accept({"a"}, "main");
  hold_group("main", "why");
  EXPECT_EQ(shard->count<LaneHoldChanged>(), 0U);
  reopen();
  EXPECT_EQ(shard->next<LaneOpened>().hold, "");
}

class SpoolControl : public ControlTest {};

TEST_F(SpoolControl, IsRefusedWhileTooMuchWaits) {
  std::binary_semaphore entered{0};
  std::binary_semaphore go_on{0};
  ASSERT_TRUE(spool->control(FindMessage{"a", [&](const auto&) {
                                           entered.release();
                                           go_on.acquire();
                                         }}));
  entered.acquire();  // the spool thread is busy until told
  int answers = 0;
  int handed_in = 0;
  Result<void> handed{};
  while (handed_in < 1000) {
    handed = spool->control(FindMessage{"a", [&](const auto&) { ++answers; }});
    if (!handed) break;
    ++handed_in;
  }
  EXPECT_EQ(handed.error(), make_error_code(errc::ring_full));
  go_on.release();
  close();
  EXPECT_EQ(answers, handed_in);
}

TEST_F(SpoolControl, ThatCannotBeAnsweredAnyMoreIsToldSo) {
  accept({"a", "b"});
  auto first = cancel("a");
  recalled();
  auto second = cancel("b");  // waits for the first
  close();
  EXPECT_EQ(wait_for(std::move(first)).error(), make_error_code(errc::closing));
  EXPECT_EQ(wait_for(std::move(second)).error(), make_error_code(errc::closing));
}

TEST_F(SpoolControl, WithoutShardsFindsAndHoldsButDoesNotCancel) {
  accept({"a"});
  close();
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  EXPECT_TRUE(find("a"));
  hold_lane("KS1", "why");
  auto cancelled = cancel("a");
  close();
  EXPECT_EQ(wait_for(std::move(cancelled)).error(), make_error_code(errc::closing));
  open();
  EXPECT_EQ(shard->next<LaneOpened>().hold, "why");
}

}  // namespace
}  // namespace queue
