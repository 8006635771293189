#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/address.hpp"
#include "net/exchange.hpp"

namespace net {

enum class IoStatus { done, would_block, end, failed };

/// What one attempt to move bytes gave.
struct IoResult {
  IoStatus status = IoStatus::would_block;
  std::size_t bytes_count = 0;           ///< with `done`, above 0
  boost::system::error_code error = {};  ///< with `failed`
};

/// How a connection is given up.
enum class CloseKind {
  finish,  ///< what is in the socket's buffer may still arrive
  reset,   ///< nothing more arrives once this returns, but what the network already carries
};

/// What became possible. `readable` repeats until a read gave `would_block`; it also announces the
/// end and errors. `writable` comes once per `await_writable`.
struct Readiness {
  bool readable = false;
  bool writable = false;
};

class TransportListener {
 public:
  /// On the runtime's thread, never from within a call of the transport. May close or destroy it.
  virtual void on_transport(Readiness readiness) = 0;

 protected:
  ~TransportListener() = default;
};

/// A stream of bytes to one peer that never blocks. One thread. Destroying it resets it.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Empty once the stream stands; the reason it does not, after the first `writable`.
  virtual boost::system::error_code connect_error() = 0;
  virtual IoResult read(std::span<std::byte> into) = 0;
  virtual IoResult write(std::span<const std::byte> from) = 0;
  virtual void await_writable() = 0;
  /// Bytes written that the peer's TCP has not acknowledged.
  virtual std::size_t unacknowledged_bytes() = 0;
  /// Nothing had come to be read, nor an end, when that was looked at, just before `now`. False:
  /// something had, or nobody knows.
  virtual bool was_silent(TimePoint now) const = 0;
  /// The listener hears nothing any more. At most once.
  virtual void close(CloseKind kind) = 0;
};

/// Opens transports.
class Connector {
 public:
  virtual ~Connector() = default;
  /// Begins to connect; `listener` (which outlives the transport) hears `writable` when that
  /// succeeded or failed. Every failure is told that way.
  virtual std::unique_ptr<Transport> connect(const Address& address,
                                             TransportListener& listener) = 0;
};

/// Turns names into addresses.
class Resolver {
 public:
  using Handler =
      std::function<void(boost::system::error_code error, std::vector<Address> addresses)>;

  /// Destroying the lookup withdraws it: its handler is not called any more.
  class Lookup {
   public:
    virtual ~Lookup() = default;
  };

  virtual ~Resolver() = default;
  /// `handler` runs once, on the runtime's thread, never from within this call; it gets at least
  /// one address or an error. It may destroy the lookup.
  virtual std::unique_ptr<Lookup> resolve(const std::string& host, std::uint16_t port,
                                          Handler handler) = 0;
};

}  // namespace net
