#include "dispatcher/message/progress.hpp"

#include <cassert>

#include "dispatcher/message/bytes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

constexpr std::uint8_t form = 2;
constexpr std::uint8_t form_before_looks = 1;

}  // namespace

std::string_view name_of(WaitReason reason) {
  switch (reason) {
    case WaitReason::armed:
      return "armed";
    case WaitReason::delayed:
      return "delayed";
    case WaitReason::not_found_recheck:
      return "not_found_recheck";
    case WaitReason::ambiguous:
      return "ambiguous";
    case WaitReason::process_died:
      return "process_died";
    case WaitReason::reconciling:
      return "reconciling";
    case WaitReason::receipt_unknown:
      return "receipt_unknown";
    case WaitReason::same_text:
      return "same_text";
    case WaitReason::operator_held:
      return "operator_held";
    case WaitReason::released:
      return "released";
    case WaitReason::resend_booked:
      return "resend_booked";
  }
  assert(false);
  return {};
}

std::string encode_progress(const Progress& progress) {
  if (progress == Progress{}) return {};  // as nearly all are
  ByteWriter<progress_bytes_max> writer;
  writer.u8(form);
  writer.u8(static_cast<std::uint8_t>(progress.reason));
  writer.u8(progress.phase ? static_cast<std::uint8_t>(*progress.phase) : std::uint8_t{0});
  writer.varint(progress.attempts);
  writer.varint(progress.resends_charged);
  writer.varint(progress.resends_after_doubt);
  writer.varint(progress.not_found_rechecks);
  writer.varint(progress.status);
  writer.varint(progress.code);
  writer.text(progress.request_id.view());
  writer.time(progress.first_write_at);
  writer.time(progress.last_write_at);
  writer.time(progress.doubt_from);
  writer.time(progress.booked_at);
  writer.varint(progress.looks);
  return std::string{writer.written()};
}

Result<Progress> decode_progress(std::string_view bytes) {
  if (bytes.empty()) return Progress{};
  ByteReader reader{bytes};
  Progress progress;
  const auto written_form = reader.u8();
  const auto reason = reader.u8();
  const auto phase = reader.u8();
  const bool is_form = written_form == form || written_form == form_before_looks;
  if (!is_form || reason == 0 || reason > wait_reason_last || phase > phase_last) {
    return errc::malformed_record;
  }
  progress.reason = static_cast<WaitReason>(reason);
  if (phase != 0) progress.phase = static_cast<Phase>(phase);
  progress.attempts = reader.number<std::uint32_t>();
  progress.resends_charged = reader.number<std::uint32_t>();
  progress.resends_after_doubt = reader.number<std::uint32_t>();
  progress.not_found_rechecks = reader.number<std::uint32_t>();
  progress.status = reader.number<std::uint16_t>();
  progress.code = reader.number<std::uint32_t>();
  progress.request_id = RequestId{reader.text(RequestId::size_max)};
  progress.first_write_at = reader.time();
  progress.last_write_at = reader.time();
  if (written_form == form) {
    progress.doubt_from = reader.time();
    progress.booked_at = reader.time();
    progress.looks = reader.number<std::uint32_t>();
  }
  if (!reader.finished()) return errc::malformed_record;
  return progress;
}

void append_json(std::string& out, std::string_view id, OpenState state, const Progress& progress,
                 WallTime due) {
  JsonLine line{out};
  line.field("id", id);
  line.field("state", std::string_view{state == OpenState::held ? "held" : "in_doubt"});
  line.field("reason", name_of(progress.reason));
  line.field("attempts", std::uint64_t{progress.attempts});
  line.field("resends_after_doubt", std::uint64_t{progress.resends_after_doubt});
  line.field_if("status", std::uint64_t{progress.status});
  line.field_if("code", std::uint64_t{progress.code});
  line.field_if("request_id", progress.request_id.view());
  line.field_if("first_written_at", progress.first_write_at);
  line.field_if("written_at", progress.last_write_at);
  line.field_if("due_at", due);
  line.close();
}

}  // namespace dispatcher
