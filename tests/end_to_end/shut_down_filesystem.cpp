// shut_down_filesystem DIRECTORY: what a power cut does to the file system that holds DIRECTORY, an
// ext4 on a loop device: nothing is written from now on, neither what its log has gathered nor what
// lies in memory. It has to be unmounted then. Exit 77: this kernel cannot do it.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

// From the kernel's fs/ext4/ext4.h; no header of user space has them.
constexpr unsigned long ext4_ioc_shutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t without_log_flush = 2;  // EXT4_GOING_FLAGS_NOLOGFLUSH
constexpr unsigned loop_major = 7;              // Documentation/admin-guide/devices.txt

constexpr int unable = 77;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: shut_down_filesystem DIRECTORY\n", stderr);
    return 64;
  }
  const int directory = ::open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat status {};
  if (directory < 0 || ::fstat(directory, &status) != 0) {
    std::fprintf(stderr, "%s: %s\n", argv[1], std::strerror(errno));
    return 66;
  }
  // A mistake in the argument must not take the machine's own file system down.
  if (major(status.st_dev) != loop_major) {
    std::fprintf(stderr, "%s is not on a loop device\n", argv[1]);
    return 64;
  }
  std::uint32_t flags = without_log_flush;
  if (::ioctl(directory, ext4_ioc_shutdown, &flags) != 0) {
    std::fprintf(stderr, "cannot shut down: %s\n", std::strerror(errno));
    return unable;
  }
  return 0;
}
