#include "dispatcher/face/retention.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

/// A clock that the test moves, and with it the timers.
class RetentionRuntime final : public net::Runtime {
 public:
  RetentionRuntime() : Runtime(1) { refresh_now(); }
  void pass(std::chrono::nanoseconds time) {
    time_ += time;
    run_timers();
    io().restart();
    io().poll();
  }

 private:
  net::TimePoint read_clock() const override { return time_; }
  net::WallTime read_wall_clock() const override {
    return net::WallTime{
        std::chrono::duration_cast<std::chrono::microseconds>(time_.time_since_epoch())};
  }
  void wake_at(net::TimePoint) override {}

  net::TimePoint time_{std::chrono::hours(10'000)};
};

/// Messages are kept for 10 hours and outcomes for 100.
class RetentionTest : public testing::Test {
 protected:
  RetentionTest() { daemon_.open_spool = &spool_; }

  void letter(std::uint64_t sequence, std::chrono::hours age) {
    Outcome outcome{.kind = OutcomeKind::rejected};
    outcome.answered_at = runtime_.wall_now() - age;
    spool_.add_dead(sequence, outcome);
  }
  std::vector<std::uint64_t> letters() const {
    std::vector<std::uint64_t> kept;
    for (const auto& row : spool_.dead) kept.push_back(row.outcome_sequence);
    return kept;
  }

  RetentionRuntime runtime_;
  ModelDaemon daemon_;
  ScriptedSpool spool_;
  std::vector<RetentionPass> passes_;
  Retention retention_{
      runtime_, daemon_, {.bodies = 10h, .outcomes = 100h}, [this](const RetentionPass& pass) {
        passes_.push_back(pass);
      }};
};

TEST_F(RetentionTest, LeavesADaemonInPeaceThatHasJustStarted) {
  runtime_.pass(4min);
  EXPECT_THAT(passes_, IsEmpty());
  runtime_.pass(2min);
  EXPECT_THAT(passes_, SizeIs(1));
}

TEST_F(RetentionTest, TakesTheMessagesOfOldDeadLettersOnly) {
  letter(1, 11h);
  letter(2, 10h);
  letter(3, 9h);
  runtime_.pass(6min);
  EXPECT_THAT(letters(), testing::ElementsAre(3U));
  ASSERT_THAT(spool_.changes, SizeIs(1));
  EXPECT_EQ(spool_.changes[0].kind, queue::ChangeDead::Kind::purge);
  EXPECT_EQ(passes_.at(0).letters_erased, 2U);
}

TEST_F(RetentionTest, GoesOnThroughAllPagesOfOldDeadLetters) {
  for (std::uint64_t i = 1; i <= 2500; ++i) letter(i, i <= 2200 ? 20h : 1h);
  runtime_.pass(6min);
  EXPECT_EQ(passes_.at(0).letters_erased, 2200U);
  EXPECT_THAT(spool_.dead, SizeIs(300));
}

TEST_F(RetentionTest, LeavesADeadLetterThatCannotBeRead) {
  spool_.dead.push_back({1, "id", "KS1", 2, "no outcome"});
  letter(2, 20h);
  runtime_.pass(6min);
  EXPECT_THAT(letters(), testing::ElementsAre(1U));
}

TEST_F(RetentionTest, ForgetsOldOutcomesPageByPage) {
  const auto old = runtime_.wall_now() - 101h;
  for (std::uint64_t i = 1; i <= 1007; ++i) spool_.ended.push_back({i, old});
  spool_.ended.push_back({1008, runtime_.wall_now() - 99h});
  runtime_.pass(6min);
  ASSERT_THAT(spool_.forgets, SizeIs(2));
  EXPECT_EQ(spool_.forgets[0].ended_before, runtime_.wall_now() - 100h);
  EXPECT_FALSE(spool_.forgets[0].counts_only);
  EXPECT_EQ(spool_.forgets[0].after, 0U);
  EXPECT_EQ(spool_.forgets[1].after, 1000U);
  EXPECT_EQ(passes_.at(0).outcomes_forgotten, 1007U);
  EXPECT_THAT(spool_.ended, SizeIs(1));
}

TEST_F(RetentionTest, BeginsTheNextPassWhereAllBeforeIsForgotten) {
  const auto old = runtime_.wall_now() - 101h;
  for (std::uint64_t i = 1; i <= 2'500; ++i) {
    spool_.ended.push_back({i, i == 1'500 ? runtime_.wall_now() : old});
  }
  runtime_.pass(6min);
  ASSERT_THAT(spool_.forgets, SizeIs(3));
  runtime_.pass(61min);
  ASSERT_GE(spool_.forgets.size(), 4U);
  EXPECT_EQ(spool_.forgets[3].after, 1'000U);
}

TEST_F(RetentionTest, ComesAgainEveryHour) {
  runtime_.pass(6min);
  runtime_.pass(59min);
  EXPECT_THAT(passes_, SizeIs(1));
  runtime_.pass(2min);
  EXPECT_THAT(passes_, SizeIs(2));
}

TEST_F(RetentionTest, MakesTheFilesForgetAtTheFirstPassAndThenTwiceWhileAMessageIsKept) {
  runtime_.pass(6min);
  EXPECT_TRUE(passes_.at(0).erased);
  for (int hour = 1; hour <= 10; ++hour) runtime_.pass(61min);
  EXPECT_EQ(spool_.erases_count, 3U);
  EXPECT_FALSE(passes_.at(1).erased);
}

TEST_F(RetentionTest, TriesAgainSoonAfterAFailure) {
  spool_.refusal = queue::errc::ring_full;
  letter(1, 20h);
  runtime_.pass(6min);
  EXPECT_FALSE(passes_.at(0).failure.empty());
  EXPECT_EQ(passes_.at(0).letters_erased, 0U);
  runtime_.pass(11min);
  EXPECT_TRUE(passes_.at(1).failure.empty());
  EXPECT_EQ(passes_.at(1).letters_erased, 1U);
}

TEST_F(RetentionTest, SaysWhyWhenTheSpoolFailsIt) {
  RefusingSpool failing(queue::errc::no_space, false);
  daemon_.open_spool = &failing;
  runtime_.pass(6min);
  EXPECT_EQ(passes_.at(0).failure, make_error_code(queue::errc::no_space).message());
}

TEST_F(RetentionTest, EndsQuietlyWithADaemonThatEnds) {
  daemon_.open_spool = nullptr;
  runtime_.pass(6min);
  EXPECT_FALSE(passes_.at(0).failure.empty());
}

}  // namespace
}  // namespace dispatcher
