#include "dispatcher/message/outcome.hpp"

#include <cassert>

#include "dispatcher/message/bytes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

constexpr std::uint8_t form = 1;
constexpr unsigned interaction_flag = 1;
constexpr unsigned message_flag = 2;
constexpr unsigned flags_max = 3;

}  // namespace

std::string_view name_of(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::sent:
      return "sent";
    case OutcomeKind::rejected:
      return "rejected";
    case OutcomeKind::expired:
      return "expired";
    case OutcomeKind::cancelled:
      return "cancelled";
    case OutcomeKind::dead:
      return "dead";
    case OutcomeKind::lost:
      return "lost";
  }
  assert(false);
  return {};
}

std::string encode_outcome(const Outcome& outcome, std::string into) {
  ByteWriter<outcome_bytes_max> writer;
  writer.u8(form);
  writer.u8(static_cast<std::uint8_t>(outcome.kind));
  writer.u8(static_cast<std::uint8_t>((outcome.interaction ? interaction_flag : 0) |
                                      (outcome.message ? message_flag : 0)));
  if (outcome.interaction) writer.sid(*outcome.interaction);
  if (outcome.message) writer.sid(*outcome.message);
  writer.varint(outcome.attempts);
  writer.varint(outcome.resends_charged);
  writer.varint(outcome.resends_after_doubt);
  writer.varint(outcome.duplicates_confirmed);
  writer.varint(outcome.status);
  writer.varint(outcome.code);
  writer.text(outcome.request_id.view());
  writer.time(outcome.accepted_at);
  writer.time(outcome.first_write_at);
  writer.time(outcome.last_write_at);
  writer.time(outcome.answered_at);
  into.assign(writer.written());
  return into;
}

Result<Outcome> decode_outcome(std::string_view bytes) {
  ByteReader reader{bytes};
  Outcome outcome;
  const auto is_form = reader.u8() == form;
  const auto kind = reader.u8();
  const unsigned flags = reader.u8();
  if (!is_form || kind == 0 || kind > outcome_kind_last || flags > flags_max) {
    return errc::malformed_record;
  }
  outcome.kind = static_cast<OutcomeKind>(kind);
  if ((flags & interaction_flag) != 0) {
    if (const auto sid = reader.sid<InteractionKind>()) outcome.interaction = *sid;
  }
  if ((flags & message_flag) != 0) {
    if (const auto sid = reader.sid<MessageKind>()) outcome.message = *sid;
  }
  outcome.attempts = reader.number<std::uint32_t>();
  outcome.resends_charged = reader.number<std::uint32_t>();
  outcome.resends_after_doubt = reader.number<std::uint32_t>();
  outcome.duplicates_confirmed = reader.number<std::uint32_t>();
  outcome.status = reader.number<std::uint16_t>();
  outcome.code = reader.number<std::uint32_t>();
  outcome.request_id = RequestId{reader.text(RequestId::size_max)};
  outcome.accepted_at = reader.time();
  outcome.first_write_at = reader.time();
  outcome.last_write_at = reader.time();
  outcome.answered_at = reader.time();
  if (!reader.finished()) return errc::malformed_record;
  return outcome;
}

void append_json(std::string& out, std::uint64_t sequence, std::string_view id,
                 const Outcome& outcome) {
  JsonLine line{out};
  line.field_if("sequence", sequence);
  line.field("id", id);
  line.field("outcome", name_of(outcome.kind));
  if (outcome.interaction) line.field("ki", outcome.interaction->text());
  if (outcome.message) line.field("sm", outcome.message->text());
  line.field("attempts", std::uint64_t{outcome.attempts});
  line.field("resends_after_doubt", std::uint64_t{outcome.resends_after_doubt});
  line.field_if("duplicates_confirmed", std::uint64_t{outcome.duplicates_confirmed});
  line.field_if("status", std::uint64_t{outcome.status});
  line.field_if("code", std::uint64_t{outcome.code});
  line.field_if("request_id", outcome.request_id.view());
  line.field_if("accepted_at", outcome.accepted_at);
  line.field_if("first_written_at", outcome.first_write_at);
  line.field_if("written_at", outcome.last_write_at);
  line.field_if("answered_at", outcome.answered_at);
  line.close();
}

}  // namespace dispatcher
