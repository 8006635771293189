#include "dispatcher/message/payload.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cassert>
#include <utility>

#include "dispatcher/message/bytes.hpp"

namespace dispatcher {
namespace {

constexpr std::uint8_t form = 1;
constexpr unsigned expires_flag = 1;
constexpr unsigned on_ambiguous_shift = 1;
constexpr unsigned flags_max = 0b111;

}  // namespace

void append_payload(std::string& out, const Message& message) {
  ByteWriter<payload_bytes_max - body_bytes_max> writer;
  unsigned flags = message.expires_at ? expires_flag : 0;
  if (message.on_ambiguous) {
    flags |= static_cast<unsigned>(*message.on_ambiguous) << on_ambiguous_shift;
  }
  writer.u8(form);
  writer.u8(static_cast<std::uint8_t>(flags));
  writer.sid(message.service);
  writer.sid(message.session);
  writer.sid(message.participant);
  if (message.expires_at) writer.time(*message.expires_at);
  writer.varint(message.body.size());
  out.append(writer.written()).append(message.body);
}

Result<Message> decode_payload(std::string payload, StoredFields stored) {
  ByteReader reader{payload};
  if (reader.u8() != form) return errc::malformed_record;
  const unsigned flags = reader.u8();
  if (flags > flags_max) return errc::malformed_record;
  const auto service = reader.sid<ServiceKind>();
  const auto session = reader.sid<SessionKind>();
  const auto participant = reader.sid<ParticipantKind>();
  std::optional<WallTime> expires_at;
  if ((flags & expires_flag) != 0) expires_at = reader.time();
  const auto body = reader.text(body_bytes_max);
  if (!reader.finished() || body_fault(body) || !is_message_id(stored.id)) {
    return errc::malformed_record;
  }
  std::optional<OnAmbiguous> on_ambiguous;
  if (const auto value = flags >> on_ambiguous_shift; value != 0) {
    on_ambiguous = static_cast<OnAmbiguous>(value);
  }
  payload.erase(0, payload.size() - body.size());  // which is what it ends with
  return Message{.id = std::move(stored.id),
                 .service = *service,
                 .session = *session,
                 .participant = *participant,
                 .body = std::move(payload),
                 .priority = stored.priority,
                 .not_before = stored.not_before,
                 .expires_at = expires_at,
                 .on_ambiguous = on_ambiguous};
}

ContentDigest content_digest(std::span<const std::byte, digest_key_bytes> key,
                             const Message& message) {
  constexpr std::size_t lengths_bytes = 3;
  ByteWriter<3 * ServiceSid::length_chars + body_bytes_max + lengths_bytes> writer;
  writer.bytes(message.service.text());
  writer.bytes(message.session.text());
  writer.bytes(message.participant.text());
  writer.text(message.body);
  writer.varint(0);  // media URLs
  const auto content = writer.written();

  ContentDigest digest{};
  unsigned int digest_bytes = 0;
  const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                          reinterpret_cast<unsigned char*>(digest.data()), &digest_bytes);
  assert(made != nullptr);
  assert(digest_bytes == digest.size());
  return digest;
}

}  // namespace dispatcher
