#include "queue/spool_directory.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace queue {
namespace {

namespace fs = std::filesystem;

class SpoolDirectoryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "directory-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    root = path;
  }
  void TearDown() override { fs::remove_all(root); }

  fs::path root;
  std::string detail;
};

TEST_F(SpoolDirectoryTest, BelongsToOneAtATime) {
  auto first = SpoolDirectory::claim(root / "spool", detail);
  ASSERT_TRUE(first) << detail;
  const auto second = SpoolDirectory::claim(root / "spool", detail);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), make_error_code(errc::in_use));
  EXPECT_NE(detail.find("process " + std::to_string(::getpid())), std::string::npos);
}

TEST_F(SpoolDirectoryTest, IsFreeAgainWhenItsOwnerIsGone) {
  {
    auto first = SpoolDirectory::claim(root / "spool", detail);
    ASSERT_TRUE(first);
    const SpoolDirectory moved = std::move(*first);
    EXPECT_FALSE(SpoolDirectory::claim(root / "spool", detail));
  }
  EXPECT_TRUE(SpoolDirectory::claim(root / "spool", detail));
}

TEST_F(SpoolDirectoryTest, TellsHowMuchSpaceIsLeft) {
  const auto claimed = SpoolDirectory::claim(root / "spool", detail);
  ASSERT_TRUE(claimed);
  EXPECT_GT(claimed->free_bytes(), 0U);
}

}  // namespace
}  // namespace queue
