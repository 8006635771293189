#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "net/tls_sessions.hpp"
#include "net/transport_bio.hpp"

namespace net {
namespace {

constexpr const char* tls13_ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* tls12_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// 112 bits: RSA and DH keys from 2048, elliptic curves from 224 bits, no SHA-1 signatures.
constexpr int security_level = 2;

// One name, by its length and its bytes (RFC 7301 section 3.1).
constexpr unsigned char alpn_http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

std::string last_reason() {
  const auto code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown reason";
}

bool is_readable(const std::string& path, std::string& reason) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) {
    reason = std::generic_category().message(errno);
    return false;
  }
  std::fclose(file);
  return true;
}

}  // namespace

void TlsContext::FreeContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsContext::FreeMethod::operator()(bio_method_st* method) const { BIO_meth_free(method); }

TlsContext::TlsContext(const TlsOptions& options)
    : files_(options.ca_file),
      bio_method_(make_transport_bio_method()),
      context_(SSL_CTX_new(TLS_client_method())) {}

TlsContext::~TlsContext() = default;

bool TlsContext::configure() {
  auto* context = context_.get();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_security_level(context, security_level);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // One recv takes a whole answer. Buffers leave an idle connection, and since the next connection
  // gets the same ones, they stay in the processor's cache.
  SSL_CTX_set_read_ahead(context, 1);
  // A request that has to wait for room is written on from a copy, so from another address.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  remember_sessions(context);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_ciphersuites(context, tls13_ciphers) == 1 &&
         SSL_CTX_set_cipher_list(context, tls12_ciphers) == 1 &&
         SSL_CTX_set_alpn_protos(context, alpn_http11, sizeof alpn_http11) == 0;
}

bool TlsContext::trust(const std::string& ca_file, std::string& detail) {
  if (SSL_CTX_set_default_verify_paths(context_.get()) != 1) {
    detail = "the system's trust store cannot be used: " + last_reason();
    return false;
  }
  if (ca_file.empty()) return true;
  std::string reason;
  if (is_readable(ca_file, reason)) {
    if (SSL_CTX_load_verify_file(context_.get(), ca_file.c_str()) == 1) return true;
    reason = "it holds no usable PEM certificate (" + last_reason() + ")";
  }
  detail = "the CA file " + ca_file + " cannot be used: " + reason;
  return false;
}

Result<std::unique_ptr<TlsContext>> TlsContext::create(const TlsOptions& options,
                                                       std::string& detail) {
  ERR_clear_error();
  std::unique_ptr<TlsContext> tls(new TlsContext(options));
  if (!tls->bio_method_ || !tls->context_ || !tls->configure()) {
    detail = "OpenSSL refuses the TLS settings: " + last_reason();
    return errc::tls_setup_failed;
  }
  if (!tls->trust(options.ca_file, detail)) return errc::tls_setup_failed;
  return tls;
}

}  // namespace net
