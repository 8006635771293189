#include "dispatcher/policy/doubt.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::seconds;

constexpr WallTime written{seconds{1'000}};
constexpr RetryOptions doubt_options{};

TEST(Doubt, HoldsWithoutCharge) {
  Progress progress;
  const auto step =
      step_after_doubt(OnAmbiguous::hold, doubt_options, progress, written, written, 0.5);
  EXPECT_EQ(step.kind, DoubtStep::Kind::hold);
  EXPECT_EQ(progress.resends_charged, 0U);
}

TEST(Doubt, HoldsWhatIsToBeReconciled) {
  Progress progress;
  const auto step =
      step_after_doubt(OnAmbiguous::reconcile, options, progress, written, written, 0.5);
  EXPECT_EQ(step.kind, DoubtStep::Kind::hold);
  EXPECT_EQ(progress.resends_charged, 0U);
}

TEST(Doubt, ResendsNeverBeforeTheRequestCanHaveEnded) {
  Progress progress;
  const auto step =
      step_after_doubt(OnAmbiguous::resend, doubt_options, progress, written, written, 0.0);
  EXPECT_EQ(step.kind, DoubtStep::Kind::resend);
  EXPECT_EQ(step.due, written + doubt_options.resend_after);
}

TEST(Doubt, BooksEveryResend) {
  Progress progress;
  step_after_doubt(OnAmbiguous::resend, doubt_options, progress, written, written, 0.0);
  EXPECT_EQ(progress.resends_charged, 1U);
  EXPECT_EQ(progress.resends_after_doubt, 1U);
}

TEST(Doubt, GivesUpAfterTheLastAllowedResend) {
  Progress progress;
  progress.resends_charged = doubt_options.resends_max;
  const auto step =
      step_after_doubt(OnAmbiguous::resend, doubt_options, progress, written, written, 0.0);
  EXPECT_EQ(step.kind, DoubtStep::Kind::dead);
  EXPECT_EQ(progress.resends_charged, doubt_options.resends_max);
}

TEST(Doubt, NeverResendsInThePast) {
  Progress progress;
  const WallTime now = written + seconds{600};  // found after a long outage
  const auto step =
      step_after_doubt(OnAmbiguous::resend, doubt_options, progress, written, now, 0.5);
  EXPECT_GE(step.due, now);
}

}  // namespace
}  // namespace dispatcher
