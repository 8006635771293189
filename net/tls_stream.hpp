#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/transport.hpp"
#include "net/transport_bio.hpp"
#include "net/trust.hpp"

struct ssl_st;

namespace net {

enum class TlsStatus {
  done,
  wants_read,
  wants_write,
  closed,  ///< the peer said that it is finished (close_notify)
  failed,
};

struct TlsResult {
  TlsStatus status = TlsStatus::failed;
  std::size_t bytes_count = 0;           ///< of a read that is done
  boost::system::error_code error = {};  ///< with `closed` and `failed`
};

/// TLS over one transport: OpenSSL's calls with results that can be told apart. One thread.
class TlsStream {
 public:
  /// Host name, SNI and a session to resume are set for `host`. `trust` is shared with those that
  /// were opened under it: a newer one does not end them. All references outlive the stream.
  TlsStream(std::shared_ptr<Trust> trust, const std::string& host, Transport& transport);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// Goes on with the handshake. When it fails, `detail` says why in words for an operator.
  TlsResult handshake(std::string& detail);
  bool resumed() const;
  /// Until when the server's certificate holds, once it has shown one; else the epoch.
  std::chrono::sys_seconds certificate_ends() const;
  const Trust& trust() const { return *trust_; }

  TlsResult read(std::span<char> into);

  /// Writes all of `bytes` as one record: done, or wants_write (call again with the same bytes and
  /// only then), or failed (never call again).
  TlsResult write(std::string_view bytes);

  /// Something that was received waits inside: the transport will not announce it.
  bool holds_received_bytes() const;

  /// Tells the peer that we are finished, if that goes at once.
  void say_goodbye();

  std::uint64_t ciphertext_bytes_written() const { return channel_.bytes_written; }

 private:
  TlsResult result_of(int returned);
  std::string why_refused() const;

  struct FreeSsl {
    void operator()(ssl_st* ssl) const;
  };
  const std::shared_ptr<Trust> trust_;  // outlives what OpenSSL made of it
  const std::string& host_;
  BioChannel channel_;
  std::unique_ptr<ssl_st, FreeSsl> ssl_;
};

}  // namespace net
