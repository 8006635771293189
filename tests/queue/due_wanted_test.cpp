// What is wanted comes out of the due index without credit.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Of twelve that are due eight were handed out, which is all there is without credit.
class SpoolDueWanted : public SpoolTest {
 protected:
  static constexpr int many = 12;

  void SetUp() override {
    SpoolTest::SetUp();
    open();
    for (int i = 0; i < many; ++i) keys.push_back(defer("m" + std::to_string(i), 60 + i));
    EXPECT_EQ(due_now(1).size(), 8U);
  }
  MessageKey defer(const std::string& id, int second) {
    accept({id});
    const MessageKey key = only_waiting().key;
    shard->request(Defer{key, no_slot, at_second(second), false, "tried"});
    return key;
  }
  std::vector<std::string> due_now(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return due();
  }
  std::vector<std::string> due() { return ids_of(shard->next<DueRead>().messages); }
  bool nothing_due() { return shard->count<DueRead>() == 0; }
  void want(const MessageKey& key) {
    shard->request(ReadMessages{key.lane, key.priority, {key.sequence}});
    EXPECT_THAT(shard->next<LaneRead>().messages, IsEmpty());
  }

  std::vector<MessageKey> keys;
};

TEST_F(SpoolDueWanted, AMessageComesWithoutCredit) {
  want(keys[11]);
  EXPECT_THAT(due(), ElementsAre("m11"));
  EXPECT_TRUE(nothing_due());
}

TEST_F(SpoolDueWanted, AMessageComesNotBeforeItsTime) {
  const MessageKey later = defer("later", 200);
  want(later);
  EXPECT_TRUE(nothing_due());
  clock_seconds = 200;
  EXPECT_THAT(due(), ElementsAre("later"));
}

TEST_F(SpoolDueWanted, AMessageThatIsOutDoesNotComeAgain) {
  want(keys[0]);
  want(keys[11]);
  EXPECT_THAT(due(), ElementsAre("m11"));
  want(keys[11]);
  EXPECT_TRUE(nothing_due());
}

TEST_F(SpoolDueWanted, AMessageTakesOfTheCreditThatComesLater) {
  want(keys[11]);
  (void)shard->next<DueRead>();
  shard->request(DueCredit{8});  // nine are out on one
  EXPECT_TRUE(nothing_due());
  EXPECT_THAT(due_now(1), ElementsAre("m8"));
}

TEST_F(SpoolDueWanted, WhatIsDeferredAgainIsWantedNoMore) {
  const MessageKey later = defer("later", 200);
  want(later);
  shard->request(Defer{later, no_slot, at_second(300), false, "again"});
  clock_seconds = 400;
  EXPECT_TRUE(nothing_due());
}

TEST_F(SpoolDueWanted, AScheduledMessagePassesThoseBeforeIt) {
  Submission scheduled = submission("scheduled");
  scheduled.not_before = at_second(200);
  hand_in({scheduled});
  clock_seconds = 200;
  EXPECT_TRUE(nothing_due());
  want({keys[11].lane, keys[11].priority, keys[11].sequence + 1});
  EXPECT_THAT(due(), ElementsAre("scheduled"));
}

TEST_F(SpoolDueWanted, WhatWasRecalledMeanwhileComesOnceItIsLetBe) {
  shard->request(Recall{keys[11]});
  (void)shard->next<Recalled>();
  want(keys[11]);
  EXPECT_TRUE(nothing_due());
  shard->request(LetBe{keys[11]});
  EXPECT_THAT(due(), ElementsAre("m11"));
}

}  // namespace
}  // namespace queue
