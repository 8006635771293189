#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolReading : public SpoolTest {
 protected:
  std::unique_ptr<SpoolReader> reader() {
    std::string detail;
    auto opened = SpoolReader::open(directory, detail);
    EXPECT_TRUE(opened) << detail;
    return opened ? std::move(*opened) : nullptr;
  }
  void settle_all(const std::string& outcome) {
    for (const auto& message : shard->read(1).messages) {
      shard->request(Settle{message.key, no_slot, outcome + " " + message.id});
    }
    shard->status();
  }
  static std::vector<std::string> told(const Result<std::vector<OutcomeRow>>& rows) {
    std::vector<std::string> outcomes;
    for (const auto& row : *rows) outcomes.push_back(row.id + ": " + row.outcome);
    return outcomes;
  }
};

TEST_F(SpoolReading, FindsOutcomesInTheOrderOfSettling) {
  open();
  accept({"b", "a", "c"});
  settle_all("sent");
  const auto all = reader()->outcomes(0, 100);
  EXPECT_THAT(told(all), ElementsAre("b: sent b", "a: sent a", "c: sent c"));
  EXPECT_LT((*all)[0].sequence, (*all)[1].sequence);
}

TEST_F(SpoolReading, GoesOnFromAnySequence) {
  open();
  accept({"a", "b", "c"});
  settle_all("sent");
  const auto read = reader();
  const auto first = read->outcomes(0, 1);
  ASSERT_EQ(first->size(), 1U);
  EXPECT_THAT(told(read->outcomes(first->front().sequence, 100)),
              ElementsAre("b: sent b", "c: sent c"));
  EXPECT_THAT(told(read->outcomes(1'000'000'000, 100)), IsEmpty());
}

TEST_F(SpoolReading, FollowsAWriterThatIsAtWork) {
  open();
  accept({"a"});
  settle_all("sent");
  const auto read = reader();
  const auto last = read->outcomes(0, 100)->back().sequence;
  accept({"b"});
  settle_all("sent");
  ASSERT_TRUE(read->refresh());
  EXPECT_THAT(told(read->outcomes(last, 100)), ElementsAre("b: sent b"));
  accept({"c"});  // the writer is none the worse
  EXPECT_THAT(waiting_ids(), ElementsAre("c"));
}

TEST_F(SpoolReading, FollowsThroughFlushes) {
  open();
  const auto read = reader();
  std::uint64_t after = 0;
  std::size_t seen = 0;
  for (int round = 0; round < 20; ++round) {
    std::vector<Submission> large;
    for (int i = 0; i < 200; ++i) {
      large.push_back(submission("id-" + std::to_string(round * 200 + i)));
      large.back().payload.assign(payload_bytes_max, static_cast<char>('a' + round));
    }
    hand_in(std::move(large));
    for (const auto& message : shard->read(1, 2, 0, 200).messages) {
      shard->request(Settle{message.key, no_slot, "sent"});
    }
    shard->status();
    ASSERT_TRUE(read->refresh());
    const auto rows = read->outcomes(after, 1000);
    ASSERT_TRUE(rows);
    if (!rows->empty()) after = rows->back().sequence;
    seen += rows->size();
  }
  EXPECT_EQ(seen, 4000U);
}

TEST_F(SpoolReading, WorksWithoutAWriterAndOverRestarts) {
  open();
  accept({"a"});
  settle_all("first");
  reopen();
  accept({"b"});
  settle_all("second");
  close();
  EXPECT_THAT(told(reader()->outcomes(0, 100)), ElementsAre("a: first a", "b: second b"));
}

TEST_F(SpoolReading, NeverMeetsANumberTwiceAfterACrash) {
  open();
  accept({"a"});
  settle_all("sent");
  const auto before = reader()->outcomes(0, 100)->back().sequence;
  crash();
  open();
  EXPECT_EQ(spool->state_at_open().outcomes_last, before);
  accept({"b"});
  settle_all("sent");
  const auto rows = reader()->outcomes(before, 100);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_GT(rows->front().sequence, before);
}

TEST_F(SpoolReading, ListsWhatIsHeldOrInDoubtAndNothingElse) {
  open();
  accept({"waiting", "armed", "held", "doubtful", "backoff", "sent"}, "KS9");
  const auto messages = shard->read(1).messages;
  shard->arm(1, messages[1].key, "armed progress");
  shard->request(Hold{messages[2].key, no_slot, false, "held progress"});
  shard->request(Defer{messages[3].key, no_slot, at_second(500), true, "doubt progress"});
  shard->request(Defer{messages[4].key, no_slot, at_second(600), false, "backoff progress"});
  shard->arm(2, messages[5].key);
  shard->request(Settle{messages[5].key, 2, "sent"});
  shard->status();
  const auto rows = reader()->open_messages(100);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  const auto& [armed, held, doubtful] = std::tie((*rows)[0], (*rows)[1], (*rows)[2]);
  EXPECT_EQ(armed.id, "armed");
  EXPECT_TRUE(armed.in_doubt);
  EXPECT_FALSE(armed.held);
  EXPECT_EQ(armed.lane_name, "KS9");
  EXPECT_EQ(armed.progress, "armed progress");
  EXPECT_EQ(held.id, "held");
  EXPECT_TRUE(held.held);
  EXPECT_FALSE(held.in_doubt);
  EXPECT_EQ(held.progress, "held progress");
  EXPECT_EQ(doubtful.id, "doubtful");
  EXPECT_TRUE(doubtful.in_doubt);
  EXPECT_EQ(doubtful.due, at_second(500));
}

TEST_F(SpoolReading, ListsEachMessageOnceAfterACrash) {
  open();
  accept({"a", "b"});
  const auto messages = shard->read(1).messages;
  shard->arm(1, messages[0].key);
  crash();
  open();
  shard->next<InDoubt>();
  shard->arm(1, messages[1].key);
  const auto rows = reader()->open_messages(100);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].id, "a");
  EXPECT_EQ((*rows)[1].id, "b");
  EXPECT_EQ(reader()->open_messages(1)->size(), 1U);
}

TEST_F(SpoolReading, SaysWhenThereIsNoSpool) {
  std::string detail;
  const auto opened = SpoolReader::open(directory, detail);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error(), make_error_code(errc::directory_unusable));
  EXPECT_THAT(detail, testing::HasSubstr(directory.string()));
}

}  // namespace
}  // namespace queue
