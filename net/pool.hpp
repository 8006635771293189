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
  /// After the response timeout: a late head may still end the doubt. Up to a tenth of
  /// connections_max, at least one, linger at once.
  std::chrono::milliseconds linger_timeout = std::chrono::seconds{60};
  /// Lower-case names of head fields whose values the exchanges shall carry.
  std::vector<std::string> captured_fields = {};
};

struct PoolCounters {
  std::uint64_t connections_opened = 0;  ///< TLS handshakes that succeeded
  std::uint64_t handshakes_resumed = 0;  ///< of those
  std::uint64_t connects_failed = 0;     ///< resolve, connect (all addresses) or handshake
  std::uint64_t exchanges_reused = 0;    ///< posts on a connection that had carried one before
  /// Until when the certificate holds that the server showed last; the epoch: it showed none.
  std::chrono::sys_seconds certificate_ends{};
};

/// What a pool tells its shard, on the shard's thread, never from within a call of the shard.
class PoolListener {
 public:
  /// Something of the answer to `tag` came and is about to be read: what will be wanted can be
  /// fetched from memory meanwhile. Nothing else may be done.
  virtual void on_answer(std::uint64_t /*tag*/) {}
  /// A request ended. The views in `exchange` live until this returns.
  virtual void on_exchange(const Exchange& exchange) = 0;
  /// An exchange that `lingers` came to its end, once each: a late head, or nothing
  /// (`head_complete` false). The provider may count the request as in flight until then.
  virtual void on_late_exchange(const Exchange& exchange) = 0;
  /// A connection could not be opened: `error`, and a sentence for an operator (never a secret).
  /// One call for all that waited for the same failed lookup of the name.
  virtual void on_connect_failed(boost::system::error_code error, std::string_view detail) = 0;
  /// A connection became ready: `ready_count` is above 0.
  virtual void on_ready() = 0;

 protected:
  ~PoolListener() = default;
};

/// Warm keep-alive TLS connections to one endpoint. Bounded; opened when wanted; each carries one
/// request at a time. One thread.
class Pool {
 public:
  /// `runtime` and `listener` outlive the pool. `tls` is shared by the pools of all shards, and
  /// with connections that outlast a change of it. Not destroyed from within a listener's call;
  /// what is under way then ends without a word.
  Pool(Runtime& runtime, std::shared_ptr<TlsContext> tls, Endpoint endpoint, PoolOptions options,
       PoolListener& listener);
  ~Pool();

  /// Connections that can take a request now.
  std::size_t ready_count() const;
  /// Connections on which a request was posted and has not ended.
  std::size_t busy_count() const;
  /// Connections that wait for a late head; they count against connections_max.
  std::size_t lingering_count() const;
  /// Connections on their way, from the lookup of the name to the end of the handshake.
  std::size_t opening_count() const;

  /// Opens connections until `count` are ready, busy or opening (capped at connections_max and by
  /// handshakes_max at once). A failure ends that, also for those not begun: the caller paces it.
  void want(std::size_t count);

  /// Posts one request, complete head and body, on a ready connection; `ready_count() > 0`.
  /// `request` is at most tls_record_bytes_max and needs to live for the call only.
  void post(std::uint64_t tag, std::string_view request);

  /// Goes over to other certificates to trust: every handshake from now on is under `tls`, one
  /// under way begins again, and no session of before is offered. What is idle is closed; what is
  /// busy ends as it would, and is then closed.
  void trust(std::shared_ptr<TlsContext> tls);

  /// Other timeouts and `handshakes_max` from now on: what has begun keeps its deadline. The rest
  /// of the options stays.
  void configure(const PoolOptions& options);

  /// Closes what is idle; what is busy ends as it would, and is then closed. `want` does nothing
  /// any more.
  void drain();

  const PoolCounters& counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace net
