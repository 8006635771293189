#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "queue/synced_mark.hpp"
#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SpoolOpening : public SpoolTest {
 protected:
  /// Why it does not open.
  errc refused() {
    const auto opened = try_open(detail);
    EXPECT_FALSE(opened);
    if (opened) return {};
    return static_cast<errc>(opened.error().value());
  }
  static void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }

  std::string detail;
};

TEST_F(SpoolOpening, MakesTheDirectoryForItsOwnerAlone) {
  open();
  struct stat found {};
  ASSERT_EQ(::stat(directory.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST_F(SpoolOpening, IsRefusedWhileAnotherHasItOpenAndTellsWho) {
  open();
  EXPECT_EQ(refused(), errc::in_use);
  EXPECT_THAT(detail, HasSubstr("process " + std::to_string(::getpid())));
  close();
  EXPECT_TRUE(try_open(detail));
}

TEST_F(SpoolOpening, IsRefusedWithoutAParentDirectory) {
  directory = directory / "missing" / "spool";
  EXPECT_EQ(refused(), errc::directory_unusable);
  EXPECT_THAT(detail, HasSubstr("cannot be created"));
}

TEST_F(SpoolOpening, IsRefusedForAFile) {
  write(directory, "a file");
  EXPECT_EQ(refused(), errc::directory_unusable);
  EXPECT_THAT(detail, HasSubstr("is not a directory"));
}

TEST_F(SpoolOpening, IsRefusedForADirectoryOfSomebodyElse) {
  fs::create_directory(directory);
  write(directory / "letters.txt", "mine");
  EXPECT_EQ(refused(), errc::directory_unusable);
  EXPECT_THAT(detail, HasSubstr("letters.txt"));
}

TEST_F(SpoolOpening, IsRefusedForALaterFormat) {
  open();
  close();
  SyncedMark later{.format_version = 4, .commits = 1, .closed = true};
  ASSERT_TRUE(write_mark(directory, later, detail));
  EXPECT_EQ(refused(), errc::newer_format);
  EXPECT_THAT(detail, HasSubstr("has format 4, this program knows up to 3"));
}

TEST_F(SpoolOpening, IsRefusedForTheFormatBeforeTheFirstRelease) {
  open();
  close();
  ASSERT_TRUE(write_mark(directory, {.format_version = 1, .commits = 1, .closed = true}, detail));
  EXPECT_EQ(refused(), errc::older_format);
  EXPECT_THAT(detail, HasSubstr("has format 1, this program knows only 2 and later ones"));
}

TEST_F(SpoolOpening, TellsWhatItFound) {
  open();
  EXPECT_EQ(spool->state_at_open().messages_open, 0U);
  EXPECT_EQ(spool->state_at_open().outcomes_last, 0U);
  accept({"a", "b", "c"});
  const auto messages = shard->read(1).messages;
  shard->request(Settle{messages[0].key, no_slot, "sent"});
  shard->request(Hold{messages[1].key, no_slot, false, ""});
  reopen();
  EXPECT_EQ(spool->state_at_open().messages_open, 2U);
  EXPECT_EQ(spool->state_at_open().held, 1U);
  EXPECT_EQ(spool->state_at_open().outcomes_last, 1U);
  EXPECT_EQ(spool->state_at_open().in_doubt, 0U);
}

}  // namespace
}  // namespace queue
