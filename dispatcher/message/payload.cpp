#include "dispatcher/message/payload.hpp"

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

}  // namespace dispatcher
