#include <gtest/gtest.h>

#include "bench/limits_model_paced.hpp"
#include "bench/limits_scenarios.hpp"

/// The limits used to the last request, over minutes: the policies against a model of the provider.
namespace dispatcher::limits {
namespace {

class LimitsModel : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override { std::printf("seed %u\n", GetParam()); }
};

TEST_P(LimitsModel, OneServiceUsesItsWindowAndNothingIsRefused) {
  PacedSender sender(1, 100, 64);
  const Figures figures = steady(GetParam(), sender);
  EXPECT_GE(figures.used_percent, 98);
  EXPECT_GE(figures.first_second_count, 120U);
  EXPECT_EQ(figures.refused_percent, 0);
}

TEST_P(LimitsModel, ManyServicesUseWhatTheirAccountMayHaveInFlight) {
  PacedSender sender(200, 100, 128);
  const Figures figures = cap(GetParam(), sender);
  EXPECT_GE(figures.used_percent, 97);
  EXPECT_LE(figures.refused_percent, 0.1);
}

TEST_P(LimitsModel, ALowerLimitIsFoundAndUsedAndAHigherOneAgain) {
  PacedSender sender(1, 100, 64);
  const Figures figures = lower(GetParam(), sender);
  EXPECT_GE(figures.used_percent, 95);
  EXPECT_LE(figures.refused_percent, 1);
  EXPECT_GE(figures.later_used_percent, 95);
  EXPECT_EQ(figures.later_refused_percent, 0);
}

TEST_P(LimitsModel, ALowerCapOfTheAccountIsFoundAndUsed) {
  PacedSender sender(100, 100, 128);
  const CapFigures figures = lower_cap(GetParam(), sender);
  EXPECT_GE(figures.used_percent, 95);
  EXPECT_LE(figures.refused_percent, 0.5);
  EXPECT_GE(figures.shared_used_percent, 90);
  EXPECT_LE(figures.shared_refused_percent, 1);
  EXPECT_GE(figures.back_used_percent, 95);
  EXPECT_LE(figures.back_refused_percent, 0.5);
}

TEST_P(LimitsModel, UrgentMessagesGoAtOnceAndBulkHasTheRest) {
  PacedSender sender(1, 100, 64);
  const Figures figures = urgent(GetParam(), sender);
  EXPECT_LE(figures.urgent_p99, 250ms);
  EXPECT_GE(figures.used_percent, 90);
  EXPECT_EQ(figures.refused_percent, 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LimitsModel, testing::Values(1U, 2U, 20261123U));

}  // namespace
}  // namespace dispatcher::limits
