#include "queue/format.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace queue::format {
namespace {

WallTime at(std::int64_t microseconds) { return WallTime{std::chrono::microseconds{microseconds}}; }

template <class Value>
std::string encoded(const Value& value) {
  std::string bytes;
  encode(bytes, value);
  return bytes;
}

MessageEntry an_entry(Standing standing) {
  MessageEntry entry;
  entry.standing = standing;
  entry.due = at(77);
  entry.accepted_at = at(5);
  entry.not_before = at(6);
  entry.id = "order-42";
  entry.payload = "payload";
  return entry;
}

TEST(Format, SortsMessagesByLaneThenPriorityThenSequence) {
  EXPECT_LT(message_key({1, 3, 900}), message_key({2, 1, 1}));
  EXPECT_LT(message_key({1, 1, 900}), message_key({1, 2, 1}));
  EXPECT_LT(message_key({1, 1, 255}), message_key({1, 1, 256}));
}

TEST(Format, SortsDueTimesAlsoBefore1970) {
  const MessageKey key{1, 1, 1};
  EXPECT_LT(due_key({at(-1), key}), due_key({at(0), key}));
  EXPECT_LT(due_key({at(-256), key}), due_key({at(-255), key}));
  EXPECT_LT(due_key({at(255), key}), due_key({at(256), key}));
  EXPECT_EQ(decode_due_key(due_key({at(-5), key}))->time, at(-5));
}

TEST(Format, ReadsBackWhatItWroteOfAMessage) {
  for (const Standing standing : {Standing::waiting, Standing::due, Standing::held}) {
    const std::string bytes = encoded(an_entry(standing));
    const auto entry = decode_message(bytes);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->standing, standing);
    EXPECT_EQ(entry->accepted_at, at(5));
    EXPECT_EQ(entry->not_before, at(6));
    EXPECT_EQ(entry->id, "order-42");
    EXPECT_EQ(entry->payload, "payload");
    if (standing == Standing::due) {
      EXPECT_EQ(entry->due, at(77));
    }
  }
}

TEST(Format, KeepsOfASettledMessageOnlyItsOutcome) {
  MessageEntry settled = an_entry(Standing::settled);
  settled.outcome = 9;
  const std::string bytes = encoded(settled);
  EXPECT_EQ(bytes, std::string("\4\0\0\0\0\0\0\0\11", 9));
  EXPECT_EQ(decode_message(bytes)->outcome, 9U);
}

TEST(Format, KeepsAllOfADeadLetterAndItsOutcome) {
  MessageEntry dead = an_entry(Standing::dead);
  dead.outcome = 9;
  const std::string bytes = encoded(dead);
  const auto entry = decode_message(bytes);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->standing, Standing::dead);
  EXPECT_EQ(entry->outcome, 9U);
  EXPECT_EQ(entry->accepted_at, at(5));
  EXPECT_EQ(entry->id, "order-42");
  EXPECT_EQ(entry->payload, "payload");
  EXPECT_FALSE(decode_message(encoded(an_entry(Standing::dead))));  // without an outcome
}

TEST(Format, SortsTheHistoryOfAMessageByTime) {
  const MessageKey key{1, 2, 3};
  EXPECT_LT(history_key(key, at(-1)), history_key(key, at(1)));
  EXPECT_LT(history_key(key, at(900)), history_key({1, 2, 4}, at(1)));
  EXPECT_EQ(decode_history_time(history_key(key, at(-5))), at(-5));
  EXPECT_FALSE(decode_history_time(message_key(key)));
}

TEST(Format, ReadsBackWhoseAReceiptIs) {
  const auto receipt = decode_receipt(encoded(ReceiptEntry{{1, 2, 3}, 4}));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->key, (MessageKey{1, 2, 3}));
  EXPECT_EQ(receipt->outcome, 4U);
}

TEST(Format, TakesAZeroedPageForNobodysRecord) {
  const std::string zeros(64, '\0');
  EXPECT_FALSE(decode_message(zeros));
  EXPECT_FALSE(decode_message_key(zeros.substr(0, message_key_bytes)));
  EXPECT_FALSE(decode_parked(zeros));
  EXPECT_FALSE(decode_intent(zeros));
  EXPECT_FALSE(decode_outcome_key(zeros.substr(0, 8)));
  EXPECT_FALSE(decode_receipt(zeros.substr(0, message_key_bytes + 8)));
  EXPECT_FALSE(decode_history_time(zeros.substr(0, message_key_bytes + 8)));
  EXPECT_FALSE(decode_lane(zeros.substr(0, 12)));
  EXPECT_FALSE(decode_id(zeros.substr(0, message_key_bytes + content_bytes)));
}

TEST(Format, RefusesBytesThatAreTooFewOrTooMany) {
  const std::string id = encoded(IdEntry{{1, 2, 3}, {}});
  ASSERT_TRUE(decode_id(id));
  EXPECT_FALSE(decode_id(id.substr(1)));
  EXPECT_FALSE(decode_id(id + "x"));
  const std::string message = encoded(an_entry(Standing::waiting));
  for (std::size_t count = 0; count < message.size() - 7; ++count) {
    EXPECT_FALSE(decode_message(message.substr(0, count))) << count;
  }
  const std::string counters = encoded(Counters{});
  EXPECT_FALSE(decode_counters(counters.substr(1)));
}

TEST(Format, ReadsBackIntentsAndKnowsAFreeSlot) {
  const auto bytes = encoded(IntentEntry{{1, 2, 3}, at(4), "progress"});
  const auto intent = decode_intent(bytes);
  ASSERT_TRUE(intent);
  EXPECT_EQ(intent->key, (MessageKey{1, 2, 3}));
  EXPECT_EQ(intent->at, at(4));
  EXPECT_EQ(intent->progress, "progress");
  EXPECT_FALSE(decode_intent(slot_free));
}

TEST(Format, ReadsBackTheClock) {
  const auto bytes = encoded(ClockEntry{at(-4), at(5), "boot"});
  const auto clock = decode_clock(bytes);
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->wall_at_boot, at(-4));
  EXPECT_EQ(clock->since, at(5));
  EXPECT_EQ(clock->boot_id, "boot");
  EXPECT_FALSE(decode_clock(bytes.substr(0, 16)));
}

TEST(Format, ReadsBackCounters) {
  Counters counters;
  counters.commits = std::numeric_limits<std::uint64_t>::max();
  counters.sequence_last = 2;
  counters.outcome_last = 3;
  counters.lane_last = 4;
  counters.open_count = 5;
  counters.held_count = 6;
  counters.due_count = 7;
  counters.last_activity = at(8);
  counters.dead_count = 9;
  counters.limit_commits = 10;
  ASSERT_EQ(encoded(counters).size(), counters_bytes);
  const auto read = decode_counters(encoded(counters));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->commits, counters.commits);
  EXPECT_EQ(read->sequence_last, 2U);
  EXPECT_EQ(read->outcome_last, 3U);
  EXPECT_EQ(read->lane_last, 4U);
  EXPECT_EQ(read->open_count, 5U);
  EXPECT_EQ(read->held_count, 6U);
  EXPECT_EQ(read->due_count, 7U);
  EXPECT_EQ(read->last_activity, at(8));
  EXPECT_EQ(read->dead_count, 9U);
  EXPECT_EQ(read->limit_commits, 10U);
}

TEST(Format, ReadsBackALaneWithItsLimit) {
  const auto read = decode_lane(encoded(LaneEntry{7, 1000}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->lane, 7U);
  EXPECT_EQ(read->armed_limit, 1000U);
}

}  // namespace
}  // namespace queue::format
