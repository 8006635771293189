#include <gmock/gmock.h>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolAccept : public SpoolTest {};

Submission with_other_content(Submission made) {
  made.content[0] = std::byte{8};
  return made;
}

TEST_F(SpoolAccept, KeepsAMessageAsItWasHandedIn) {
  open();
  Submission given = submission("order-1", "KS1", 1);
  given.not_before = at_second(5);  // over when it is accepted, at second 10
  given.payload = std::string("bytes\0of any kind", 17);
  ASSERT_THAT(hand_in({given}), ElementsAre(Acceptance::accepted));
  reopen();
  const auto read = shard->read(1, 1).messages;
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].id, "order-1");
  EXPECT_EQ(read[0].payload, given.payload);
  EXPECT_EQ(read[0].accepted_at, at_second(10));
  EXPECT_EQ(read[0].not_before, at_second(5));
  EXPECT_EQ(read[0].progress, "");
  EXPECT_EQ(read[0].key, (MessageKey{1, 1, 1}));
}

TEST_F(SpoolAccept, StoresNothingForAKnownId) {
  open();
  ASSERT_THAT(accept({"a"}), ElementsAre(Acceptance::accepted));
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::duplicate));
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(SpoolAccept, RefusesAKnownIdWithOtherContent) {
  open();
  accept({"a"});
  EXPECT_THAT(hand_in({with_other_content(submission("a"))}), ElementsAre(Acceptance::conflict));
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(SpoolAccept, SeesTheSameIdTwiceInOneBatch) {
  open();
  EXPECT_THAT(hand_in({submission("a"), submission("b"), submission("a"),
                       with_other_content(submission("b"))}),
              ElementsAre(Acceptance::accepted, Acceptance::accepted, Acceptance::duplicate,
                          Acceptance::conflict));
  EXPECT_THAT(waiting_ids(), ElementsAre("a", "b"));
}

TEST_F(SpoolAccept, KnowsIdsOverARestartAndACrash) {
  open();
  accept({"a"});
  reopen();
  EXPECT_THAT(accept({"a", "b"}), ElementsAre(Acceptance::duplicate, Acceptance::accepted));
  crash();
  open();
  EXPECT_THAT(accept({"a", "b", "c"}),
              ElementsAre(Acceptance::duplicate, Acceptance::duplicate, Acceptance::accepted));
}

TEST_F(SpoolAccept, KnowsTheIdOfASettledMessage) {
  open();
  accept({"a"});
  shard->request(Settle{only_waiting().key, no_slot, "sent"});
  reopen();
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::duplicate));
  EXPECT_THAT(waiting_ids(), IsEmpty());
}

TEST_F(SpoolAccept, NeverGivesASequenceTwice) {
  open();
  accept({"a", "b"});
  const auto before = shard->read(1).messages.back().key.sequence;
  reopen();
  accept({"c"});
  const auto after_close = shard->read(1).messages.back().key.sequence;
  EXPECT_EQ(after_close, before + 1);
  crash();
  open();
  accept({"d"});
  EXPECT_GT(shard->read(1).messages.back().key.sequence, after_close);
}

TEST_F(SpoolAccept, AnswersAnEmptyBatch) {
  open();
  EXPECT_THAT(hand_in({}), IsEmpty());
}

TEST_F(SpoolAccept, TakesTheLongestOfEverything) {
  open();
  Submission given =
      submission(std::string(id_bytes_max, 'i'), std::string(lane_name_bytes_max, 'l'));
  given.payload.assign(payload_bytes_max, 'p');
  hand_in({given});
  const auto read = only_waiting();
  EXPECT_EQ(read.id, given.id);
  EXPECT_EQ(read.payload, given.payload);
}

TEST_F(SpoolAccept, RefusesIntakeWhenTheReserveIsAllThatIsLeft) {
  std::string detail;
  SpoolOptions greedy = options(directory);
  greedy.reserve_bytes = ~std::uint64_t{0};
  auto opened = DurableSpool::open(greedy, detail);
  ASSERT_TRUE(opened) << detail;
  std::promise<boost::system::error_code> answered;
  ASSERT_TRUE((*opened)->submit({{submission("a")}, at_second(10), [&](auto answer) {
                                   answered.set_value(answer.error());
                                 }}));
  EXPECT_EQ(answered.get_future().get(), make_error_code(errc::no_space));
}

TEST_F(SpoolAccept, AcceptsBeforeAnyShardIsThere) {
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  EXPECT_THAT(accept({"a"}), ElementsAre(Acceptance::accepted));
  spool.reset();
  open();
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

}  // namespace
}  // namespace queue
