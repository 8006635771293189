#include <gmock/gmock.h>

#include "queue/dead_letters.hpp"
#include "queue/message_finder.hpp"
#include "queue/recorder.hpp"
#include "tests/queue/spool_fixture.hpp"
#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

/// What the store fails under has no effect, and can be done again once the store is healed.
class FailedStore : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    books.emplace(*store, [] { return at_second(100); });
    due.emplace(*books);
    recorder.emplace(*books, *due);
    books->lanes.add(1, "KS1");
    books->counters.lane_last = 1;
    for (Sequence sequence = 1; sequence <= messages_count; ++sequence) {
      std::string value;
      format::encode(value, format::MessageEntry{.standing = format::Standing::waiting,
                                                 .outcome = 0,
                                                 .due = {},
                                                 .accepted_at = at_second(10),
                                                 .not_before = {},
                                                 .id = "id-" + std::to_string(sequence),
                                                 .payload = "payload"});
      books->batch.put(Family::messages, format::message_key(key_of(sequence)), value);
    }
    books->counters.open_count = messages_count;
    books->commit();
  }

  static MessageKey key_of(Sequence sequence) { return {1, 2, sequence}; }
  void fail() { store->fail({errc::no_space, "as on a full disk"}); }
  void heal() {
    store->close();
    store->reopen();
    ASSERT_FALSE(store->failed());
  }
  Settle dead(Sequence sequence) const {
    return {.key = key_of(sequence),
            .outcome = "dead",
            .receipt = "KI" + std::to_string(sequence),
            .keeps_message = true,
            .note = {at_second(5), "note"}};
  }
  template <class Record>
  void expect_to_be_repeatable(const Record& record) {
    fail();
    EXPECT_FALSE(recorder->apply(record));
    EXPECT_TRUE(books->batch.empty());
    heal();
    EXPECT_TRUE(recorder->apply(record));
    books->commit();
    EXPECT_EQ(History(*books).of(record.key).size(), 1U);
  }

  static constexpr std::size_t messages_count = 3;
  std::optional<Books> books;
  std::optional<DueIndex> due;
  std::optional<Recorder> recorder;
};

TEST_F(FailedStore, LeavesNothingOfARevokeWithANote) {
  expect_to_be_repeatable(Revoke{3, key_of(1), {at_second(5), "note"}});
}

TEST_F(FailedStore, LeavesNothingOfADeferWithANote) {
  expect_to_be_repeatable(
      Defer{key_of(1), no_slot, at_second(60), true, "", {at_second(5), "note"}});
  EXPECT_EQ(books->counters.due_count, 1U);
}

TEST_F(FailedStore, LeavesNothingOfAHoldWithANote) {
  expect_to_be_repeatable(Hold{key_of(1), no_slot, true, "", {at_second(5), "note"}});
  EXPECT_EQ(books->counters.held_count, 1U);
}

TEST_F(FailedStore, LeavesNothingOfADeadLetter) {
  expect_to_be_repeatable(dead(1));
  EXPECT_EQ(books->counters.dead_count, 1U);
  EXPECT_EQ(books->counters.open_count, messages_count - 1);
  EXPECT_EQ(books->counters.outcome_last, 1U);
  EXPECT_EQ(MessageFinder(*books).find(FindReceipts{1, {"KI1"}}).owners.at(0), key_of(1));
}

TEST_F(FailedStore, LetsAChangeOfDeadLettersGoOnWhereItStopped) {
  for (Sequence sequence = 1; sequence <= messages_count; ++sequence) {
    ASSERT_TRUE(recorder->apply(dead(sequence)));
  }
  books->commit();
  for (const auto kind : {ChangeDead::Kind::revive, ChangeDead::Kind::purge}) {
    DeadLetters letters(*books, *due);
    const std::uint64_t number = kind == ChangeDead::Kind::revive ? 1 : 2;
    ASSERT_TRUE(letters.change({kind, {{number, at_second(60)}}, {}}));
    fail();
    EXPECT_FALSE(letters.change_some());
    EXPECT_TRUE(letters.more());
    EXPECT_TRUE(books->batch.empty());
    heal();
    const auto changed = letters.change_some();
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->count, 1U);
    EXPECT_FALSE(letters.more());
    books->commit();
  }
  EXPECT_EQ(books->counters.dead_count, 1U);
  EXPECT_EQ(books->counters.due_count, 1U);
  EXPECT_EQ(books->counters.open_count, 1U);
}

TEST_F(FailedStore, LetsAListOfDeadLettersWait) {
  ASSERT_TRUE(recorder->apply(dead(1)));
  books->commit();
  DeadLetters letters(*books, *due);
  std::optional<std::size_t> listed;
  ASSERT_TRUE(letters.list(
      {0, 10, [&](const Result<ListDead::Page>& page) { listed = page ? page->rows.size() : 0; }}));
  fail();
  letters.list_some();
  EXPECT_FALSE(listed);
  heal();
  letters.list_some();
  EXPECT_EQ(listed, 1U);
}

}  // namespace
}  // namespace queue
