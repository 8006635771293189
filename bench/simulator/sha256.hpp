#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string_view>

namespace simulator {

using Digest = std::array<unsigned char, 32>;
using HexDigest = std::array<char, 64>;

/// SHA-256 with its context kept, so that a digest costs no look-up and no allocation. One thread.
class Sha256 {
 public:
  Sha256();  ///< throws std::runtime_error when OpenSSL has no SHA-256
  Digest of(std::string_view text);
  HexDigest hex_of(std::string_view text);  ///< lower case

 private:
  struct Free {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace simulator
