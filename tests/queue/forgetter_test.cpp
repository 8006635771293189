#include "queue/forgetter.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Outcomes are "sent @SECOND RECEIPT". The newest one is never forgotten: it is that of "newest".
class Forgetting : public ControlTest {
 protected:
  MessageKey end(const std::string& id, std::int64_t second, const std::string& receipt = {}) {
    return end(accept_one(id), second, receipt);
  }
  MessageKey end(const MessageKey& key, std::int64_t second, const std::string& receipt = {}) {
    const auto outcome = "sent @" + std::to_string(second) + " " + receipt;
    shard->request(Settle{
        .key = key, .outcome = outcome, .receipt = receipt, .note = {at_second(second), "note"}});
    return key;
  }
  MessageKey die(const std::string& id, std::int64_t second) {
    const auto outcome = "rejected @" + std::to_string(second);
    const MessageKey key = accept_one(id);
    shard->request(Settle{.key = key, .outcome = outcome, .keeps_message = true});
    return key;
  }
  Forget::Page forget(std::int64_t before, std::uint64_t after = 0, std::uint32_t count_max = 1000,
                      bool counts_only = false) {
    shard->status();
    return *wait_for(
        ask<Forget::Page>(Forget{at_second(before), counts_only, after, count_max, {}}));
  }
  std::vector<std::string> kept() {
    std::string detail;
    std::vector<std::string> ids;
    for (const auto& row : *(*SpoolReader::open(directory, detail))->outcomes(0, 1000)) {
      ids.push_back(row.id);
    }
    return ids;
  }
  std::size_t rows_of(Family family) {
    const auto copied = copy();
    std::string detail;
    const auto store = *Store::open_read_only(copied, detail);
    std::size_t count = 0;
    const auto rows = store->iterate(family);
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) ++count;
    return count;
  }
};

TEST_F(Forgetting, TakesAnOldOutcomeAndLeavesAYoungerOne) {
  end("old", 100);
  end("young", 200);
  end("newest", 300);
  const auto page = forget(200);
  EXPECT_EQ(page.count, 1U);
  EXPECT_EQ(page.dead_count, 0U);
  EXPECT_EQ(page.next, 0U);
  EXPECT_FALSE(find("old"));
  EXPECT_TRUE(find("young"));
  EXPECT_THAT(kept(), ElementsAre("young", "newest"));
}

TEST_F(Forgetting, TakesAllThatHangsOnTheOutcome) {
  end("a", 100, "receipt-a");
  end("b", 100, "receipt-b");
  end("newest", 100, "receipt-newest");
  forget(200);
  EXPECT_THAT(owners_of({"receipt-a", "receipt-b"}), ElementsAre(std::nullopt, std::nullopt));
  for (const auto family :
       {Family::messages, Family::ids, Family::outcomes, Family::receipts, Family::history}) {
    EXPECT_EQ(rows_of(family), 1U) << family_name(family);
  }
}

TEST_F(Forgetting, LeavesTheNewestOutcomeForTheNumbersToGoOn) {
  end("a", 100);
  end("newest", 100);
  EXPECT_EQ(forget(1000).count, 1U);
  EXPECT_THAT(kept(), ElementsAre("newest"));
  reopen();
  end("next", 100);
  shard->status();
  EXPECT_EQ(find("next")->outcome_sequence, 3U);
}

TEST_F(Forgetting, MakesTheIdNew) {
  const auto first = end("a", 100);
  end("newest", 300);
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::duplicate));
  forget(200);
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::accepted));
  EXPECT_EQ(find("a")->standing, MessageView::Standing::waiting);
  EXPECT_GT(find("a")->message.key.sequence, first.sequence);
}

TEST_F(Forgetting, LeavesWhatIsOpen) {
  accept({"waiting"});
  shard->request(Hold{accept_one("held"), no_slot, true, ""});
  shard->request(Defer{accept_one("due"), no_slot, at_second(500), false, ""});
  EXPECT_EQ(forget(1'000'000).count, 0U);
  for (const auto* id : {"waiting", "held", "due"}) EXPECT_TRUE(find(id)) << id;
  EXPECT_EQ(levels().open_count, 3U);
}

TEST_F(Forgetting, TakesADeadLetterWithItsMessage) {
  die("dead", 100);
  die("young", 300);
  end("newest", 300);
  const auto page = forget(200);
  EXPECT_EQ(page.count, 1U);
  EXPECT_EQ(page.dead_count, 1U);
  EXPECT_FALSE(find("dead"));
  EXPECT_EQ(levels().dead_count, 1U);
  EXPECT_EQ(list_dead().rows.at(0).id, "young");
}

