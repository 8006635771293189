#include "bench/simulator/sha256.hpp"

#include <cassert>
#include <cstddef>
#include <stdexcept>

namespace simulator {

Sha256::Sha256()
    : algorithm_{EVP_MD_fetch(nullptr, "SHA256", nullptr)}, context_{EVP_MD_CTX_new()} {
  if (!algorithm_ || !context_) throw std::runtime_error("OpenSSL offers no SHA-256");
}

Digest Sha256::of(std::string_view text) {
  Digest digest{};
  const bool done = EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1 &&
                    EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1 &&
                    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1;
  assert(done);  // hashing memory has nothing to fail at
  return digest;
}

HexDigest Sha256::hex_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto digest = of(text);
  HexDigest hex{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  return hex;
}

}  // namespace simulator
