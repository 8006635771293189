#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/address.hpp"
#include "net/error.hpp"
#include "net/local_http.hpp"
#include "net/runtime.hpp"

namespace net {

struct LocalServerOptions {
  /// Of the socket file; at most 107 bytes (unix(7): sun_path holds 108 with its zero).
  std::filesystem::path path = {};
  /// Of the socket file: who may write to it may connect.
  unsigned mode = 0660;
  /// Instead of a socket file: TCP, where everybody on this machine may connect.
  std::optional<Address> loopback = {};
  /// Judges a head before anything is done for it, and before its body is taken: an answer refuses
  /// the request, and ends the connection. Empty: all pass.
  std::function<std::optional<LocalResponse>(const LocalHead&)> admit = {};
  /// Connections served at once. One more takes the place of the one that has been slowest with a
  /// request; only while all wait for the handler it is answered 503 and closed.
  std::size_t connections_max = 1024;
  /// Of all bodies that are coming in and all answers that are going out. When it is more, whoever
  /// has been slowest is closed.
  std::size_t held_bytes_max = std::size_t{64} * 1024 * 1024;
  /// Of a request, from its first byte to the empty line; more is answered 431.
  std::size_t head_bytes_max = std::size_t{8} * 1024;
  /// Of a request; more is answered 413.
  std::size_t body_bytes_max = std::size_t{4} * 1024 * 1024;
  /// From the first byte of a request to the end of its head.
  std::chrono::milliseconds head_timeout = std::chrono::seconds{10};
  /// From the end of the head to the end of the body.
  std::chrono::milliseconds body_timeout = std::chrono::seconds{30};
  /// Between an answer and the first byte of the next request; also before the first one.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};
  /// For one answer to be taken by the client.
  std::chrono::milliseconds write_timeout = std::chrono::seconds{10};
};

/// Answers a request: once, on the runtime's thread, at once or later. Once the connection or the
/// server is gone it does nothing, nor does a second call. When the last copy is dropped unused,
/// the client gets a 500.
using LocalRespond = std::function<void(LocalResponse)>;
using LocalHandler = std::function<void(LocalRequest&&, LocalRespond)>;

/// An HTTP/1.1 server on a unix socket or on loopback, for people and programs of this machine. It
/// takes one request of a connection after the other and is strict: what two readers could
/// understand in two ways is refused. However many clients are slow, each has memory only for what
/// it has sent of its request, and a quick one finds a place. One thread, the runtime's.
class LocalServer {
 public:
  /// Binds, and serves as long as `runtime.io()` runs; `runtime` outlives the server. The handler
  /// runs on the runtime's thread and does not destroy the server. Where somebody
  /// answers there already: errc::socket_in_use. errc::socket_refused when the path cannot be used,
  /// or the system's error; `detail` is then a sentence for an operator.
  static Result<std::unique_ptr<LocalServer>> listen(Runtime& runtime, LocalServerOptions options,
                                                     LocalHandler handler, std::string& detail);
  /// Closes every connection at once and removes the socket file.
  ~LocalServer();
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  std::size_t connections_count() const;
  /// Where it listens: with the port that the system chose, or the path.
  std::string where() const;

 private:
  class Impl;
  explicit LocalServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace net
