#include "queue/recent_requests.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// The clock stands at second 100, and requests count for 5 s: until second 95.
class RecentRequestsTest : public ControlTest {
 protected:
  void SetUp() override {
    requests_count_for = std::chrono::seconds{5};
    boot_id = "boot";
    ControlTest::SetUp();
  }
  void settle(const std::string& id, const std::string& outcome, const std::string& lane = "KS1") {
    shard->request(Settle{.key = accept_one(id, lane), .outcome = outcome});
    (void)shard->status();
  }
  std::vector<WallTime> told() { return shard->next<LaneOpened>().arrived_latest; }
  bool known() { return spool->state_at_open().requests_known; }
};

TEST_F(RecentRequestsTest, OutcomesThatMayCountStillAreToldWithTheirLanes) {
  settle("old", "sent @94");
  settle("a", "sent @95");
  settle("b", "sent @99", "KS2");
  settle("c", "rejected @100");
  reopen();
  EXPECT_TRUE(known());
  EXPECT_THAT(told(), UnorderedElementsAre(at_second(95), at_second(100)));
  EXPECT_THAT(told(), ElementsAre(at_second(99)));
}

TEST_F(RecentRequestsTest, AMessageThatEndedWithoutARequestIsNotTold) {
  settle("a", "expired @99");
  reopen();
  EXPECT_TRUE(known());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(RecentRequestsTest, OutcomesThatAreStoredALittleLateAreFound) {
  settle("a", "sent @99");
  settle("late", "sent @91");
  reopen();
  EXPECT_THAT(told(), ElementsAre(at_second(99)));
}

TEST_F(RecentRequestsTest, AnAttemptOfAHeldMessageIsTold) {
  const auto key = accept_one("a");
  shard->request(Hold{.key = key, .progress = {}, .note = {at_second(98), "no answer"}});
  shard->request(Hold{.key = accept_one("b"), .progress = {}, .note = {at_second(90), "old"}});
  reopen();
  EXPECT_TRUE(known());
  EXPECT_THAT(told(), ElementsAre(at_second(98)));
}

TEST_F(RecentRequestsTest, AfterADeathTheyAreToldToo) {
  settle("a", "sent @99");
  crash();
  open();
  EXPECT_TRUE(known());
  EXPECT_THAT(told(), ElementsAre(at_second(99)));
}

TEST_F(RecentRequestsTest, ALaneThatIsOpenedLaterHasNone) {
  settle("a", "sent @99");
  reopen();
  (void)told();
  accept({"b"}, "KS2");
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(RecentRequestsTest, AfterAnotherBootNothingIsKnown) {
  settle("a", "sent @99");
  close();
  boot_id = "another boot";
  open();
  EXPECT_FALSE(known());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(RecentRequestsTest, ASetWallClockIsKnownAgainOnceWhatCameBeforeItCountsNoMore) {
  settle("a", "sent @99");
  close();
  boot_seconds = 30;
  open();
  EXPECT_FALSE(known());
  clock_seconds = 109;
  reopen();
  EXPECT_FALSE(known());
  clock_seconds = 110;
  reopen();
  EXPECT_TRUE(known());
}

TEST_F(RecentRequestsTest, AnOutcomeThatCannotBeReadMayBeAnyRequest) {
  settle("a", "?");
  reopen();
  EXPECT_FALSE(known());
}

TEST_F(RecentRequestsTest, WithoutALimitNobodyAsks) {
  settle("a", "?");
  requests_count_for = {};
  reopen();
  EXPECT_TRUE(known());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(RecentRequestsTest, WithoutAClockNothingIsKnown) {
  settle("a", "sent @99");
  boot_id.clear();
  reopen();
  EXPECT_FALSE(known());
}

}  // namespace
}  // namespace queue
