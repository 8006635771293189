#include "queue/spool_directory.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <string>

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

TEST_F(SpoolDirectoryTest, TellsHowMuchItsLogsAndTablesTake) {
  const auto claimed = SpoolDirectory::claim(root / "spool", detail);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->files_bytes().logs, 0U);
  const auto write = [this](const char* name, std::size_t bytes) {
    std::ofstream(root / "spool" / name) << std::string(bytes, 'x');
  };
  write("000012.log", 100);
  write("000013.log", 20);
  write("000007.sst", 3);
  write("OPTIONS-000005", 4'000);
  EXPECT_EQ(claimed->files_bytes().logs, 120U);
  EXPECT_EQ(claimed->files_bytes().tables, 3U);
}

}  // namespace
}  // namespace queue
