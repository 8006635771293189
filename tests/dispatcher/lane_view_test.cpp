// How a shard's lanes stand, as an operator is told.
#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

class LaneViewTest : public ShardTest {
 protected:
  /// How the lanes of these Services stand once the shard has nothing left to do.
  LaneViews views_at_rest(std::vector<std::string> services) {
    LaneViews found;
    spool.on_status = [&] {
      shard->lanes(services, false, [&](LaneViews views) {
        found = std::move(views);
        shard->stop();
      });
    };
    run_until([] { return false; });
    return found;
  }

  const std::string lane_ = "KS00000000000000000000000000000001";
};

TEST_F(LaneViewTest, TellsWhatALaneSentAndItsLimit) {
  serve({answer(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  const auto views = views_at_rest({lane_});
  ASSERT_THAT(views, SizeIs(1));
  EXPECT_EQ(views[0].service, lane_);
  EXPECT_EQ(views[0].account, "main");
  EXPECT_DOUBLE_EQ(views[0].limit.configured_per_second(), 30);
  EXPECT_DOUBLE_EQ(views[0].limit.enforced_per_second(), 30);
  EXPECT_EQ(views[0].slots_bound_count, 1U);
  EXPECT_EQ(views[0].lately.answers_count, 1U);
  EXPECT_EQ(views[0].lately.sent_count, 1U);
  EXPECT_FALSE(views[0].why);
  EXPECT_FALSE(views[0].oldest);
}

TEST_F(LaneViewTest, TellsWhyALaneWaitsAndSinceWhen) {
  make_shard();
  const WallTime began = runtime.wall_now();
  spool.add(message("old", '1'), began - seconds{60});
  spool.add(message("older", '2'), began - seconds{90});
  spool.add(message("behind", '2'), began - seconds{95});
  spool.lane_holds[1] = "campaign stopped";
  const auto views = views_at_rest({lane_});
  ASSERT_THAT(views, SizeIs(1));
  ASSERT_TRUE(views[0].why);
  EXPECT_EQ(views[0].why->cause, WaitCause::lane_held);
  EXPECT_EQ(views[0].why->detail, "campaign stopped");
  ASSERT_TRUE(views[0].oldest);
  EXPECT_EQ(views[0].oldest->id, "older");
  EXPECT_EQ(views[0].oldest->accepted_at, began - seconds{90});
}

TEST_F(LaneViewTest, TellsThatNoAccountHasTheService) {
  make_shard({"KS00000000000000000000000000000009"});
  spool.add(message("a"), runtime.wall_now());
  const auto views = views_at_rest({lane_});
  ASSERT_THAT(views, SizeIs(1));
  EXPECT_EQ(views[0].account, "");
  ASSERT_TRUE(views[0].why);
  EXPECT_EQ(views[0].why->cause, WaitCause::no_account);
}

TEST_F(LaneViewTest, LeavesOutWhatItWasNotAskedAboutAndWhatItDoesNotHave) {
  serve({answer(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  EXPECT_THAT(views_at_rest({"KS00000000000000000000000000000008"}), testing::IsEmpty());
}

}  // namespace
}  // namespace dispatcher
