#include "queue/dead_letters.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using DeadChange = ChangeDead::Kind;

class SpoolDeadLetters : public ControlTest {
 protected:
  MessageKey die(const std::string& id, const std::string& lane = "KS1") {
    const MessageKey key = accept_one(id, lane);
    settle_dead(key, "rejected " + id);
    return key;
  }
  void settle_dead(const MessageKey& key, const std::string& outcome) {
    shard->request(Settle{.key = key, .outcome = outcome, .keeps_message = true});
  }
  /// As many, settled in the order of their sequences.
  void die_many(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back("many-" + std::to_string(i));
    accept(ids);
    for (const auto& message : shard->read(1, 2, 0, 1000).messages) {
      settle_dead(message.key, "rejected");
    }
  }
  std::vector<std::string> listed(std::uint64_t after = 0, std::uint32_t count_max = 1000) {
    std::vector<std::string> ids;
    for (const auto& row : list_dead(after, count_max).rows) ids.push_back(row.id);
    return ids;
  }
  std::vector<ChangeDead::Item> all_of(const ListDead::Page& page, std::int64_t second = 0) {
    std::vector<ChangeDead::Item> items;
    for (const auto& row : page.rows) items.push_back({row.outcome_sequence, at_second(second)});
    return items;
  }
};

TEST_F(SpoolDeadLetters, AreSettledAndKeepTheirMessage) {
  const MessageKey key = die("a");
  for (const auto& view : {find("a"), find(key)}) {
    ASSERT_TRUE(view);
    EXPECT_EQ(view->standing, MessageView::Standing::settled);
    EXPECT_TRUE(view->dead);
    EXPECT_EQ(view->outcome, "rejected a");
    EXPECT_EQ(view->outcome_sequence, 1U);
    EXPECT_EQ(view->message.id, "a");
    EXPECT_EQ(view->message.payload, "payload of a");
    EXPECT_EQ(view->message.accepted_at, at_second(10));
  }
}

TEST_F(SpoolDeadLetters, AreNotWhatWasSettledOtherwise) {
  shard->request(Settle{accept_one("a"), no_slot, "sent"});
  EXPECT_FALSE(find("a")->dead);
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_EQ(levels().dead_count, 0U);
}

TEST_F(SpoolDeadLetters, AreCountedAndOpenNoMore) {
  const MessageKey held = accept_one("held");
  const MessageKey due = accept_one("due");
  shard->request(Hold{held, no_slot, true, ""});
  shard->request(Defer{due, no_slot, at_second(500), true, ""});
  settle_dead(held, "dead");
  settle_dead(due, "dead");
  die("waiting");
  const auto now = levels();
  EXPECT_EQ(now.dead_count, 3U);
  EXPECT_EQ(now.open_count, 0U);
  EXPECT_EQ(now.held_count, 0U);
  EXPECT_EQ(now.due_count, 0U);
  EXPECT_EQ(now.in_doubt_count, 0U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolDeadLetters, ThatWereGivenToTheShardLeaveNothingBehind) {
  const MessageKey key = accept_one("a");
  waiting_ids();
  shard->arm(3, key);
  shard->request(Settle{.key = key, .slot = 3, .outcome = "dead", .keeps_message = true});
  shard->status();
  crash();
  open();
  EXPECT_EQ(spool->state_at_open().in_doubt, 0U);
  EXPECT_EQ(spool->state_at_open().messages_open, 0U);
  EXPECT_EQ(spool->levels().dead_count, 1U);
  EXPECT_THAT(waiting_ids(), IsEmpty());
  EXPECT_TRUE(find("a")->dead);
}

TEST_F(SpoolDeadLetters, AreListedInTheOrderOfTheirOutcomes) {
  die("b");
  die("a", "KS2");
  shard->request(Settle{accept_one("sent"), no_slot, "sent"});
  die("c");
  const auto page = list_dead();
  ASSERT_THAT(page.rows, SizeIs(3));
  EXPECT_EQ(page.next, 0U);
  EXPECT_THAT(listed(), ElementsAre("b", "a", "c"));
  EXPECT_EQ(page.rows[1].outcome_sequence, 2U);
  EXPECT_EQ(page.rows[1].lane_name, "KS2");
  EXPECT_EQ(page.rows[1].priority, 2U);
  EXPECT_EQ(page.rows[1].outcome, "rejected a");
  EXPECT_EQ(page.rows[2].outcome_sequence, 4U);
}

TEST_F(SpoolDeadLetters, AreListedPageByPage) {
  for (const char* const id : {"a", "b", "c"}) die(id);
  const auto first = list_dead(0, 2);
  EXPECT_THAT(first.rows, SizeIs(2));
  EXPECT_EQ(first.next, 2U);
  EXPECT_THAT(listed(first.next, 2), ElementsAre("c"));
  EXPECT_EQ(list_dead(first.next, 2).next, 0U);
}

TEST_F(SpoolDeadLetters, AreListedAlsoWhereOneStepIsNotEnough) {
  die_many(700);
  EXPECT_THAT(list_dead().rows, SizeIs(700));
  EXPECT_THAT(list_dead(0, 650).rows, SizeIs(650));
}

TEST_F(SpoolDeadLetters, AreRevivedToComeDueAtTheirTimeAsIfNew) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(90), false, "tried"});
  settle_dead(key, "dead");
  clock_seconds = 200;
  EXPECT_EQ(change_dead(DeadChange::revive, {{1, at_second(300)}}), 1U);
  const auto view = find("a");
  EXPECT_EQ(view->standing, MessageView::Standing::due);
  EXPECT_TRUE(view->scheduled);
  EXPECT_FALSE(view->dead);
  EXPECT_FALSE(view->in_doubt);
  EXPECT_EQ(view->due, at_second(300));
  EXPECT_EQ(view->message.accepted_at, at_second(200));
  EXPECT_TRUE(nothing_due(5));
  clock_seconds = 300;
  const auto due = shard->next<DueRead>().messages;
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].key, key);
  EXPECT_EQ(due[0].payload, "payload of a");
  EXPECT_EQ(due[0].progress, "");
}

