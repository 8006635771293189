// The order of scheduled messages, in a lane deeper than is read ahead.
#include <gtest/gtest.h>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

/// Twenty messages of as many participants wait, of which eight are read ahead; the last is of the
/// participant of one that was scheduled for a time after their acceptance, and comes due once the
/// first is on its way.
class ShardOrderTest : public ShardTest {
 protected:
  static constexpr int many = 20;

  void SetUp() override {
    serve({answer(201, created)});
    options.look_ahead_max = 8;
    const WallTime began = runtime.wall_now() - seconds{60};
    for (int i = 0; i < many; ++i) {
      spool.add(of_participant(i, "m" + std::to_string(i) + "."), began + seconds{i});
    }
    Message late = of_participant(many - 1, "scheduled.");
    late.not_before = began + seconds{30};
    scheduled = spool.add_due(late, began);
  }
  Message of_participant(int number, const std::string& id) {
    return message(id, static_cast<char>('a' + number % 6), static_cast<char>('0' + number / 6));
  }
  /// With the scheduled message due, calls `then` at the next record; runs until all have ended.
  void run_all(const std::function<void()>& then) {
    make_shard();
    run_until([this, &then, step = 0]() mutable {
      if (++step == 1) spool.bring_back_deferred();
      if (step == 2) then();
      return spool.of<queue::Settle>().size() == many + 1;
    });
  }
  /// The place of a request among the others.
  std::size_t place_of(const std::string& id) {
    const auto found = std::ranges::find_if(requests, [&](const std::string& request) {
      return request.find("text+" + id) != request.npos;
    });
    return static_cast<std::size_t>(found - requests.begin());
  }

  queue::StoredMessage scheduled;
};

TEST_F(ShardOrderTest, AScheduledMessageGoesBehindAnEarlierOneThatWasNotReadYet) {
  run_all([] {});
  EXPECT_LT(place_of("m19."), place_of("scheduled."));
  EXPECT_LT(place_of("scheduled."), requests.size());
}

TEST_F(ShardOrderTest, ItCanBeCancelledMeanwhileAndGivesItsCreditBack) {
  run_all([this] {
    EXPECT_THAT(spool.due_credits, SizeIs(1));
    spool.decide(scheduled.key, queue::Decision{});
  });
  EXPECT_THAT(requests, SizeIs(many));
  EXPECT_THAT(spool.due_credits, SizeIs(2));
  EXPECT_EQ(shard->counters().cancelled, 1U);
}

TEST_F(ShardOrderTest, ItsWaitIsExplained) {
  options.window.requests_per_second = 1;  // what is read waits for a slot
  options.window.window = seconds{1};
  Why told;
  run_all([&] {
    queue::MessageView view;
    view.standing = queue::MessageView::Standing::due;
    view.message = scheduled;
    view.due = scheduled.not_before;
    view.scheduled = true;
    shard->explain(view, false, [&](const Why& why) {
      told = why;
      shard->stop();
    });
  });
  EXPECT_EQ(told.cause, WaitCause::queued);
  EXPECT_GT(told.ahead_count, 0U);
}

class ShardDueTest : public ShardTest {};

TEST_F(ShardDueTest, AMessageThatComesDueHasEarlierParkedOnesReadFirst) {
  serve({answer(201, created)});
  make_shard();
  const WallTime began = runtime.wall_now() - seconds{60};
  spool.add(message("earlier"), began);  // parked behind the other, which was tried before
  const auto tried = spool.add_due(message("tried"), began, encode_progress({}));
  spool.after_doubts.push_back(queue::DueBlocks{{tried}});
  spool.on_status = [this, first = true]() mutable {  // nothing is left to do
    if (std::exchange(first, false)) spool.bring_back_deferred();
  };
  run_until([this] { return spool.of<queue::Settle>().size() == 2; });
  EXPECT_THAT(requests, ElementsAre(HasSubstr("text+earlier"), HasSubstr("text+tried")));
}

// The spool might have no credit left for the earlier one, and would not get any: those that have
// it wait for that one.
TEST_F(ShardDueTest, AMessageThatComesDueHasAnEarlierOneOfItsParticipantBroughtBeforeIt) {
  serve({answer(201, created)});
  make_shard();
  const WallTime began = runtime.wall_now() - seconds{60};
  const auto earlier = spool.add_due(message("earlier"), began, encode_progress({}));
  const auto later = spool.add_due(message("later"), began, encode_progress({}));
  spool.after_doubts.push_back(queue::DueBlocks{{earlier, later}});
  spool.on_status = [&, first = true]() mutable {
    if (std::exchange(first, false)) spool.bring_back(later.key);
  };
  run_until([this] { return spool.of<queue::Settle>().size() == 2; });
  EXPECT_THAT(requests, ElementsAre(HasSubstr("text+earlier"), HasSubstr("text+later")));
}

}  // namespace
}  // namespace dispatcher
