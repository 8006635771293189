#include "net/tls_sessions.hpp"

#include <openssl/ssl.h>

namespace net {

void TlsSessions::FreeSession::operator()(ssl_session_st* session) const {
  SSL_SESSION_free(session);
}

void TlsSessions::attach(ssl_st* connection) {
  SSL_set_app_data(connection, this);
  if (newest_last_.empty()) return;
  SSL_set_session(connection, newest_last_.back().get());
  if (SSL_SESSION_get_protocol_version(newest_last_.back().get()) >= TLS1_3_VERSION)
    newest_last_.pop_back();
}

int TlsSessions::collect(ssl_st* connection, ssl_session_st* session) {
  auto* sessions = static_cast<TlsSessions*>(SSL_get_app_data(connection));
  if (sessions == nullptr || SSL_SESSION_is_resumable(session) != 1) return 0;
  if (sessions->newest_last_.size() == sessions_max) sessions->newest_last_.pop_front();
  sessions->newest_last_.emplace_back(session);
  return 1;  // the session is ours now
}

void remember_sessions(ssl_ctx_st* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, &TlsSessions::collect);
}

}  // namespace net
