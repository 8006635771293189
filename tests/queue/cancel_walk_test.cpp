#include "queue/cancel_walk.hpp"

#include <gmock/gmock.h>

#include <set>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CancelPages : public ControlTest {
 protected:
  /// All rows of all pages, each page withdrawn by the shard.
  std::multiset<std::string> withdraw(Decide::Which which, const std::string& name,
                                      std::uint32_t count_max, int pages_expected) {
    std::multiset<std::string> ids;
    std::string after;
    int pages = 0;
    do {
      auto answer = cancel(which, name, after, count_max);
      while (answer.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) {
        for (auto left = shard->count<Recalled>(); left > 0; --left) {
          for (const auto& entry : shard->next<Recalled>().entries) {
            ControlTest::withdraw(entry.message.key);
          }
        }
      }
      const auto page = page_of(std::move(answer));
      for (const auto& row : page.rows) ids.insert(row.id);
      after = page.next;
      ++pages;
    } while (!after.empty());
    EXPECT_EQ(pages, pages_expected);
    return ids;
  }
};

TEST_F(CancelPages, OfABatchHoldItsIdsAndNoOthers) {
  accept({"b:1", "b:2", "b", "ba:1", "a:1", "c"});
  EXPECT_THAT(withdraw(Decide::Which::batch, "b", 100, 1), UnorderedElementsAre("b:1", "b:2"));
  EXPECT_THAT(waiting_ids(), UnorderedElementsAre("b", "ba:1", "a:1", "c"));
}

TEST_F(CancelPages, OfABatchFollowEachOther) {
  std::vector<std::string> ids;
  for (int i = 0; i < 25; ++i) ids.push_back("b:" + std::to_string(i));
  accept(ids);
  EXPECT_EQ(withdraw(Decide::Which::batch, "b", 10, 3),
            std::multiset<std::string>(ids.begin(), ids.end()));
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(CancelPages, OfALaneHoldAllItsPrioritiesAndNoOtherLane) {
  accept({"other"}, "KS0");
  accept({"u1", "u2"}, "KS1", 1);
  accept({"n1"}, "KS1", 2);
  accept({"l1", "l2"}, "KS1", 3);
  EXPECT_THAT(withdraw(Decide::Which::lane, "KS1", 2, 3),
              UnorderedElementsAre("u1", "u2", "n1", "l1", "l2"));
  EXPECT_THAT(waiting_ids(1), ElementsAre("other"));
}

TEST_F(CancelPages, LeaveOutWhatHadEnded) {
  const MessageKey ended = accept_one("b:ended");
  accept({"b:open"});
  shard->request(Settle{ended, no_slot, "sent"});
  EXPECT_THAT(withdraw(Decide::Which::batch, "b", 100, 1), UnorderedElementsAre("b:open"));
  EXPECT_THAT(withdraw(Decide::Which::lane, "KS1", 100, 1), IsEmpty());
}

TEST_F(CancelPages, AreEmptyForWhatIsNotThere) {
  EXPECT_THAT(page_of(cancel(Decide::Which::batch, "none")).rows, IsEmpty());
  EXPECT_THAT(page_of(cancel(Decide::Which::lane, "none")).rows, IsEmpty());
  accept({"a"});
  for (const char* const after : {"no position", "2", "2.", "9.1", "2.1x", ".1"}) {
    EXPECT_THAT(page_of(cancel(Decide::Which::lane, "KS1", after)).rows, IsEmpty()) << after;
  }
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(CancelPages, NeverRecallMoreAtOnceThanTheShardsMustTake) {
  std::vector<Submission> many;
  for (std::size_t i = 0; i < recalls_max + 500; ++i) {
    many.push_back(submission("b:" + std::to_string(i)));
  }
  hand_in(many);
  auto answer = cancel(Decide::Which::batch, "b", "", intake_submissions_max);
  std::vector<MessageKey> out;
  while (out.size() < recalls_max) {
    for (const auto& entry : shard->next<Recalled>().entries) out.push_back(entry.message.key);
  }
  EXPECT_EQ(out.size(), recalls_max);
  EXPECT_EQ(shard->count<Recalled>(), 0U);  // the rest waits for answers
  for (const MessageKey& key : out) ControlTest::withdraw(key);
  withdraw_all(500);
  EXPECT_EQ(page_of(std::move(answer)).rows.size(), many.size());
  EXPECT_EQ(levels().open_count, 0U);
}

}  // namespace
}  // namespace queue
