#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/error.hpp"
#include "net/exchange.hpp"
#include "net/runtime.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"

namespace net {

struct PoolOptions {
  /// Most connections open or opening at once. 0 is refused.
  std::size_t connections_max = 64;
  /// Handshakes in flight: a full one costs 1 ms of CPU, and a storm of them helps nobody.
  std::size_t handshakes_max = 16;
  /// An idle connection is closed after this; below the server's own limit (about 60 s), so that we
  /// close first.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{30};
  /// A connection older than this is closed after its answer, so that DNS changes reach us.
  std::chrono::milliseconds age_max = std::chrono::minutes{5};
  std::chrono::milliseconds resolve_timeout = std::chrono::seconds{5};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{5};
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds write_timeout = std::chrono::seconds{10};
  /// Above the provider's own 26-30 s: a shorter one makes doubt.
  std::chrono::milliseconds response_timeout = std::chrono::seconds{35};
  /// Lower-case names of head fields whose values the exchanges shall carry.
  std::vector<std::string> captured_fields;
};

struct PoolCounters {
  std::uint64_t connections_opened = 0;  ///< TLS handshakes that succeeded
  std::uint64_t handshakes_resumed = 0;  ///< of those
  std::uint64_t connects_failed = 0;     ///< resolve, connect or handshake
};

/// What a pool tells its shard, on the shard's thread, never from within a call of the shard.
class PoolListener {
 public:
  virtual ~PoolListener() = default;
  /// A request ended. The views in `exchange` live until this returns.
  virtual void on_exchange(const Exchange& exchange) = 0;
  /// A connection could not be opened: `error`, and a sentence for an operator (never a secret).
  virtual void on_connect_failed(boost::system::error_code error, std::string_view detail) = 0;
  /// A connection became ready: `ready_count` is above 0.
  virtual void on_ready() = 0;
};

/// Warm keep-alive TLS connections to one endpoint. Bounded; opened when wanted; each carries one
/// request at a time. One thread.
class Pool {
 public:
  /// `runtime`, `tls` and `listener` outlive the pool.
  Pool(Runtime& runtime, TlsContext& tls, Endpoint endpoint, PoolOptions options,
       PoolListener& listener);
  ~Pool();

  /// Connections that can take a request now.
  std::size_t ready_count() const;
  /// Connections on which a request was posted and has not ended.
  std::size_t busy_count() const;

  /// Opens connections until `count` are ready, busy or opening (capped at connections_max and by
  /// handshakes_max at once). Opening is not retried by itself: the caller paces it.
  void want(std::size_t count);

  /// Posts one request, complete head and body, on a ready connection; `ready_count() > 0`.
  /// `request` is at most tls_record_bytes_max and needs to live for the call only.
  void post(std::uint64_t tag, std::string_view request);

  /// Closes what is idle; what is busy ends as it would, and is then closed. `want` does nothing
  /// any more.
  void drain();

  const PoolCounters& counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
