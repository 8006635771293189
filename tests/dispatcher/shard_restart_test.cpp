// Requests of an earlier process, as the spool tells of them at start, count in the windows.
#include <utility>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

/// Two Services, of whose requests one in 4 s may arrive, or `per_window`. A message of the first
/// was accepted before one of the second, so it goes first if its window lets it.
class ShardRestartTest : public ShardTest {
 protected:
  void SetUp() override {
    serve({answer(201, created)});
    options.window.window = seconds{4};
    options.window.requests_per_second = per_window / 4.0;
    make_shard();
    first = spool.add(message("first"), now());
    Message other = message("second");
    other.service = *ServiceSid::parse("KS" + std::string(31, '0') + "2");
    second = spool.add(other, now());
  }
  WallTime now() { return runtime.wall_now(); }
  /// Both are sent; 6 s pass after the one that is sent first, whose key this is.
  queue::MessageKey sent_first() {
    const auto sent = [this] { return spool.of<queue::Settle>(); };
    run_until([this, sent, passed = false]() mutable {
      if (sent().size() == 1 && !std::exchange(passed, true)) runtime.put_forward(seconds{6});
      return sent().size() == 2;
    });
    return sent().at(0).key;
  }
  static std::string progress(WallTime written, WallTime booked) {
    Progress before;
    before.attempts = 1;
    before.first_write_at = before.last_write_at = written;
    before.booked_at = booked;
    return encode_progress(before);
  }
  /// It is due in an hour, and blocks nobody here.
  void tell_due(const std::string& progress) {
    queue::StoredMessage due = first;
    due.key.sequence = 100;
    due.payload.clear();
    append_payload(due.payload, message("due", '2'));
    due.progress = progress;
    spool.after_doubts.push_back(queue::DueBlocks{{due}});
  }

  double per_window = 1;
  queue::StoredMessage first;
  queue::StoredMessage second;
};

class ShardRestartOfTwoTest : public ShardRestartTest {
 protected:
  void SetUp() override {
    per_window = 2;
    ShardRestartTest::SetUp();
  }
};

TEST_F(ShardRestartTest, WithoutAnyTheFirstGoesFirst) { EXPECT_EQ(sent_first(), first.key); }

TEST_F(ShardRestartTest, ARequestThatMayCountStillKeepsItsSlot) {
  spool.arrived_latest[first.key.lane] = {now() - seconds{1}};
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartTest, OneThatTheWallClockPutsIntoTheFutureHasArrived) {
  spool.arrived_latest[first.key.lane] = {now() + seconds{3600}};
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartTest, ARequestLongAgoHasNoSlot) {
  spool.arrived_latest[first.key.lane] = {now() - seconds{6}};
  EXPECT_EQ(sent_first(), first.key);
}

TEST_F(ShardRestartTest, WhatADeathLeftInDoubtMayBeArrivingStill) {
  spool.add_in_doubt(message("doubt", '2'), now() - seconds{3600}, 3);
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartOfTwoTest, WhatADeathLeftInDoubtIsOneRequest) {
  spool.add_in_doubt(message("doubt", '2'), now(), 3);
  EXPECT_EQ(sent_first(), first.key);
}

TEST_F(ShardRestartOfTwoTest, AnAttemptBeforeTheOneLeftInDoubtKeepsItsSlotToo) {
  spool.add_in_doubt(message("doubt", '2'), now(), 3, progress(now() - seconds{38}, {}));
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartTest, AnAttemptOfADueMessageThatMayCountStillKeepsItsSlot) {
  tell_due(progress(now() - seconds{38}, {}));  // and was answered within 35 s
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartTest, ADoubtThatWasBookedLatelyKeepsItsSlot) {
  tell_due(progress(now() - seconds{3600}, now() - seconds{3}));
  EXPECT_EQ(sent_first(), second.key);
}

TEST_F(ShardRestartTest, AnAttemptLongAgoHasNoSlot) {
  tell_due(progress(now() - seconds{45}, {}));
  tell_due(progress(now() - seconds{3600}, now() - seconds{8}));
  tell_due({});
  EXPECT_EQ(sent_first(), first.key);
}

}  // namespace
}  // namespace dispatcher
