#include "net/local_socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace net {
namespace {

namespace fs = std::filesystem;

constexpr int backlog_count = 1024;  // the system cuts it to net.core.somaxconn

boost::system::error_code system_error(int code) {
  return {code, boost::system::system_category()};
}

boost::system::error_code refuse(std::string& detail, std::string sentence) {
  detail = std::move(sentence);
  return errc::socket_refused;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

int open_socket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

/// What a connection to `address` ends with; 0: somebody took it.
int try_to_connect(const sockaddr_un& address) {
  const int descriptor = open_socket();
  if (descriptor < 0) return errno;
  const int outcome = connect(descriptor, generic(address), sizeof address) == 0 ? 0 : errno;
  close(descriptor);
  return outcome;
}

/// Makes sure that nothing stands at `path`; removes what a dead process left.
boost::system::error_code clear_path(const fs::path& path, const sockaddr_un& address,
                                     std::string& detail) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return {};
    const auto error = system_error(errno);
    detail = "the socket " + path.string() + " cannot be looked at: " + error.message();
    return error;
  }
  if (!S_ISSOCK(found.st_mode))
    return refuse(detail, path.string() + " exists and is not a socket; it is left alone");
  switch (const int outcome = try_to_connect(address)) {
    case 0:
    case EAGAIN:  // somebody listens, and has not accepted for a while
      detail = "another process listens there: " + path.string();
      return errc::socket_in_use;
    case ENOENT:
      return {};
    case ECONNREFUSED:
      if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
      detail = "the socket " + path.string() +
               " is left over and cannot be removed: " + system_error(errno).message();
      return system_error(errno);
    default:
      detail = "the socket " + path.string() +
               " exists and cannot be tried: " + system_error(outcome).message();
      return system_error(outcome);
  }
}

boost::system::error_code check_parent(const fs::path& path, std::string& detail) {
  const auto parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  struct stat found {};
  if (stat(parent.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return {};
  return refuse(detail, "the directory " + parent.string() + " of the socket does not exist");
}

}  // namespace

Result<sockaddr_un> local_address(const fs::path& path, std::string& detail) {
  const auto& text = path.native();
  if (text.empty()) return refuse(detail, "no path is given for the socket");
  if (text.size() > socket_path_bytes_max)
    return refuse(detail, "the socket path " + text + " has " + std::to_string(text.size()) +
                              " bytes, the system takes " + std::to_string(socket_path_bytes_max));
  if (text.find('\0') != std::string::npos)
    return refuse(detail, "the socket path has a NUL in it");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(text, address.sun_path);
  return address;
}

LocalSocket::LocalSocket(fs::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

LocalSocket::LocalSocket(LocalSocket&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      device_(other.device_),
      inode_(std::exchange(other.inode_, 0)) {}

LocalSocket::~LocalSocket() {
  if (descriptor_ >= 0) close(descriptor_);
  struct stat found {};
  if (inode_ == 0 || lstat(path_.c_str(), &found) != 0) return;
  if (found.st_ino == inode_ && found.st_dev == device_) unlink(path_.c_str());
}

int LocalSocket::release() { return std::exchange(descriptor_, -1); }

/// The file is there and refuses everybody: only `listen` opens it, and the mode comes before.
bool LocalSocket::publish(unsigned mode) {
  struct stat found {};
  if (lstat(path_.c_str(), &found) != 0) return false;
  device_ = found.st_dev;
  inode_ = found.st_ino;
  return chmod(path_.c_str(), static_cast<mode_t>(mode)) == 0 &&
         listen(descriptor_, backlog_count) == 0;
}

Result<LocalSocket> LocalSocket::bind(const fs::path& path, unsigned mode, std::string& detail) {
  const auto address = local_address(path, detail);
  if (!address) return address.error();
  if (const auto error = check_parent(path, detail)) return error;
  if (const auto error = clear_path(path, *address, detail)) return error;
  LocalSocket made(path, open_socket());
  if (made.descriptor_ < 0 || ::bind(made.descriptor_, generic(*address), sizeof *address) != 0 ||
      !made.publish(mode)) {
    const auto error = system_error(errno);
    detail = "the socket " + path.string() + " cannot be made: " + error.message();
    return error;
  }
  return made;
}

}  // namespace net
