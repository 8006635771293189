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
/// early data. Throws std::runtime_error. Source of the ciphers: the provider's changelog of
/// 2025-03-06 on REST endpoints,
/// https://www.twilio.com/en-us/changelog/update-in-the-supported-cipher-suites-in-twilio-rest-api-endpoin
TlsContext make_tls_context(const Identity& identity);

}  // namespace simulator