TEST_F(Forgetting, LeavesADeadLetterThatWasRevivedUntilItsLastOutcomeIsOld) {
  const auto key = die("revived", 100);
  end("other", 300);
  EXPECT_EQ(change_dead(ChangeDead::Kind::revive, {{1, at_second(100)}}), 1U);
  const auto page = forget(200);
  EXPECT_EQ(page.count, 1U);
  EXPECT_EQ(page.dead_count, 0U);
  EXPECT_EQ(find("revived")->standing, MessageView::Standing::due);
  EXPECT_EQ(rows_of(Family::dead), 0U);
  EXPECT_THAT(due_now(1), ElementsAre("revived"));
  end(key, 400);
  end("newest", 500);
  EXPECT_EQ(forget(450).count, 2U);
  EXPECT_FALSE(find("revived"));
}

TEST_F(Forgetting, LeavesAReceiptThatBelongsToAnotherMessageByNow) {
  end("a", 100, "receipt");
  const auto owner = end("b", 300, "receipt");
  end("newest", 300);
  forget(200);
  EXPECT_THAT(owners_of({"receipt"}), ElementsAre(owner));
}

TEST_F(Forgetting, LeavesAnOutcomeWhoseBytesAreDamaged) {
  shard->request(Settle{.key = accept_one("a"), .outcome = "no time in here"});
  end("newest", 300);
  EXPECT_EQ(forget(1000).count, 0U);
  EXPECT_TRUE(find("a"));
}

TEST_F(Forgetting, GoesOnWhereThePageBeforeEnded) {
  for (const auto* id : {"a", "b", "c", "d"}) end(id, 100);
  end("newest", 100);
  const auto first = forget(200, 0, 3);
  EXPECT_EQ(first.count, 3U);
  EXPECT_EQ(first.next, 3U);
  EXPECT_THAT(kept(), ElementsAre("d", "newest"));
  const auto last = forget(200, first.next, 3);
  EXPECT_EQ(last.count, 1U);
  EXPECT_EQ(last.next, 0U);
}

TEST_F(Forgetting, EndsAtAPageOnWhichAllIsYounger) {
  for (const auto* id : {"a", "b", "c", "d"}) end(id, 300);
  EXPECT_EQ(forget(200, 0, 2).next, 0U);
}

TEST_F(Forgetting, TakesWhatLiesBehindAnOutcomeOfAClockThatWasWrong) {
  end("from the future", 1'000'000);
  end("old", 100);
  end("newest", 300);
  EXPECT_EQ(forget(200).count, 1U);
  EXPECT_TRUE(find("from the future"));
  EXPECT_FALSE(find("old"));
}

TEST_F(Forgetting, OnlyCountsWhereThatIsAsked) {
  end("a", 100);
  die("b", 100);
  end("newest", 100);
  const auto page = forget(200, 0, 1000, true);
  EXPECT_EQ(page.count, 2U);
  EXPECT_EQ(page.dead_count, 1U);
  EXPECT_THAT(kept(), ElementsAre("a", "b", "newest"));
  EXPECT_EQ(levels().dead_count, 1U);
}

TEST_F(Forgetting, TakesMoreThanOneStepTakes) {
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) ids.push_back("id-" + std::to_string(i));
  accept(ids);
  for (const auto& message : shard->read(1, 2, 0, 1000).messages) end(message.key, 100);
  end("newest", 300);
  EXPECT_EQ(forget(200).count, 200U);
  EXPECT_THAT(kept(), ElementsAre("newest"));
}

TEST_F(Forgetting, LeavesNoDoubtBehind) {
  const auto key = accept_one("a");
  shard->arm(7, key);
  shard->request(Settle{.key = key, .slot = 7, .outcome = "sent @100"});
  end("newest", 300);
  forget(200);
  crash();
  open();
  EXPECT_EQ(spool->state_at_open().in_doubt, 0U);
  EXPECT_EQ(spool->state_at_open().messages_open, 0U);
  EXPECT_THAT(spool->state_at_open().damage, IsEmpty());
}

TEST_F(Forgetting, TakesTheIdThatDamageLeftWithoutItsMessage) {
  const auto key = end("a", 100);
  end("newest", 300);
  close();
  {
    std::string detail;
    const auto store = *Store::open(directory, detail);
    Store::Batch batch(*store);
    batch.remove(Family::messages, format::message_key(key));
    ASSERT_TRUE(store->write(batch));
  }
  open();
  EXPECT_EQ(forget(200).count, 1U);
  EXPECT_FALSE(find("a"));
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::accepted));
}

}  // namespace
}  // namespace queue
