// What cannot be sent before it expires, as the shard finds it.
#include "dispatcher/message/history.hpp"
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class ShardDeadlines : public RowTest {
 protected:
  ShardDeadlines() {
    // One request in ten seconds: the second message of another participant is too late.
    options.window.requests_per_second = 0.1;
    options.window.window = seconds{10};
    options.expires_infeasible = true;
  }
  ~ShardDeadlines() override { server.reset(); }

  Message urged(const std::string& id, char participant) {
    Message made = message(id, participant);
    made.expires_at = runtime.wall_now() + seconds{5};
    return made;
  }
  /// Accepted before the shard began.
  queue::StoredMessage add_old(const Message& message) {
    return spool.add(message, runtime.wall_now() - seconds{60});
  }
  void run_held() {
    spool.lane_holds[1] = "so that it waits";
    run_to_rest();
  }
  std::string note_of(const queue::StoredMessage& stored) {
    const auto& notes = spool.notes[stored.key.sequence];
    const auto entry = notes.empty() ? Result<HistoryEntry>(errc::malformed_record)
                                     : decode_history(notes[0].bytes);
    return entry ? entry->text : "";
  }
};

TEST_F(ShardDeadlines, EndWhatCannotBeSentInTime) {
  make_shard();
  add_old(message("first", '1'));
  const auto late = add_old(urged("late", '2'));
  run_held();
  ASSERT_THAT(spool.records, SizeIs(1));
  const auto settle = spool.of<queue::Settle>().at(0);
  EXPECT_EQ(settle.key, late.key);
  EXPECT_EQ(settle.slot, queue::no_slot);
  EXPECT_TRUE(settle.keeps_message);
  EXPECT_EQ(outcome().kind, OutcomeKind::expired);
  EXPECT_EQ(outcome().attempts, 0U);
  EXPECT_EQ(note_of(late), "expired early: at least 1 before it at 0.1 requests/s");
  EXPECT_EQ(shard->counters().expired, 1U);
  EXPECT_EQ(shard->counters().infeasible, 1U);
  EXPECT_EQ(shard->counters().loaded, 1U);
}

TEST_F(ShardDeadlines, LeaveAloneWhatCanStillBeSent) {
  make_shard();
  add_old(urged("next", '1'));
  Message patient = message("patient", '2');
  patient.expires_at = runtime.wall_now() + seconds{15};
  add_old(patient);
  add_old(message("no-hurry", '3'));
  run_held();
  EXPECT_THAT(spool.records, IsEmpty());
  EXPECT_EQ(shard->counters().infeasible, 0U);
}

TEST_F(ShardDeadlines, OnlyCountAndTellWhereNothingIsToEndEarly) {
  options.expires_infeasible = false;
  make_shard();
  add_old(message("first", '1'));
  add_old(urged("late", '2'));
  add_old(urged("later", '3'));
  run_held();
  EXPECT_THAT(spool.records, IsEmpty());
  EXPECT_EQ(shard->counters().infeasible, 2U);
  EXPECT_EQ(shard->counters().loaded, 3U);
  pass(seconds{2});
  EXPECT_THAT(observed.infeasible, ElementsAre(2U));
}

TEST_F(ShardDeadlines, AreNotLookedAtTwiceWhereIntakeDid) {
  make_shard();
  spool.add(message("first", '1'), runtime.wall_now());
  spool.add(urged("late", '2'), runtime.wall_now());
  run_held();
  EXPECT_THAT(spool.records, IsEmpty());
  EXPECT_EQ(shard->counters().infeasible, 0U);
}

TEST_F(ShardDeadlines, CountOneMessageOfEachParticipantBeforeIt) {
  options.window.requests_per_second = 0.2;  // two in ten seconds
  make_shard();
  for (const char* id : {"1", "2", "3", "4", "5"}) add_old(message(id, '1'));
  add_old(urged("of-another", '2'));
  run_held();
  EXPECT_THAT(spool.records, IsEmpty());
}

