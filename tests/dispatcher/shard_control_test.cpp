// What an operator asks of a shard: holds, cancellations, and why a message waits.
#include <future>

#include "dispatcher/shard.hpp"
#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

class ShardControlTest : public ShardTest {
 protected:
  /// Calls `step` once the shard has nothing left to do.
  void when_idle(std::function<void()> step) {
    spool.on_status = [step = std::move(step), done = false]() mutable {
      if (!std::exchange(done, true)) step();
    };
  }

  /// A server that takes one request, calls `meanwhile` on its own thread, and then answers.
  void serve_after(std::function<void()> meanwhile) {
    server = std::make_unique<test_support::TlsTestServer>(
        authority.issue(), [meanwhile](ServerConnection& connection) {
          for (bool first = true; !connection.read_request().empty(); first = false) {
            if (first && connection.number() == 0) meanwhile();
            connection.send(answer(201, created));
          }
        });
  }

  queue::MessageView view_of(const queue::StoredMessage& stored) {
    queue::MessageView view;
    view.message = stored;
    return view;
  }

  /// From any thread but the shard's.
  Why why(const queue::StoredMessage& stored) {
    std::promise<Why> told;
    shard->explain(view_of(stored), false, [&told](const Why& why) { told.set_value(why); });
    return told.get_future().get();
  }

  void cancel(const queue::StoredMessage& stored) {
    queue::Recalled recalled;
    recalled.entries.push_back({.message = stored, .decision = queue::Decision{}, .outcome = {}});
    spool.tell(std::move(recalled));
  }
};

TEST_F(ShardControlTest, SendsNothingOfALaneThatAnOperatorHolds) {
  serve({answer(201, created)});
  make_shard();
  const auto stored = spool.add(message("a"), runtime.wall_now());
  spool.lane_holds[1] = "campaign stopped";
  when_idle([&] {
    EXPECT_THAT(requests, testing::IsEmpty());
    EXPECT_EQ(shard->counters().lanes_held, 1U);
    shard->explain(view_of(stored), false, [&](const Why& why) {
      EXPECT_EQ(why.cause, WaitCause::lane_held);
      EXPECT_EQ(why.detail, "campaign stopped");
      spool.tell(queue::LaneHoldChanged{stored.key.lane, ""});
    });
  });
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(shard->counters().lanes_held, 0U);
  EXPECT_THAT(observed.resumed, SizeIs(1));
}

TEST_F(ShardControlTest, ListsTheLanesThatAnOperatorHolds) {
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.lane_holds[1] = "campaign stopped";
  HeldLanes held;
  when_idle([&] {
    shard->held_lanes([&](HeldLanes lanes) {
      held = std::move(lanes);
      shard->stop();
    });
  });
  run_until(1);
  ASSERT_THAT(held.shown, SizeIs(1));
  EXPECT_EQ(held.count, 1U);
  EXPECT_TRUE(held.shown[0].by_operator);
  EXPECT_EQ(held.shown[0].reason, "campaign stopped");
}

