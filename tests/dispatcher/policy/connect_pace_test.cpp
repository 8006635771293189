#include "dispatcher/policy/connect_pace.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint pace_start{};

TEST(ConnectPace, TriesAtOnceWhileNothingFailed) {
  const ConnectPace pace{ConnectPaceOptions{}};
  EXPECT_TRUE(pace.may_try(pace_start));
  EXPECT_TRUE(pace.is_well());
}

TEST(ConnectPace, WaitsLongerAfterEachFailureUpToItsBound) {
  ConnectPace pace{{.backoff_min = milliseconds{100}, .backoff_max = milliseconds{300}}};
  pace.failed(pace_start, 0.5);
  EXPECT_EQ(pace.try_at(), pace_start + milliseconds{50});
  pace.failed(pace_start, 0.5);
  EXPECT_EQ(pace.try_at(), pace_start + milliseconds{100});
  for (int i = 0; i < 50; ++i) pace.failed(pace_start, 0.5);
  EXPECT_EQ(pace.try_at(), pace_start + milliseconds{150});
}

TEST(ConnectPace, ProbesARefusedCertificateAfterThirtySeconds) {
  ConnectPace pace{ConnectPaceOptions{}};
  pace.refused(pace_start);
  EXPECT_TRUE(pace.is_refused());
  EXPECT_FALSE(pace.may_try(pace_start + seconds{29}));
  EXPECT_TRUE(pace.may_try(pace_start + seconds{30}));
}

TEST(ConnectPace, ForgetsFailuresWithTheFirstSuccess) {
  ConnectPace pace{ConnectPaceOptions{}};
  pace.failed(pace_start, 0.9);
  pace.refused(pace_start);
  pace.succeeded();
  EXPECT_TRUE(pace.is_well());
  EXPECT_TRUE(pace.may_try(pace_start));
}

}  // namespace
}  // namespace dispatcher
