#include "dispatcher/face/submit_digest_key.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {
namespace {

using std::filesystem::perms;

class DigestKeyFile : public FaceFiles {
 protected:
  bool load(DigestKey& key) { return load_or_make_digest_key(directory(), key, detail_); }
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
    EXPECT_FALSE(load(key)) << size;
    EXPECT_THAT(detail_, testing::HasSubstr("is damaged"));
    EXPECT_EQ(std::filesystem::file_size(path("content.key")), size);
  }
}

TEST_F(DigestKeyFile, SurvivesAnEarlierHalfWrittenOne) {
  write("content.key.new", "half");
  DigestKey key{};
  EXPECT_TRUE(load(key)) << detail_;
}

TEST_F(DigestKeyFile, NeedsADirectory) {
  DigestKey key{};
  EXPECT_FALSE(load_or_make_digest_key(path("missing"), key, detail_));
  EXPECT_THAT(detail_, testing::HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace dispatcher
