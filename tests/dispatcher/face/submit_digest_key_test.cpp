#include "dispatcher/face/submit_digest_key.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {
namespace {

using std::filesystem::perms;

class DigestKeyFile : public FaceFiles {
 protected:
  bool load(DigestKey& key) {
    return load_or_make_digest_key(directory(), key, detail_) == DigestKeyState::good;
  }
  bool put_aside(bool dry_run) {
    return put_aside_damaged_digest_key(directory(), dry_run, repaired_, detail_);
  }
  std::string repaired_;
  std::string detail_;
};

TEST_F(DigestKeyFile, IsMadeOnceAndThenStays) {
  DigestKey first{};
  DigestKey second{};
  ASSERT_TRUE(load(first)) << detail_;
  ASSERT_TRUE(load(second)) << detail_;
  EXPECT_EQ(first, second);
  EXPECT_NE(first, DigestKey{});
}

TEST_F(DigestKeyFile, IsForItsOwnerOnly) {
  DigestKey key{};
  ASSERT_TRUE(load(key));
  EXPECT_EQ(std::filesystem::status(path("content.key")).permissions(), perms{0600});
}

TEST_F(DigestKeyFile, OfTwoSpoolsDiffers) {
  DigestKey first{};
  DigestKey second{};
  ASSERT_TRUE(load(first));
  std::filesystem::remove(path("content.key"));
  ASSERT_TRUE(load(second));
  EXPECT_NE(first, second);
}

TEST_F(DigestKeyFile, ThatIsDamagedIsNotReplaced) {
  DigestKey key{};
  for (const auto size : {0U, 31U, 33U}) {
    write("content.key", std::string(size, 'x'));
    EXPECT_EQ(load_or_make_digest_key(directory(), key, detail_), DigestKeyState::damaged) << size;
    EXPECT_THAT(detail_, testing::HasSubstr("is damaged"));
    EXPECT_EQ(std::filesystem::file_size(path("content.key")), size);
  }
}

TEST_F(DigestKeyFile, ThatIsDamagedIsPutAsideByARepairAndMadeAnew) {
  write("content.key", "short");
  ASSERT_TRUE(put_aside(false)) << detail_;
  EXPECT_THAT(repaired_, testing::HasSubstr("count as changed"));
  EXPECT_TRUE(std::filesystem::exists(path("quarantine/content.key")));
  DigestKey key{};
  EXPECT_TRUE(load(key)) << detail_;
}

TEST_F(DigestKeyFile, StaysWhenARepairIsOnlyTried) {
  write("content.key", "short");
  ASSERT_TRUE(put_aside(true));
  EXPECT_NE(repaired_, "");
  EXPECT_TRUE(std::filesystem::exists(path("content.key")));
}

TEST_F(DigestKeyFile, ThatIsGoodOrNotThereYetNeedsNoRepair) {
  ASSERT_TRUE(put_aside(false));
  DigestKey key{};
  ASSERT_TRUE(load(key));
  ASSERT_TRUE(put_aside(false));
  EXPECT_EQ(repaired_, "");
  DigestKey same{};
  ASSERT_TRUE(load(same));
  EXPECT_EQ(key, same);
}

TEST_F(DigestKeyFile, SurvivesAnEarlierHalfWrittenOne) {
  write("content.key.new", "half");
  DigestKey key{};
  EXPECT_TRUE(load(key)) << detail_;
}

TEST_F(DigestKeyFile, NeedsADirectory) {
  DigestKey key{};
  EXPECT_EQ(load_or_make_digest_key(path("missing"), key, detail_), DigestKeyState::unreadable);
  EXPECT_THAT(detail_, testing::HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace dispatcher
