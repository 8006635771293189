#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/exchange.hpp"
#include "net/reader_list.hpp"
#include "net/runtime.hpp"
#include "net/tls_stream.hpp"
#include "net/transport.hpp"
#include "net/trust.hpp"

namespace net {

class Connection;

/// How long each state of a connection may last.
struct ConnectionTimeouts {
  std::chrono::milliseconds connect;
  std::chrono::milliseconds handshake;
  std::chrono::milliseconds write;
  std::chrono::milliseconds response;
  std::chrono::milliseconds linger;
  std::chrono::milliseconds idle;
  std::chrono::milliseconds age_max;
};

/// Whom a connection answers to, always from the runtime. A call is the last thing that a
/// connection does in its turn, so it may be opened, posted on and closed within the call, but not
/// destroyed.
class ConnectionOwner {
 public:
  /// TCP did not come about: another address may do better.
  virtual void on_connect_failed(Connection& connection, boost::system::error_code error) = 0;
  virtual void on_handshake_failed(Connection& connection, boost::system::error_code error,
                                   std::string_view detail) = 0;
  virtual void on_opened(Connection& connection, bool resumed) = 0;
  /// Something of the answer to `tag` came and is about to be read: what will be wanted can be
  /// fetched from memory meanwhile. Nothing else may be done.
  virtual void on_answer(std::uint64_t tag) = 0;
  /// A request ended; the connection is ready, lingers or is closed (ask it). The exchange's views
  /// live until this returns.
  virtual void on_ended(Connection& connection, const Exchange& exchange) = 0;
  /// The connection lingered, and this is what came of it: a head, or nothing. It is closed.
  virtual void on_linger_ended(Connection& connection, const Exchange& exchange) = 0;
  /// A ready connection closed itself or was closed by the peer.
  virtual void on_idle_closed(Connection& connection) = 0;
  /// Asked when an answer is late: may the connection wait on?
  virtual bool may_linger() = 0;

 protected:
  ~ConnectionOwner() = default;
};

/// What all connections of a pool share. All of it outlives them.
struct ConnectionShared {
  Runtime& runtime;
  const std::string& host;
  ConnectionTimeouts timeouts;  ///< of whatever begins from now on
  ConnectionOwner& owner;
  std::shared_ptr<Trust> trust;  ///< of the connections to come; the others keep theirs
  ReaderList readers;
};

/// One TLS connection and the request on it: a state machine driven by its transport and a timer.
/// It can be opened again after it closed. One thread.
class Connection : private TransportListener {
 public:
  explicit Connection(ConnectionShared& shared);
  ~Connection();  // closes at once
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects; the connection is closed. Ends in one of the owner's first three calls, never from
  /// within this one.
  void open(const Address& address);

  /// Posts one request; the connection is ready. `on_ended` follows, never from within this call.
  void post(std::uint64_t tag, std::string_view request);

  /// Closes without a word to the owner.
  void close();

  bool is_opening() const { return state_ == State::connecting || state_ == State::shaking_hands; }
  bool is_ready() const { return state_ == State::ready; }
  /// Its TLS stands, or is coming about, under another trust than the pool's present one.
  bool is_outdated() const { return stream_ && &stream_->trust() != shared_.trust.get(); }
  bool is_lingering() const { return state_ == State::lingering; }
  /// Until when the server's certificate holds; the connection is open.
  std::chrono::sys_seconds certificate_ends() const { return stream_->certificate_ends(); }

 private:
  enum class State {
    closed,
    connecting,
    shaking_hands,
    ready,
    writing,   // SSL_write waits for room
    awaiting,  // written whole
    doomed,    // ended within `post`; the owner hears it in the next turn
    lingering,
  };

  void on_transport(Readiness readiness) override;
  void on_deadline();
  void on_connected();
  void shake_hands();
  void become_ready();
  void watch_idle();
  void go_on_writing();
  void doom(Phase phase, boost::system::error_code error);
  void end_doomed();
  bool read_answer();
  void end(boost::system::error_code error);
  void reuse_or_close(const ResponseReader& reader);
  bool is_silent();
  Exchange observed(boost::system::error_code error);
  void linger();
  void shut(CloseKind kind);
  void arm(std::chrono::milliseconds timeout);

  ConnectionShared& shared_;
  State state_ = State::closed;
  Timer deadline_;
  std::unique_ptr<Transport> transport_;
  std::optional<TlsStream> stream_;
  std::unique_ptr<ResponseReader> reader_;  // only while an answer is coming in
  std::unique_ptr<std::string> unwritten_;  // only while a write waits for room
  TimePoint opened_at_{};
  std::uint64_t tag_ = 0;
  Phase phase_ = Phase::reuse;
  boost::system::error_code doom_error_;
  TimePoint write_began_{};
  std::uint64_t ciphertext_before_ = 0;
};

}  // namespace net
