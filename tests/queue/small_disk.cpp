#include "tests/queue/small_disk.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <string>

namespace queue {

namespace fs = std::filesystem;

bool SmallDisk::mount(const fs::path& where, std::uint64_t size_bytes) {
  fs::create_directory(where);
  const std::string size = "size=" + std::to_string(size_bytes);
  if (::mount("tmpfs", where.c_str(), "tmpfs", 0, size.c_str()) != 0) return false;
  path_ = where;
  return true;
}

void SmallDisk::unmount() {
  if (path_.empty()) return;
  EXPECT_EQ(::umount2(path_.c_str(), MNT_DETACH), 0);
  path_.clear();
}

std::uint64_t SmallDisk::free_bytes() const { return fs::space(path_).available; }

void SmallDisk::fill_up_to(std::uint64_t leave_bytes) {
  make_room();
  const std::uint64_t free = free_bytes();
  if (free <= leave_bytes) return;
  const int filler = ::open((path_ / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(filler, 0);
  EXPECT_EQ(::posix_fallocate(filler, 0, static_cast<off_t>(free - leave_bytes)), 0);
  ::close(filler);
}

void SmallDisk::make_room() { fs::remove(path_ / "filler"); }

}  // namespace queue