TEST_F(ShardDeadlines, LetHigherPrioritiesPassAndCountNoLowerOnes) {
  make_shard();
  Message bulk = message("bulk", '1');
  bulk.priority = Priority::bulk;
  add_old(bulk);
  Message urgent = urged("urgent", '2');
  urgent.priority = Priority::urgent;
  add_old(urgent);
  const auto normal = add_old(urged("normal", '3'));
  run_held();
  ASSERT_THAT(spool.of<queue::Settle>(), SizeIs(1));
  EXPECT_EQ(spool.of<queue::Settle>()[0].key, normal.key);
}

TEST_F(ShardDeadlines, DoNotHoldUpTheNextOfTheSameParticipant) {
  react({says(201, created)});
  make_shard();
  add_old(message("first", '1'));
  add_old(urged("late", '2'));
  add_old(message("behind", '2'));
  spool.lane_holds[1] = "so that all are read first";
  run_to_rest();
  spool.tell(queue::LaneHoldChanged{1, ""});
  run_while_not([this] { return spool.of<queue::Settle>().size() == 2; });
  pass(seconds{20});
  run_while_not([this] { return spool.of<queue::Settle>().size() == 3; });
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "first"),
                                  testing::Field(&Seen::request, HasSubstr("behind"))));
  EXPECT_EQ(shard->counters().loaded, 0U);
}

TEST_F(ShardDeadlines, GiveTheCreditBackOfWhatWasScheduled) {
  make_shard();
  spool.add(message("first", '1'), runtime.wall_now());
  run_held();
  auto late = spool.add(urged("late", '2'), runtime.wall_now());
  late.not_before = runtime.wall_now();
  spool.tell(queue::DueRead{{late}});
  run_while_not([this] { return !spool.records.empty(); });
  EXPECT_EQ(spool.of<queue::Settle>().at(0).key, late.key);
  EXPECT_EQ(spool.due_credits.back(), 1U);
  EXPECT_EQ(shard->counters().loaded, 1U);
}

TEST_F(ShardDeadlines, NeverEndWhatWasTriedBefore) {
  make_shard();
  add_old(message("first", '1'));
  run_held();
  auto tried = spool.add(urged("tried", '2'), runtime.wall_now() - seconds{60});
  tried.progress = encode_progress({.reason = WaitReason::delayed, .attempts = 1});
  spool.tell(queue::DueRead{{tried}});
  run_while_not([this] { return shard->counters().loaded == 2U; });
  EXPECT_THAT(spool.records, IsEmpty());
  EXPECT_EQ(shard->counters().infeasible, 0U);
}

TEST_F(ShardDeadlines, EndWhatIntakeFound) {
  make_shard();
  const auto late = spool.add(urged("late", '1'), runtime.wall_now());
  run_held();
  spool.decide(late.key, {queue::Decision::Kind::expire, "at least 9 before it"});
  run_while_not([this] { return !spool.records.empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::expired);
  EXPECT_TRUE(spool.of<queue::Settle>().at(0).decides);
  EXPECT_EQ(note_of(late), "expired early: at least 9 before it");
  EXPECT_EQ(shard->counters().expired, 1U);
}

TEST_F(ShardDeadlines, LeaveWhatIntakeFoundWhenItWasTriedMeanwhile) {
  react({says(429, "", "Retry-After: 60\r\n")});
  make_shard();
  const auto late = spool.add(urged("late", '1'), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Revoke>().empty(); });
  spool.decide(late.key, {queue::Decision::Kind::expire, "at least 9 before it"});
  run_while_not([this] { return !spool.of<queue::LetBe>().empty(); });
  EXPECT_THAT(spool.of<queue::Settle>(), IsEmpty());
}

TEST_F(ShardDeadlines, AreToldByIntakeToo) {
  make_shard();
  spool.add(message("first", '1'), runtime.wall_now());
  run_held();
  shard->infeasible("KS00000000000000000000000000000001", 40);
  pass(seconds{2});
  EXPECT_EQ(shard->counters().infeasible, 40U);
  EXPECT_THAT(observed.infeasible, ElementsAre(40U));
}

}  // namespace
}  // namespace dispatcher
