#include "bench/simulator/tls.hpp"

#include <stdexcept>
#include <string_view>

namespace simulator {
namespace {

constexpr unsigned char http_1_1[] = "\x08http/1.1";

int select_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                    const unsigned char* offered, unsigned int offered_bytes, void*) {
  unsigned char* match = nullptr;
  if (SSL_select_next_proto(&match, chosen_bytes, http_1_1, sizeof http_1_1 - 1, offered,
                            offered_bytes) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsContext make_tls_context(const Identity& identity) {
  TlsContext context{SSL_CTX_new(TLS_server_method())};
  SSL_CTX* const raw = context.get();
  constexpr unsigned char session_context[] = "proxy-simulator";
  const bool made =
      raw != nullptr && SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
      SSL_CTX_set_cipher_list(
          raw, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384") ==
          1 &&
      SSL_CTX_use_certificate(raw, identity.leaf.get()) == 1 &&
      SSL_CTX_use_PrivateKey(raw, identity.leaf_key.get()) == 1 &&
      SSL_CTX_set_session_id_context(raw, session_context, sizeof session_context - 1) == 1;
  if (!made) throw std::runtime_error("OpenSSL could not make a TLS context");
  SSL_CTX_set_alpn_select_cb(raw, select_protocol, nullptr);
  SSL_CTX_set_mode(raw, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(raw, 1);  // one read a record instead of two
  SSL_CTX_set_options(raw, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION);
  return context;
}

}  // namespace simulator
