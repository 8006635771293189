#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace simulator {

struct OpenSslFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, OpenSslFree>;
using Certificate = std::unique_ptr<X509, OpenSslFree>;

/// A certificate authority of this run alone and what it issued: EC P-256, valid from yesterday for
/// 30 days, for localhost, 127.0.0.1 and ::1. The authority's key is forgotten at once.
struct Identity {
  Certificate authority{};
  Certificate leaf{};
  Key leaf_key{};
};

/// Throws std::runtime_error when OpenSSL fails.
Identity make_identity();

/// PEM text.
std::string pem_of(X509& certificate);

}  // namespace simulator
