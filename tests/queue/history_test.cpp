#include "queue/history.hpp"

#include <gmock/gmock.h>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SpoolHistory : public ControlTest {
 protected:
  static HistoryNote note(std::int64_t second, std::string bytes) {
    return {at_second(second), std::move(bytes)};
  }
  std::vector<std::string> told(const std::string& id) {
    std::vector<std::string> lines;
    const auto view = find(id);
    for (const auto& note : view->history) {
      const auto at = note.at.time_since_epoch();
      lines.push_back(std::to_string(at.count() / 1'000'000) + " " + note.bytes);
    }
    return lines;
  }
};

TEST_F(SpoolHistory, IsWhatTheRecordsOfAMessageBrought) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  shard->request(Revoke{3, key, note(51, "taken back")});
  shard->request(Defer{key, no_slot, at_second(90), false, "", note(52, "later")});
  shard->request(Hold{key, no_slot, false, "", note(53, "held")});
  shard->request(Settle{.key = key, .outcome = "sent", .note = note(54, "sent")});
  EXPECT_THAT(told("a"), ElementsAre("51 taken back", "52 later", "53 held", "54 sent"));
}

TEST_F(SpoolHistory, SurvivesADeathWithTheRecords) {
  const MessageKey key = accept_one("a");
  shard->request(Defer{key, no_slot, at_second(90), false, "", note(52, "later")});
  shard->status();
  crash();
  open();
  EXPECT_THAT(told("a"), ElementsAre("52 later"));
}

TEST_F(SpoolHistory, IsOfOneMessageOnly) {
  const MessageKey first = accept_one("a");
  const MessageKey second = accept_one("b");
  shard->request(Hold{first, no_slot, false, "", note(52, "of a")});
  shard->request(Hold{second, no_slot, false, "", note(52, "of b")});
  accept_one("c");
  EXPECT_THAT(told("a"), ElementsAre("52 of a"));
  EXPECT_THAT(told("b"), ElementsAre("52 of b"));
  EXPECT_THAT(told("c"), IsEmpty());
}

TEST_F(SpoolHistory, HasNoLineForARecordWithoutANote) {
  const MessageKey key = accept_one("a");
  shard->arm(3, key);
  shard->request(Revoke{3});
  shard->request(Settle{.key = key, .outcome = "sent", .note = note(54, "")});
  EXPECT_THAT(told("a"), IsEmpty());
}

TEST_F(SpoolHistory, KeepsNotesThatShareTheirTime) {
  const MessageKey key = accept_one("a");
  for (const char* const bytes : {"first", "second", "third"}) {
    shard->request(Hold{key, no_slot, false, "", note(52, bytes)});
  }
  EXPECT_THAT(told("a"), ElementsAre("52 first", "52 second", "52 third"));
}

TEST_F(SpoolHistory, KeepsTheOldestNotesWhereTheyAreTooMany) {
  const MessageKey key = accept_one("a");
  for (std::size_t i = 0; i < notes_max + 3; ++i) {
    const auto second = static_cast<std::int64_t>(i);
    shard->request(Hold{key, no_slot, false, "", note(second, "note")});
  }
  shard->request(Settle{.key = key, .outcome = "sent", .note = note(900, "dropped")});
  const std::vector<HistoryNote> history = find("a")->history;
  ASSERT_EQ(history.size(), notes_max);
  EXPECT_EQ(history.front().at, at_second(0));
  EXPECT_EQ(history.back().at, at_second(notes_max - 1));
}

TEST_F(SpoolHistory, IsNotReadForWhoeverAsksByKey) {
  const MessageKey key = accept_one("a");
  shard->request(Hold{key, no_slot, false, "", note(52, "held")});
  EXPECT_THAT(find(key)->history, IsEmpty());
}

}  // namespace
}  // namespace queue
