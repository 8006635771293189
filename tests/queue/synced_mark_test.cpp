#include "queue/synced_mark.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace queue {
namespace {

namespace fs = std::filesystem;

class SyncedMarkTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "mark-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory = path;
  }
  void TearDown() override { fs::remove_all(directory); }

  fs::path directory;
  std::string detail;
};

TEST_F(SyncedMarkTest, IsReadBackAsItWasWrittenLast) {
  ASSERT_TRUE(write_mark(
      directory, {.format_version = 1, .counters = {.commits = 7}, .closed = false}, detail));
  ASSERT_TRUE(write_mark(
      directory, {.format_version = 1, .counters = {.commits = 9}, .closed = true}, detail));
  const auto read = read_mark(directory, detail);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->format_version, 1U);
  EXPECT_EQ((*read)->counters.commits, 9U);
  EXPECT_TRUE((*read)->closed);
  EXPECT_FALSE(fs::exists(directory / "synced.new"));
}

TEST_F(SyncedMarkTest, MayBeMissing) {
  const auto read = read_mark(directory, detail);
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST_F(SyncedMarkTest, IsRefusedWhenAnyByteOfItChanged) {
  ASSERT_TRUE(write_mark(
      directory, {.format_version = 1, .counters = {.commits = 7}, .closed = true}, detail));
  const auto size = fs::file_size(directory / "synced");
  for (std::size_t at = 0; at < size; ++at) {
    std::fstream file(directory / "synced", std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const auto byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 4));
    file.flush();
    EXPECT_EQ(read_mark(directory, detail).error(), make_error_code(errc::damaged)) << at;
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
  }
  EXPECT_TRUE(read_mark(directory, detail));
}

TEST_F(SyncedMarkTest, IsRefusedWhenItIsShortOrLong) {
  ASSERT_TRUE(write_mark(
      directory, {.format_version = 1, .counters = {.commits = 7}, .closed = true}, detail));
  const auto size = fs::file_size(directory / "synced");
  fs::resize_file(directory / "synced", size + 1);
  EXPECT_EQ(read_mark(directory, detail).error(), make_error_code(errc::damaged));
  fs::resize_file(directory / "synced", size - 1);
  EXPECT_EQ(read_mark(directory, detail).error(), make_error_code(errc::damaged));
}

TEST_F(SyncedMarkTest, SaysWhyItCannotBeWritten) {
  EXPECT_EQ(write_mark(directory / "missing", {}, detail).error(),
            make_error_code(errc::io_failed));
  EXPECT_NE(detail.find("missing"), std::string::npos);
}

}  // namespace
}  // namespace queue
