#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <filesystem>
#include <string>

#include "net/error.hpp"

namespace net {

/// What sun_path holds besides its zero (unix(7)).
inline constexpr std::size_t socket_path_bytes_max = sizeof(sockaddr_un::sun_path) - 1;

/// errc::socket_refused when the path is empty or too long; `detail` says it in words.
Result<sockaddr_un> local_address(const std::filesystem::path& path, std::string& detail);

/// A listening unix socket and its file. One thread.
class LocalSocket {
 public:
  /// Makes the file with `mode` before anybody can connect. A file of a process that is gone is
  /// replaced; that two processes do this in the same moment the caller prevents (it holds
  /// something else that only one can hold). errc::socket_in_use, errc::socket_refused or the
  /// system's error, and `detail` is a sentence for an operator.
  static Result<LocalSocket> bind(const std::filesystem::path& path, unsigned mode,
                                  std::string& detail);
  /// Closes what was not released, and removes the file if it is still this socket's.
  ~LocalSocket();
  LocalSocket(LocalSocket&& other) noexcept;
  LocalSocket& operator=(LocalSocket&&) = delete;

  /// The non-blocking descriptor goes over to the caller, the file stays with this.
  int release();

 private:
  LocalSocket(std::filesystem::path path, int descriptor);
  bool publish(unsigned mode);

  std::filesystem::path path_;
  int descriptor_ = -1;
  dev_t device_ = 0;  // of the file, once it is ours
  ino_t inode_ = 0;
};

}  // namespace net
