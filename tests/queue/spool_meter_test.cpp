#include "queue/spool_meter.hpp"

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

class SpoolActivityTest : public SpoolTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    open();
  }
};

TEST_F(SpoolActivityTest, MeasuresEachCommitAndSync) {
  accept({"a", "b", "c"});
  const SpoolActivity activity = spool->activity();
  EXPECT_GE(activity.commits.count(), 1U);
  EXPECT_EQ(activity.commit_rows.count(), activity.commits.count());
  EXPECT_GE(activity.commit_rows.sum, 3U);
  EXPECT_GE(activity.syncs.count(), 1U);
  EXPECT_GT(activity.syncs.sum, 0U);
}

TEST_F(SpoolActivityTest, MeasuresEachIntakeUntilItIsSynced) {
  accept({"a", "b", "c"});
  accept({"d"});
  EXPECT_EQ(spool->activity().intakes.count(), 2U);
}

TEST_F(SpoolActivityTest, MeasuresNoCommitWhereNothingWasWritten) {
  accept({"a"});
  const auto before = spool->activity().commits.count();
  shard->status();
  EXPECT_EQ(spool->activity().commits.count(), before);
}

TEST_F(SpoolActivityTest, TellsWhatLiesOnTheDiskAndWhatIsReserved) {
  accept({"a"});
  const SpoolActivity activity = spool->activity();
  EXPECT_GT(activity.log_bytes, 0U);
  EXPECT_EQ(activity.reserve_bytes, reserve_bytes);
}

TEST(SpoolMeter, TellsMicroseconds) {
  SpoolMeter meter;
  meter.synced(std::chrono::milliseconds{3});
  meter.intake_synced(std::chrono::seconds{1});
  meter.committed(std::chrono::microseconds{90}, 12);
  const SpoolActivity activity = meter.read();
  EXPECT_EQ(activity.syncs.sum, 3'000U);
  EXPECT_EQ(activity.intakes.sum, 1'000'000U);
  EXPECT_EQ(activity.commits.counts[0], 1U);
  EXPECT_EQ(activity.commit_rows.sum, 12U);
}

}  // namespace
}  // namespace queue
