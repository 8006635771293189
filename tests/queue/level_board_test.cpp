#include "queue/level_board.hpp"

#include <gtest/gtest.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

class SpoolLevelsTest : public SpoolTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    open();
  }
  MessageKey accept_one(const std::string& id) {
    accept({id});
    return shard->read(1).messages.back().key;
  }
  std::uint64_t in_doubt() { return levels().in_doubt_count; }
};

TEST_F(SpoolLevelsTest, TellWhatIsOpenHeldAndDue) {
  EXPECT_EQ(levels().open_count, 0U);
  const MessageKey held = accept_one("held");
  const MessageKey due = accept_one("due");
  accept_one("waiting");
  shard->request(Hold{held, no_slot, false, ""});
  shard->request(Defer{due, no_slot, at_second(500), false, ""});
  EXPECT_EQ(levels().open_count, 3U);
  EXPECT_EQ(levels().held_count, 1U);
  EXPECT_EQ(levels().due_count, 1U);
  EXPECT_FALSE(levels().out_of_space);
}

TEST_F(SpoolLevelsTest, TellHowManyDeadLettersThereAre) {
  const MessageKey key = accept_one("a");
  EXPECT_EQ(levels().dead_count, 0U);
  shard->request(Settle{.key = key, .outcome = "rejected", .keeps_message = true});
  EXPECT_EQ(levels().dead_count, 1U);
  reopen();
  EXPECT_EQ(spool->levels().dead_count, 1U);
}

TEST_F(SpoolLevelsTest, AreThereAgainAtOnceAfterAStart) {
  shard->request(Hold{accept_one("a"), no_slot, true, ""});
  reopen();
  EXPECT_EQ(spool->levels().open_count, 1U);
  EXPECT_EQ(spool->levels().held_count, 1U);
  EXPECT_EQ(spool->levels().in_doubt_count, 1U);
}

TEST_F(SpoolLevelsTest, CountAMessageInDoubtUntilSomethingElseBecomesOfIt) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(50), true, ""});
  EXPECT_EQ(in_doubt(), 1U);
  shard->request(Hold{key, no_slot, true, ""});
  EXPECT_EQ(in_doubt(), 1U);
  shard->request(Defer{key, no_slot, at_second(50), false, ""});
  EXPECT_EQ(in_doubt(), 0U);
}

TEST_F(SpoolLevelsTest, CountAMessageInDoubtNoMoreOnceItIsSettled) {
  const MessageKey held = accept_one("held");
  const MessageKey due = accept_one("due");
  shard->request(Hold{held, no_slot, true, ""});
  shard->request(Defer{due, no_slot, at_second(50), true, ""});
  shard->request(DueCredit{1});
  shard->next<DueRead>();  // so that settling it needs no read
  EXPECT_EQ(in_doubt(), 2U);
  shard->request(Settle{held, no_slot, "sent"});
  shard->request(Settle{due, no_slot, "sent"});
  EXPECT_EQ(in_doubt(), 0U);
}

TEST_F(SpoolLevelsTest, DoNotCountWhatIsArmed) {
  shard->arm(3, accept_one("a"));
  EXPECT_EQ(in_doubt(), 0U);
}

TEST_F(SpoolLevelsTest, CountWhatADeadProcessHadArmedOnce) {
  const MessageKey armed = accept_one("armed");
  const MessageKey resent = accept_one("resent");
  shard->request(Defer{resent, no_slot, at_second(50), true, ""});
  shard->request(DueCredit{1});
  shard->next<DueRead>();
  shard->arm(3, armed);
  shard->arm(4, resent);
  crash();
  open();
  EXPECT_EQ(spool->levels().in_doubt_count, 2U);
  shard->request(Settle{armed, no_slot, "sent"});
  EXPECT_EQ(in_doubt(), 1U);
  shard->request(Defer{resent, no_slot, at_second(500), false, ""});
  EXPECT_EQ(in_doubt(), 0U);
}

}  // namespace
}  // namespace queue
