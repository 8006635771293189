#include "queue/message_finder.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using ViewStanding = MessageView::Standing;

class FindingAMessage : public ControlTest {};

TEST_F(FindingAMessage, ThatIsNotKnownGivesNothing) {
  EXPECT_FALSE(find("unknown"));
  EXPECT_FALSE(find(MessageKey{1, 2, 1}));
  EXPECT_FALSE(find(MessageKey{}));
}

TEST_F(FindingAMessage, ThatWaitsTellsAllOfIt) {
  const MessageKey key = accept_one("a", "KS7");
  const auto view = find("a");
  ASSERT_TRUE(view);
  EXPECT_EQ(view->standing, ViewStanding::waiting);
  EXPECT_EQ(view->message.key, key);
  EXPECT_EQ(view->message.id, "a");
  EXPECT_EQ(view->message.payload, "payload of a");
  EXPECT_EQ(view->message.accepted_at, at_second(10));
  EXPECT_EQ(view->lane_name, "KS7");
  EXPECT_FALSE(view->in_doubt);
}

TEST_F(FindingAMessage, ByItsKeyTellsTheSame) {
  const auto view = find(accept_one("a"));
  ASSERT_TRUE(view);
  EXPECT_EQ(view->message.id, "a");
  EXPECT_EQ(view->standing, ViewStanding::waiting);
}

TEST_F(FindingAMessage, ThatWaitsForItsTimeTellsThatItWasNeverTried) {
  Submission scheduled = submission("a");
  scheduled.not_before = at_second(500);
  hand_in({scheduled});
  const auto view = find("a");
  EXPECT_EQ(view->standing, ViewStanding::due);
  EXPECT_EQ(view->due, at_second(500));
  EXPECT_TRUE(view->scheduled);
}

TEST_F(FindingAMessage, ThatWasDeferredTellsUntilWhenAndItsProgress) {
  shard->request(Defer{accept_one("a"), no_slot, at_second(400), true, "tried"});
  shard->status();
  const auto view = find("a");
  EXPECT_EQ(view->standing, ViewStanding::due);
  EXPECT_EQ(view->due, at_second(400));
  EXPECT_EQ(view->message.progress, "tried");
  EXPECT_FALSE(view->scheduled);
  EXPECT_TRUE(view->in_doubt);
}

TEST_F(FindingAMessage, ThatIsHeldTellsItsProgress) {
  shard->request(Hold{accept_one("a"), no_slot, false, "why"});
  shard->status();
  const auto view = find("a");
  EXPECT_EQ(view->standing, ViewStanding::held);
  EXPECT_EQ(view->message.progress, "why");
  EXPECT_FALSE(view->in_doubt);
}

TEST_F(FindingAMessage, ThatWasSettledTellsItsOutcome) {
  const MessageKey key = accept_one("a");
  shard->request(Settle{key, no_slot, "sent"});
  shard->status();
  for (const auto& view : {find("a"), find(key)}) {
    ASSERT_TRUE(view);
    EXPECT_EQ(view->standing, ViewStanding::settled);
    EXPECT_EQ(view->message.id, "a");
    EXPECT_EQ(view->outcome_sequence, 1U);
    EXPECT_EQ(view->outcome, "sent");
  }
}

TEST_F(FindingAMessage, ThatADeadProcessHadArmedTellsThatItIsInDoubt) {
  shard->arm(3, accept_one("a"), "second try");
  crash();
  open();
  const auto view = find("a");
  EXPECT_EQ(view->standing, ViewStanding::waiting);
  EXPECT_TRUE(view->in_doubt);
  EXPECT_EQ(view->message.progress, "second try");
}

TEST_F(FindingAMessage, SeesWhatWasAskedForInTheSameTurn) {
  const MessageKey key = accept_one("a");
  shard->request(Settle{key, no_slot, "sent"});
  EXPECT_EQ(find("a")->standing, ViewStanding::settled);
}

class FindingReceipts : public ControlTest {
 protected:
  void settle(const MessageKey& key, const std::string& receipt) {
    shard->request(Settle{.key = key, .outcome = "sent", .receipt = receipt});
  }
};

TEST_F(FindingReceipts, TellsWhoseEachIs) {
  const MessageKey first = accept_one("a");
  const MessageKey second = accept_one("b");
  settle(first, "KI1");
  settle(second, "KI2");
  EXPECT_THAT(owners_of({"KI2", "KI3", "KI1"}), testing::ElementsAre(second, std::nullopt, first));
  EXPECT_THAT(owners_of({}), testing::IsEmpty());
}

TEST_F(FindingReceipts, SeesTheOutcomesThatTheShardHandedInJustBefore) {
  const MessageKey key = accept_one("a");
  for (int i = 0; i < 50; ++i) {
    settle(accept_one("id-" + std::to_string(i)), "KI" + std::to_string(i));
    EXPECT_TRUE(owners_of({"KI" + std::to_string(i)}).at(0)) << i;
  }
  settle(key, "KI");
  EXPECT_EQ(owners_of({"KI"}).at(0), key);
}

TEST_F(FindingReceipts, KnowsThemAfterADeath) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  shard->request(Settle{.key = key, .slot = 3, .outcome = "sent", .receipt = "KI1"});
  shard->status();
  crash();
  open();
  EXPECT_EQ(owners_of({"KI1"}).at(0), key);
}

TEST_F(FindingReceipts, FindsNothingForAnOutcomeWithoutOne) {
  settle(accept_one("a"), "");
  EXPECT_FALSE(owners_of({"KI1"}).at(0));
}

TEST_F(FindingReceipts, IsOfAShardWhateverItsLanesAre) {
  const MessageKey key = accept_one("a", "KS1");
  accept({"b"}, "KS2");
  settle(key, std::string(receipt_bytes_max, 'r'));
  EXPECT_EQ(owners_of({std::string(receipt_bytes_max, 'r')}).at(0), key);
}

}  // namespace
}  // namespace queue