TEST_F(SpoolDeadLetters, OnceRevivedAreOpenAndKeepTheirId) {
  die("a");
  EXPECT_EQ(change_dead(DeadChange::revive, {{1, at_second(90)}}), 1U);
  EXPECT_EQ(levels().dead_count, 0U);
  EXPECT_EQ(levels().open_count, 1U);
  EXPECT_EQ(levels().due_count, 1U);
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::duplicate));
}

TEST_F(SpoolDeadLetters, OnceRevivedEndAnewUnderANewNumber) {
  const MessageKey key = accept_one("a");
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));  // so that the spool knows it as handed out
  settle_dead(key, "rejected");
  change_dead(DeadChange::revive, {{1, at_second(90)}});
  EXPECT_THAT(due_now(1), ElementsAre("a"));
  shard->arm(3, key);
  shard->request(Settle{.key = key, .slot = 3, .outcome = "again", .keeps_message = true});
  EXPECT_EQ(find("a")->outcome, "again");
  EXPECT_EQ(find("a")->outcome_sequence, 2U);
  EXPECT_EQ(list_dead().rows.at(0).outcome_sequence, 2U);
  EXPECT_EQ(change_dead(DeadChange::revive, {{1, at_second(90)}}), 0U);  // that one is history
  EXPECT_EQ(levels().due_count, 0U);
}

TEST_F(SpoolDeadLetters, OncePurgedKeepOnlyTheirOutcome) {
  const MessageKey key = die("a");
  EXPECT_EQ(change_dead(DeadChange::purge, {{1, {}}}), 1U);
  EXPECT_EQ(find(key)->standing, MessageView::Standing::settled);
  EXPECT_FALSE(find(key)->dead);
  EXPECT_EQ(find(key)->outcome, "rejected a");
  EXPECT_EQ(find(key)->message.payload, "");
  EXPECT_EQ(levels().dead_count, 0U);
  EXPECT_EQ(change_dead(DeadChange::revive, {{1, {}}}), 0U);
}

TEST_F(SpoolDeadLetters, ThatAreNoneAreLeftOutOfTheCount) {
  die("a");
  shard->request(Settle{accept_one("sent"), no_slot, "sent"});
  accept({"open"});
  EXPECT_EQ(change_dead(DeadChange::revive, {{0, {}}, {1, {}}, {1, {}}, {2, {}}, {99, {}}}), 1U);
  EXPECT_EQ(change_dead(DeadChange::purge, {}), 0U);
  EXPECT_EQ(levels().open_count, 2U);
}

TEST_F(SpoolDeadLetters, ThatWereChangedStaySoAfterADeath) {
  for (const char* const id : {"revived", "purged", "left"}) die(id);
  change_dead(DeadChange::revive, {{1, at_second(90)}});
  change_dead(DeadChange::purge, {{2, {}}});
  crash();
  open();
  EXPECT_THAT(listed(), ElementsAre("left"));
  EXPECT_EQ(spool->levels().dead_count, 1U);
  EXPECT_EQ(spool->state_at_open().messages_open, 1U);
  EXPECT_THAT(due_now(5), ElementsAre("revived"));
  EXPECT_FALSE(find("purged")->dead);
}

TEST_F(SpoolDeadLetters, AreChangedAlsoWhereOneStepIsNotEnough) {
  die_many(700);
  EXPECT_EQ(change_dead(DeadChange::revive, all_of(list_dead(), 500)), 700U);
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_EQ(levels().due_count, 700U);
}

TEST_F(SpoolDeadLetters, AreNothingToDecideAbout) {
  die("a");
  for (const auto kind : {Decision::Kind::cancel, Decision::Kind::settle_not_sent}) {
    EXPECT_EQ(result_of(decide(kind, "a")), DecisionResult::ended);
  }
}

TEST_F(SpoolDeadLetters, AreNotListedAsOpenByAReader) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  shard->request(Settle{.key = key, .slot = 3, .outcome = "dead", .keeps_message = true});
  shard->status();
  std::string detail;
  const auto reader = SpoolReader::open(directory, detail);
  ASSERT_TRUE(reader) << detail;
  EXPECT_THAT(*(*reader)->open_messages(10), IsEmpty());
  EXPECT_THAT(*(*reader)->outcomes(0, 10), SizeIs(1));
}

TEST_F(SpoolDeadLetters, AreAnsweredForWhenTheSpoolEnds) {
  die_many(700);
  auto listing = ask<ListDead::Page>(ListDead{0, 1000, {}});
  auto changing = ask<std::uint64_t>(ChangeDead{DeadChange::purge, {{1, {}}}, {}});
  close();
  EXPECT_EQ(listing.wait_for(patience), std::future_status::ready);
  EXPECT_EQ(changing.wait_for(patience), std::future_status::ready);
}

}  // namespace
}  // namespace queue
