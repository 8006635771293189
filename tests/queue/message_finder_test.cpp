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

}  // namespace
}  // namespace queue
