#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "bench/simulator/certificate.hpp"

namespace simulator {

struct TlsFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* tls) const { SSL_free(tls); }
};
using TlsContext = std::unique_ptr<SSL_CTX, TlsFree>;
using Tls = std::unique_ptr<SSL, TlsFree>;

/// TLS 1.2 or 1.3 with the provider's ciphers, HTTP/1.1 by ALPN, sessions resumable by tickets, no
/// early data. Throws std::runtime_error. Source of the ciphers: the provider's changelog entry of
/// 2025-03-06, "Update in the supported cipher suites in Twilio REST API endpoints".
TlsContext make_tls_context(const Identity& identity);

}  // namespace simulator
