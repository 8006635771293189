#include "dispatcher/policy/doubt.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::seconds;

constexpr WallTime doubt_written{seconds{1'000}};
constexpr RetryOptions doubt_retry{};
constexpr ReconcileOptions doubt_looks{};
constexpr ReconcileOptions doubt_then_resend{.then_resend = true};

Progress written_progress() {
  Progress progress;
  progress.reason = WaitReason::ambiguous;
  progress.last_write_at = doubt_written;
  return progress;
}

DoubtStep after_doubt(OnAmbiguous policy, Progress& progress, WallTime now = doubt_written,
                      double chance = 0.0) {
  return step_after_doubt(policy, doubt_retry, doubt_looks, progress, doubt_written, now, chance);
}

TEST(Doubt, HoldsWithoutCharge) {
  Progress progress = written_progress();
  EXPECT_EQ(after_doubt(OnAmbiguous::hold, progress).kind, DoubtStep::Kind::hold);
  EXPECT_EQ(progress.resends_charged, 0U);
  EXPECT_EQ(progress.reason, WaitReason::ambiguous);
}

TEST(Doubt, ResendsNeverBeforeTheRequestCanHaveEnded) {
  Progress progress = written_progress();
  const auto step = after_doubt(OnAmbiguous::resend, progress);
  EXPECT_EQ(step.kind, DoubtStep::Kind::resend);
  EXPECT_EQ(step.due, doubt_written + doubt_retry.resend_after);
}

TEST(Doubt, BooksEveryResend) {
  Progress progress = written_progress();
  after_doubt(OnAmbiguous::resend, progress);
  EXPECT_EQ(progress.resends_charged, 1U);
  EXPECT_EQ(progress.resends_after_doubt, 1U);
}

TEST(Doubt, GivesUpAfterTheLastAllowedResend) {
  Progress progress = written_progress();
  progress.resends_charged = doubt_retry.resends_max;
  EXPECT_EQ(after_doubt(OnAmbiguous::resend, progress).kind, DoubtStep::Kind::dead);
  EXPECT_EQ(progress.resends_charged, doubt_retry.resends_max);
}

TEST(Doubt, NeverResendsInThePast) {
  Progress progress = written_progress();
  const WallTime now = doubt_written + seconds{600};  // found after a long outage
  EXPECT_GE(after_doubt(OnAmbiguous::resend, progress, now, 0.5).due, now);
}

TEST(Doubt, IsLookedIntoWithoutCharge) {
  Progress progress = written_progress();
  const WallTime now = doubt_written + seconds{35};
  const auto step = after_doubt(OnAmbiguous::reconcile, progress, now);
  EXPECT_EQ(step.kind, DoubtStep::Kind::look);
  EXPECT_EQ(step.due, now + doubt_looks.look_first);
  EXPECT_EQ(progress.reason, WaitReason::reconciling);
  EXPECT_EQ(progress.resends_charged, 0U);
}

TEST(Doubt, RemembersItsEarliestWriteAndCountsLooksFromItsLatest) {
  Progress progress = written_progress();
  after_doubt(OnAmbiguous::reconcile, progress);
  progress.looks = looks_max;
  progress.last_write_at = doubt_written + seconds{200};
  step_after_doubt(OnAmbiguous::reconcile, doubt_retry, doubt_looks, progress,
                   doubt_written + seconds{200}, doubt_written + seconds{235}, 0.0);
  EXPECT_EQ(progress.doubt_from, doubt_written);
  EXPECT_EQ(progress.looks, 0U);
}

TEST(DoubtLookedInto, IsLookedIntoAgainWhateverWasListed) {
  Progress progress = written_progress();
  after_doubt(OnAmbiguous::reconcile, progress);
  progress.looks = looks_max - 1;
  for (const auto finding : {Finding::absent, Finding::unclear}) {
    const auto step =
        step_after_look(doubt_retry, doubt_then_resend, finding, progress, doubt_written, 0.0);
    EXPECT_EQ(step.kind, DoubtStep::Kind::look);
    EXPECT_EQ(step.due, doubt_written + doubt_looks.look_last);
  }
}

TEST(DoubtLookedInto, ForTheLastTimeIsHeldUnlessToldToResend) {
  Progress progress = written_progress();
  progress.looks = looks_max;
  const auto step =
      step_after_look(doubt_retry, doubt_looks, Finding::absent, progress, doubt_written, 0.0);
  EXPECT_EQ(step.kind, DoubtStep::Kind::hold);
  EXPECT_EQ(progress.reason, WaitReason::ambiguous);
}

TEST(DoubtLookedInto, IsResentAtACostWhenNothingThatCouldBeItIsListed) {
  Progress progress = written_progress();
  progress.looks = looks_max;
  const WallTime now = doubt_written + doubt_looks.look_last;
  const auto step =
      step_after_look(doubt_retry, doubt_then_resend, Finding::absent, progress, now, 0.0);
  EXPECT_EQ(step.kind, DoubtStep::Kind::resend);
  EXPECT_GE(step.due, now);
  EXPECT_EQ(progress.resends_charged, 1U);
}

TEST(DoubtLookedInto, IsNeverResentBesideARowThatMayBeIt) {
  Progress progress = written_progress();
  progress.looks = looks_max;
  const auto step = step_after_look(doubt_retry, doubt_then_resend, Finding::unclear, progress,
                                    doubt_written, 0.0);
  EXPECT_EQ(step.kind, DoubtStep::Kind::hold);
}

}  // namespace
}  // namespace dispatcher
