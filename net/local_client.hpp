#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "net/error.hpp"
#include "net/local_http.hpp"

namespace net {

/// A connection to a LocalServer, for programs that may wait: every call blocks. Many requests may
/// go over one connection, one after the other. One thread.
class LocalClient {
 public:
  static constexpr std::size_t response_body_bytes_max = std::size_t{8} * 1024 * 1024;

  /// errc::nobody_listens when there is no socket file or nobody behind it, or the system's error
  /// (permission denied, say); `detail` is then a sentence for an operator that names the path.
  static Result<LocalClient> connect(const std::filesystem::path& path, std::string& detail);
  ~LocalClient();
  LocalClient(LocalClient&& other) noexcept;
  LocalClient& operator=(LocalClient&& other) noexcept;

  /// Sends (any method but HEAD) and waits for the whole answer, of whatever status.
  /// errc::timed_out after `timeout`, errc::closed when the answer was cut, errc::body_too_large,
  /// errc::malformed_response, or the system's error. After a failure, or an answer that ends the
  /// connection, further calls fail with errc::closed. A request that failed may have been acted
  /// on.
  Result<LocalResponse> call(const LocalRequest& request, std::chrono::milliseconds timeout,
                             std::string& detail);

 private:
  struct Impl;
  explicit LocalClient(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace net
