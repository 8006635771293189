#include "queue/decision_walk.hpp"

#include <gmock/gmock.h>

#include <set>

#include "queue/withdrawals.hpp"
#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class DecisionPages : public ControlTest {
 protected:
  /// All rows of all pages, each page withdrawn by the shard.
  std::multiset<std::string> withdraw(Decide::Which which, const std::string& name,
                                      std::uint32_t count_max, int pages_expected) {
    std::multiset<std::string> ids;
    std::string after;
    int pages = 0;
    do {
      auto answer = decide(Decision::Kind::cancel, which, name, after, count_max);
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

TEST_F(DecisionPages, OfABatchHoldItsIdsAndNoOthers) {
  accept({"b:1", "b:2", "b", "ba:1", "a:1", "c"});
  EXPECT_THAT(withdraw(Decide::Which::batch, "b", 100, 1), UnorderedElementsAre("b:1", "b:2"));
  EXPECT_THAT(waiting_ids(), UnorderedElementsAre("b", "ba:1", "a:1", "c"));
}

TEST_F(DecisionPages, OfABatchFollowEachOther) {
  std::vector<std::string> ids;
  for (int i = 0; i < 25; ++i) ids.push_back("b:" + std::to_string(i));
  accept(ids);
  EXPECT_EQ(withdraw(Decide::Which::batch, "b", 10, 3),
            std::multiset<std::string>(ids.begin(), ids.end()));
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(DecisionPages, OfAListHoldWhatItNamesInItsOrder) {
  accept({"a", "b", "c", "d"});
  Decide listed{{Decision::Kind::expire, "why"}, Decide::Which::ids, {}, {}, 2, {}};
  listed.ids = {"c", "nobody", "a"};
  auto answer = ask<Decide::Page>(listed);
  EXPECT_THAT(withdraw_all(1), ElementsAre("c"));
  const auto first = page_of(std::move(answer));
  ASSERT_EQ(first.rows.size(), 2U);
  EXPECT_EQ(first.rows[0].result, DecisionResult::done);
  EXPECT_EQ(first.rows[1].result, DecisionResult::unknown);
  listed.after = first.next;
  answer = ask<Decide::Page>(listed);
  EXPECT_THAT(withdraw_all(1), ElementsAre("a"));
  EXPECT_EQ(page_of(std::move(answer)).next, "");
  EXPECT_THAT(waiting_ids(), UnorderedElementsAre("b", "d"));
}

TEST_F(DecisionPages, OfALaneHoldAllItsPrioritiesAndNoOtherLane) {
  accept({"other"}, "KS0");
  accept({"u1", "u2"}, "KS1", 1);
  accept({"n1"}, "KS1", 2);
  accept({"l1", "l2"}, "KS1", 3);
  EXPECT_THAT(withdraw(Decide::Which::lane, "KS1", 2, 3),
              UnorderedElementsAre("u1", "u2", "n1", "l1", "l2"));
  EXPECT_THAT(waiting_ids(1), ElementsAre("other"));
}

TEST_F(DecisionPages, LeaveOutWhatHadEnded) {
  const MessageKey ended = accept_one("b:ended");
  accept({"b:open"});
  shard->request(Settle{ended, no_slot, "sent"});
  EXPECT_THAT(withdraw(Decide::Which::batch, "b", 100, 1), UnorderedElementsAre("b:open"));
  EXPECT_THAT(withdraw(Decide::Which::lane, "KS1", 100, 1), IsEmpty());
}

TEST_F(DecisionPages, AreEmptyForWhatIsNotThere) {
  EXPECT_THAT(page_of(decide(Decision::Kind::cancel, Decide::Which::batch, "none")).rows,
              IsEmpty());
  EXPECT_THAT(page_of(decide(Decision::Kind::cancel, Decide::Which::lane, "none")).rows, IsEmpty());
  accept({"a"});
  for (const char* const after : {"no position", "2", "2.", "9.1", "2.1x", ".1"}) {
    EXPECT_THAT(page_of(decide(Decision::Kind::cancel, Decide::Which::lane, "KS1", after)).rows,
                IsEmpty())
        << after;
  }
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(DecisionPages, RecallOnlySoManyAtOnce) {
  constexpr std::size_t count = 3 * Withdrawals::decided_out_max;
  std::vector<Submission> many;
  for (std::size_t i = 0; i < count; ++i) many.push_back(submission("b:" + std::to_string(i)));
  hand_in(many);
  auto answer = decide(Decision::Kind::cancel, Decide::Which::batch, "b", "", count);
  std::vector<MessageKey> out;
  while (out.size() < Withdrawals::decided_out_max) {
    for (const auto& entry : shard->next<Recalled>().entries) out.push_back(entry.message.key);
  }
  EXPECT_EQ(out.size(), Withdrawals::decided_out_max);
  EXPECT_EQ(shard->count<Recalled>(), 0U);  // the rest waits for answers
  EXPECT_TRUE(find("b:0"));                 // and nobody else does
  for (const MessageKey& key : out) ControlTest::withdraw(key);
  withdraw_all(count - out.size());
  EXPECT_EQ(page_of(std::move(answer)).rows.size(), count);
  EXPECT_EQ(levels().open_count, 0U);
}

class DecisionsBehindMany : public DecisionPages, public testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(Walks, DecisionsBehindMany, testing::Bool(),
                         [](const auto& made_with) { return made_with.param ? "batch" : "lane"; });

TEST_P(DecisionsBehindMany, ThatHaveEndedFindTheOpenOnes) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3000; ++i) ids.push_back("b:" + std::to_string(i));
  accept(ids);
  for (Sequence next = 0;;) {
    const auto read = shard->read(1, 2, next, 1000);
    for (const auto& message : read.messages) {
      if (message.id == "b:2500" || message.id == "b:7") continue;
      shard->request(Settle{message.key, no_slot, "sent", {}, message.key.sequence % 2 == 0});
    }
    next = read.next;
    if (read.end) break;
  }
  const auto which = GetParam() ? Decide::Which::batch : Decide::Which::lane;
  EXPECT_THAT(withdraw(which, GetParam() ? "b" : "KS1", 1000, 1),
              UnorderedElementsAre("b:2500", "b:7"));
  EXPECT_EQ(levels().open_count, 0U);
}

}  // namespace
}  // namespace queue
