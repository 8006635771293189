// How requests of shards come to the spool's thread.
#include "queue/shard_link.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace queue {
namespace {

class ShardLinkTest : public testing::Test {
 protected:
  ShardLinkTest() : links({&events, &events}, [] {}) {}

  void ask(std::size_t shard, std::uint32_t number) {
    links.ends[shard]->request(DueCredit{number});
  }
  /// What the next batch brings, and from whom; it goes back. Nothing: there is none.
  std::vector<std::uint32_t> take(std::size_t& shard) {
    std::vector<std::uint32_t> numbers;
    auto batch = links.batches.try_pop();
    if (!batch) return numbers;
    shard = (*batch)->sender->shard();
    for (const ShardRequest& request : (*batch)->requests) {
      numbers.push_back(std::get<DueCredit>(request).count);
    }
    (*batch)->sender->give_back(std::move(*batch));
    return numbers;
  }
  std::vector<std::uint32_t> take() {
    std::size_t shard = 0;
    return take(shard);
  }

  Ring<SpoolEvent> events{2};
  ShardLinks links;
};

TEST_F(ShardLinkTest, KeepsWhatIsRequestedUntilItIsFlushed) {
  ask(0, 1);
  ask(0, 2);
  EXPECT_TRUE(take().empty());
  links.ends[0]->flush();
  EXPECT_EQ(take(), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(take().empty());
}

TEST_F(ShardLinkTest, SendsAFullBatchWithoutAFlush) {
  for (std::uint32_t i = 0; i < ShardBatch::requests_max; ++i) ask(0, i);
  EXPECT_EQ(take().size(), ShardBatch::requests_max);
  links.ends[0]->flush();
  EXPECT_TRUE(take().empty()) << "an empty batch";
}

TEST_F(ShardLinkTest, NamesTheShardOfEachBatch) {
  ask(1, 7);
  ask(0, 8);
  links.ends[1]->flush();
  links.ends[0]->flush();
  std::size_t shard = 9;
  EXPECT_EQ(take(shard), std::vector<std::uint32_t>{7});
  EXPECT_EQ(shard, 1U);
  EXPECT_EQ(take(shard), std::vector<std::uint32_t>{8});
  EXPECT_EQ(shard, 0U);
}

TEST_F(ShardLinkTest, UsesTheMemoryOfBatchesAgain) {
  std::set<const ShardBatch*> seen;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    ask(0, i);
    links.ends[0]->flush();
    auto batch = links.batches.try_pop();
    ASSERT_TRUE(batch);
    seen.insert(batch->get());
    (*batch)->sender->give_back(std::move(*batch));
  }
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(ShardLinkTest, HoldsAsManyAsAShardMayHaveOutThatNobodyTakes) {
  for (std::uint32_t i = 0; i < shard_requests_max; ++i) {
    ask(0, i);
    links.ends[0]->flush();
  }
  for (std::uint32_t i = 0; i < shard_requests_max; ++i) {
    ASSERT_EQ(take(), std::vector<std::uint32_t>{i});
  }
}

TEST_F(ShardLinkTest, KeepsTheOrderOfEachShardWhileAnotherThreadTakes) {
  constexpr std::uint32_t count = 20'000;
  std::jthread sender([this] {
    for (std::uint32_t i = 0; i < count; ++i) {
      ask(0, i);
      if (i % 7 == 0) links.ends[0]->flush();
    }
    links.ends[0]->flush();
  });
  for (std::uint32_t expected = 0; expected < count;) {
    for (const std::uint32_t number : take()) ASSERT_EQ(number, expected++);
  }
}

}  // namespace
}  // namespace queue
