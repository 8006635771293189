#pragma once

#include <openssl/types.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "dispatcher/message/message.hpp"

namespace dispatcher {

inline constexpr std::size_t digest_key_bytes = 32;
using DigestKey = std::array<std::byte, digest_key_bytes>;
using ContentDigest = std::array<std::byte, 32>;

/// HMAC-SHA-256 (RFC 2104) over what makes two submissions of one id the same message: the SIDs as
/// given, the body, the media URLs (none so far). Keyed, so that a stolen spool does not tell which
/// texts were sent. The key lives as long as the spool. One thread.
class ContentDigester {
 public:
  explicit ContentDigester(const DigestKey& key);

  ContentDigest of(const Message& message);

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const;
  };
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

}  // namespace dispatcher
