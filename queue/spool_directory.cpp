#include "queue/spool_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace queue {
namespace {

/// Text of the process id, in the file that is locked.
constexpr const char* lock_file_name = "owner";

constexpr std::uint64_t start_bytes_min = std::uint64_t{1} << 20;
constexpr std::uint64_t start_bytes_max = std::uint64_t{16} << 20;

boost::system::error_code unusable(const std::filesystem::path& path, std::string_view why,
                                   std::string& detail) {
  detail = "the spool directory " + path.string() + " " + std::string(why);
  return errc::directory_unusable;
}

/// What a call said about the path, by `errno`.
boost::system::error_code refused(const std::filesystem::path& path, std::string_view why,
                                  std::string& detail) {
  const int cause = errno;
  const auto error = unusable(path, std::string(why) + ": " + std::strerror(cause), detail);
  return cause == ENOSPC || cause == EDQUOT ? make_error_code(errc::no_space) : error;
}

std::string owner_in(int lock) {
  std::array<char, 24> text{};
  const auto count = ::pread(lock, text.data(), text.size() - 1, 0);
  std::string owner(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return owner.substr(0, owner.find('\n'));
}

}  // namespace

Result<SpoolDirectory> SpoolDirectory::claim(const std::filesystem::path& path,
                                             std::string& detail) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return refused(path, "cannot be created", detail);
  }
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return unusable(path, "is not a directory", detail);
  }
  if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    return unusable(path, "is not ours to write: give it to this user", detail);
  }
  const int lock = ::open((path / lock_file_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return refused(path, "refuses files", detail);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const std::string owner = owner_in(lock);
    ::close(lock);
    detail = "the spool in " + path.string() + " is in use" +
             (owner.empty() ? std::string() : " by process " + owner);
    return errc::in_use;
  }
  SpoolDirectory claimed(path, lock);
  const std::string owner = std::to_string(::getpid()) + "\n";
  // Only a help for whoever finds the lock taken: without it the lock is as good.
  if (::ftruncate(lock, 0) == 0) (void)!::pwrite(lock, owner.data(), owner.size(), 0);
  return claimed;
}

SpoolDirectory::SpoolDirectory(SpoolDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

SpoolDirectory::~SpoolDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

std::uint64_t SpoolDirectory::bytes_to_open(std::uint64_t reserve_bytes) {
  return std::clamp(reserve_bytes / 4, start_bytes_min, start_bytes_max);
}

std::uint64_t SpoolDirectory::free_bytes() const {
  struct statvfs found {};
  if (::statvfs(path_.c_str(), &found) != 0) return 0;
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

SpoolDirectory::FilesBytes SpoolDirectory::files_bytes() const {
  FilesBytes found;
  std::error_code ignored;  // the engine removes files all the while
  std::filesystem::directory_iterator file(path_, ignored);
  for (; !ignored && file != std::filesystem::directory_iterator(); file.increment(ignored)) {
    const auto kind = file->path().extension();
    if (kind != ".log" && kind != ".sst") continue;
    std::error_code gone;
    const std::uint64_t bytes = file->file_size(gone);
    if (!gone) (kind == ".log" ? found.logs : found.tables) += bytes;
  }
  return found;
}

}  // namespace queue
