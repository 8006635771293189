#include "dispatcher/message/content_digest.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <cassert>

#include "dispatcher/message/bytes.hpp"

namespace dispatcher {
namespace {

const unsigned char* bytes_of(const void* bytes) {
  return static_cast<const unsigned char*>(bytes);
}

}  // namespace

// Fetched and keyed once: for a short text that takes most of the time of HMAC(3).
ContentDigester::ContentDigester(const DigestKey& key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  assert(mac != nullptr);
  context_.reset(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);  // the context keeps it
  char digest_name[] = OSSL_DIGEST_NAME_SHA2_256;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
      OSSL_PARAM_construct_end()};
  const int keyed = EVP_MAC_init(context_.get(), bytes_of(key.data()), key.size(), parameters);
  assert(keyed == 1);
}

ContentDigest ContentDigester::of(const Message& message) {
  constexpr std::size_t lengths_bytes = 3;
  ByteWriter<3 * ServiceSid::length_chars + body_bytes_max + lengths_bytes> writer;
  writer.bytes(message.service.text());
  writer.bytes(message.session.text());
  writer.bytes(message.participant.text());
  writer.text(message.body);
  writer.varint(0);  // media URLs
  const auto content = writer.written();

  ContentDigest digest{};
  std::size_t digest_bytes = 0;
  EVP_MAC_CTX* const context = context_.get();
  const bool made = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&  // with the same key
                    EVP_MAC_update(context, bytes_of(content.data()), content.size()) == 1 &&
                    EVP_MAC_final(context, reinterpret_cast<unsigned char*>(digest.data()),
                                  &digest_bytes, digest.size()) == 1;
  assert(made);
  assert(digest_bytes == digest.size());
  return digest;
}

void ContentDigester::Free::operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }

}  // namespace dispatcher