TEST_F(ShardControlTest, TellsSinceWhenTheOldestMessageMayGo) {
  options.windows_full_until = runtime.refresh_now() + seconds{60};  // so that all of them wait
  make_shard();
  const WallTime now = runtime.wall_now();
  spool.add(message("b", '2'), now - seconds{20});
  spool.add(message("a", '1'), now - seconds{50});
  Message scheduled = message("c", '3');
  scheduled.not_before = now - seconds{10};
  spool.add_due(scheduled, now - seconds{9'000});  // it only waits from its own time on
  std::optional<WallTime> since;
  std::function<void()> ask = [&, asked_count = 0]() mutable {
    if (++asked_count == 2) spool.bring_back_deferred();
    shard->survey([&](const ShardSurvey& survey) {
      since = survey.sendable_since;
      shard->counters().loaded == 3 ? shard->stop() : ask();
    });
  };
  ask();
  run_until(1);
  EXPECT_EQ(since, now - seconds{50});
}

TEST_F(ShardControlTest, CountsNothingOfAHeldLaneAsSendable) {
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.lane_holds[1] = "campaign stopped";
  std::optional<WallTime> since = WallTime{};
  when_idle([&] {
    shard->survey([&](const ShardSurvey& survey) {
      since = survey.sendable_since;
      EXPECT_EQ(held_by(HoldCause::by_operator), 1U);
      shard->stop();
    });
  });
  run_until(1);
  EXPECT_EQ(since, std::nullopt);
}

TEST_F(ShardControlTest, CancelsWhatWaitsInItsLane) {
  make_shard();
  const auto stored = spool.add(message("a"), runtime.wall_now());
  spool.lane_holds[1] = "so that it waits";
  when_idle([&] { cancel(stored); });
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::cancelled);
  EXPECT_EQ(outcome().attempts, 0U);
  EXPECT_EQ(spool.of<queue::Settle>().at(0).slot, queue::no_slot);
  EXPECT_EQ(shard->counters().cancelled, 1U);
}

TEST_F(ShardControlTest, CancelsWhatItNeverRead) {
  make_shard();
  auto elsewhere = spool.add(message("a"), runtime.wall_now());
  spool.lane_holds[1] = "so that it waits";
  elsewhere.key.sequence = 99;
  when_idle([&] { cancel(elsewhere); });
  run_until(1);
  EXPECT_EQ(spool.of<queue::Settle>().at(0).key, elsewhere.key);
  EXPECT_EQ(outcome().kind, OutcomeKind::cancelled);
}

TEST_F(ShardControlTest, LetsTheNextMessageGoWhenTheOneInFrontIsCancelled) {
  serve({answer(201, created)});
  make_shard();
  const auto first = spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  spool.lane_holds[1] = "so that they wait";
  when_idle([&] {
    cancel(first);
    spool.tell(queue::LaneHoldChanged{first.key.lane, ""});
  });
  run_until(2);
  EXPECT_EQ(outcome(0).kind, OutcomeKind::cancelled);
  EXPECT_EQ(outcome(1).kind, OutcomeKind::sent);
  EXPECT_THAT(requests, ElementsAre(HasSubstr("Body=text+b")));
}

TEST_F(ShardControlTest, IsTooLateToCancelWhatIsInFlight) {
  queue::StoredMessage stored;
  serve_after([&] {
    cancel(stored);
    (void)why(stored);  // the shard has taken the event before it answers
  });
  make_shard();
  stored = spool.add(message("a"), runtime.wall_now());
  run_until(2);
  EXPECT_THAT(spool.of<queue::LetBe>(), SizeIs(1));
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
}

TEST_F(ShardControlTest, TellsWhatIsInFlightAndWhatWaitsBehindIt) {
  queue::StoredMessage first;
  queue::StoredMessage second;
  Why of_first;
  Why of_second;
  serve_after([&] {
    of_first = why(first);
    of_second = why(second);
  });
  make_shard();
  first = spool.add(message("a"), runtime.wall_now());
  second = spool.add(message("b"), runtime.wall_now());
  run_until(2);
  EXPECT_EQ(of_first.cause, WaitCause::in_flight);
  EXPECT_EQ(of_second.cause, WaitCause::order);
  EXPECT_EQ(of_second.behind_id, "a");
}

TEST_F(ShardControlTest, TellsUntilWhenTheWindowIsFull) {
  queue::StoredMessage second;
  Why told;
  const WallTime began = runtime.wall_now();
  serve({answer(201, created)});
  options.window.requests_per_second = 1;
  options.window.window = seconds{1};
  make_shard();
  spool.add(message("a", '1'), runtime.wall_now());
  second = spool.add(message("b", '2'), runtime.wall_now());
  spool.on_record = [&] {
    if (spool.of<queue::Settle>().empty()) return;
    shard->explain(view_of(second), false, [&](const Why& why) {
      told = why;
      shard->stop();
    });
  };
  spool.open_lanes();
  shard->run(spool);
  EXPECT_EQ(told.cause, WaitCause::window);
  ASSERT_TRUE(told.until);
  EXPECT_GT(*told.until, began);
}

TEST_F(ShardControlTest, TellsThatNoAccountHasTheService) {
  make_shard({"KS00000000000000000000000000000009"});
  const auto stored = spool.add(message("a"), runtime.wall_now());
  Why told;
  when_idle([&] {
    shard->explain(view_of(stored), false, [&](const Why& why) {
      told = why;
      shard->stop();
    });
  });
  run_until(1);
  EXPECT_EQ(told.cause, WaitCause::no_account);
}

}  // namespace
}  // namespace dispatcher
