#include "queue/log_survey.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A spool whose process died, and a bit that flips in its newest log.
class LogDamage : public SpoolTest {
 protected:
  fs::path newest_log() { return spool_files::with_extension(directory, ".log").back(); }
  static void flip(const fs::path& file, std::size_t at) {
    std::string bytes = bytes_of_file(file);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
};

TEST_F(LogDamage, OfTheMiddleOfALogLosesWhatItHitAndTellsFileAndCounts) {
  open();
  for (int i = 0; i < 50; ++i) accept({"id-" + std::to_string(i)});
  crash();
  const fs::path log = newest_log();
  flip(log, fs::file_size(log) / 2);
  const std::string damaged = bytes_of_file(log);
  open();
  ASSERT_NE(spool, nullptr);
  const auto told = spool->state_at_open().damage;
  EXPECT_THAT(told, Contains(HasSubstr(log.filename().string() + " is damaged at byte")));
  EXPECT_THAT(told, Contains("1 accepted messages are lost, ids and all: hand them in again"));
  EXPECT_TRUE(bytes_of_file(directory / "quarantine" / log.filename()) == damaged);
  EXPECT_EQ(waiting_ids().size(), 49U) << "nothing was ever armed, so nothing is in doubt";
  for (int i = 0; i < 50; ++i) accept({"id-" + std::to_string(i)});
  EXPECT_EQ(levels().open_count, 50U) << "what was lost can be handed in again";
}

TEST_F(LogDamage, ThatHidesAnIntentPutsInDoubtWhatMayHaveBeenArmed) {
  open();
  accept({"first", "second", "third"}, "KS1");
  accept({"elsewhere"}, "KS2");
  const auto messages = shard->read(1).messages;
  shard->arm(0, messages[0].key);
  const auto before = fs::file_size(newest_log());
  shard->arm(1, messages[1].key);
  const auto behind = fs::file_size(newest_log());
  accept({"later"}, "KS2");
  crash();
  flip(newest_log(), (before + behind) / 2);
  open();
  EXPECT_EQ(spool->state_at_open().in_doubt, 3U) << "all of the lane below its limit";
  EXPECT_THAT(waiting_ids(1), IsEmpty());
  EXPECT_THAT(waiting_ids(2), ElementsAre("elsewhere", "later"));
}

TEST_F(LogDamage, ThatMayHideALimitPutsAllInDoubt) {
  open();
  accept({"first"}, "KS1");
  accept({"elsewhere"}, "KS2");
  const auto before = fs::file_size(newest_log());
  shard->arm(0, only_waiting(1).key);
  const auto behind = fs::file_size(newest_log());
  accept({"later"}, "KS2");
  crash();
  flip(newest_log(), (before + behind) / 2);
  open();
  EXPECT_EQ(spool->state_at_open().in_doubt, 3U);
}

TEST_F(LogDamage, ThatHidesAnOutcomeNeverMakesItsMessageWaitAgain) {
  open();
  accept({"sent", "next"});
  const auto messages = shard->read(1).messages;
  shard->arm(0, messages[0].key);
  const auto before = fs::file_size(newest_log());
  shard->request(Settle{messages[0].key, 0, "done"});
  shard->status();
  const auto behind = fs::file_size(newest_log());
  shard->arm(0, messages[1].key);  // takes the slot, and with it the only intent of the first
  crash();
  flip(newest_log(), (before + behind) / 2);
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_THAT(waiting_ids(), IsEmpty());
  EXPECT_EQ(spool->state_at_open().in_doubt, 2U);
}

}  // namespace
}  // namespace queue
