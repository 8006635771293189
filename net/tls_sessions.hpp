#pragma once

#include <cstddef>
#include <deque>
#include <memory>

struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;

namespace net {

/// The newest sessions of one endpoint, so that its next connection needs no full handshake. A TLS
/// 1.3 ticket is used once (RFC 8446 appendix C.4); a TLS 1.2 session stays until newer ones push
/// it out. Bounded. One thread.
class TlsSessions {
 public:
  static constexpr std::size_t sessions_max = 32;

  /// Offers the newest session to a connection that has not begun its handshake, and collects the
  /// ones that it will bring. Outlives the connection.
  void attach(ssl_st* connection);

 private:
  struct FreeSession {
    void operator()(ssl_session_st* session) const;
  };
  static int collect(ssl_st* connection, ssl_session_st* session);
  friend void remember_sessions(ssl_ctx_st* context);

  std::deque<std::unique_ptr<ssl_session_st, FreeSession>> newest_last_;
};

/// Makes the connections of `context` bring their new sessions to their TlsSessions.
void remember_sessions(ssl_ctx_st* context);

}  // namespace net
