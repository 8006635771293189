#include "queue/open_leftovers.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "queue/store.hpp"
#include "tests/queue/small_disk.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;

class OpenLeftoversTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "leftovers-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory = path;
  }
  void TearDown() override { fs::remove_all(directory); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(directory / name) << text;
  }
  bool is_there(const std::string& name) const { return fs::exists(directory / name); }

  fs::path directory;
};

TEST_F(OpenLeftoversTest, AreTheTablesThatWereNotThereBefore) {
  write("CURRENT", "MANIFEST-1\n");
  write("1.sst", "old");
  write("2.log", "old");
  const OpenLeftovers leftovers(directory);
  write("3.sst", "new");
  write("4.log", "new");
  leftovers.remove();
  EXPECT_TRUE(is_there("1.sst") && is_there("2.log") && is_there("4.log"));
  EXPECT_FALSE(is_there("3.sst"));
}

TEST_F(OpenLeftoversTest, StayWhenTheyMayBeCountedOn) {
  write("CURRENT", "MANIFEST-1\n");
  const OpenLeftovers leftovers(directory);
  write("3.sst", "new");
  write("CURRENT", "MANIFEST-5\n");
  leftovers.remove();
  EXPECT_TRUE(is_there("3.sst"));
}

/// Fills two families, so that the open that finds too little space has written one of them.
void write_two_tables_worth(const fs::path& spool) {
  std::string detail;
  auto store = Store::open(spool, detail);
  ASSERT_TRUE(store) << detail;
  std::string noise(8 << 20, ' ');
  std::uint32_t state = 1;
  for (char& byte : noise) byte = static_cast<char>((state = state * 1'664'525 + 1) >> 24);
  for (const Family family : {Family::messages, Family::outcomes}) {
    Store::Batch batch(**store);
    batch.put(family, "key", noise);
    ASSERT_TRUE((*store)->write(batch));
  }
}

TEST_F(OpenLeftoversTest, OfAnOpenThatFoundTooLittleSpaceAreRemoved) {
  SmallDisk disk;
  if (!disk.mount(directory / "disk", std::uint64_t{64} << 20)) {
    GTEST_SKIP() << "only root may mount the small file system that is filled here";
  }
  const fs::path spool = disk.path() / "spool";
  fs::create_directory(spool);
  write_two_tables_worth(spool);
  disk.fill_up_to(std::uint64_t{12} << 20);
  const auto free_bytes = disk.free_bytes();
  std::string detail;
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(Store::open(spool, detail).error(), make_error_code(errc::no_space)) << detail;
    EXPECT_GT(disk.free_bytes() + (1 << 20), free_bytes);
  }
  disk.make_room();
  auto store = Store::open(spool, detail);
  ASSERT_TRUE(store) << detail;
  EXPECT_EQ((*store)->get(Family::outcomes, "key")->size(), std::size_t{8} << 20);
}

}  // namespace
}  // namespace queue
