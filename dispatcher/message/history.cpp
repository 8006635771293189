#include "dispatcher/message/history.hpp"

#include <cassert>

#include "dispatcher/message/bytes.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

constexpr std::uint8_t form = 1;

}  // namespace

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::resolve:
      return "resolve";
    case Phase::connect:
      return "connect";
    case Phase::handshake:
      return "handshake";
    case Phase::certificate:
      return "certificate";
    case Phase::reuse:
      return "reuse";
    case Phase::write:
      return "write";
    case Phase::response:
      return "response";
    case Phase::process_died:
      return "process_died";
    case Phase::shutdown:
      return "shutdown";
  }
  assert(false);
  return {};
}

std::string_view name_of(HistoryKind kind) {
  switch (kind) {
    case HistoryKind::attempt:
      return "attempt";
    case HistoryKind::look:
      return "look";
    case HistoryKind::decision:
      return "decision";
    case HistoryKind::death:
      return "death";
  }
  assert(false);
  return {};
}

std::string_view name_of(HistoryResult result) {
  switch (result) {
    case HistoryResult::none:
      return "";
    case HistoryResult::not_processed:
      return "not_processed";
    case HistoryResult::ambiguous:
      return "ambiguous";
    case HistoryResult::rejected:
      return "rejected";
    case HistoryResult::refused:
      return "refused";
    case HistoryResult::found:
      return "found";
    case HistoryResult::absent:
      return "absent";
    case HistoryResult::unclear:
      return "unclear";
    case HistoryResult::failed:
      return "failed";
    case HistoryResult::unknown_receipt:
      return "unknown_receipt";
  }
  assert(false);
  return {};
}

std::string encode_history(const HistoryEntry& entry) {
  ByteWriter<history_bytes_max> writer;
  writer.u8(form);
  writer.u8(static_cast<std::uint8_t>(entry.kind));
  writer.u8(static_cast<std::uint8_t>(entry.result));
  writer.u8(entry.phase ? static_cast<std::uint8_t>(*entry.phase) : std::uint8_t{0});
  writer.varint(entry.status);
  writer.varint(entry.code);
  writer.varint(entry.bytes_sent);
  writer.text(entry.request_id.view());
  writer.time(entry.written_at);
  writer.varint(entry.rows);
  writer.text(std::string_view(entry.text).substr(0, history_text_bytes_max));
  return std::string{writer.written()};
}

Result<HistoryEntry> decode_history(std::string_view bytes) {
  ByteReader reader{bytes};
  const bool is_form = reader.u8() == form;
  const auto kind = reader.u8();
  const auto result = reader.u8();
  const auto phase = reader.u8();
  if (!is_form || kind == 0 || kind > history_kind_last || result > history_result_last ||
      phase > phase_last) {
    return errc::malformed_record;
  }
  HistoryEntry entry;
  entry.kind = static_cast<HistoryKind>(kind);
  entry.result = static_cast<HistoryResult>(result);
  if (phase != 0) entry.phase = static_cast<Phase>(phase);
  entry.status = reader.number<std::uint16_t>();
  entry.code = reader.number<std::uint32_t>();
  entry.bytes_sent = reader.varint(std::uint64_t{1} << 40U);
  entry.request_id = RequestId{reader.text(RequestId::size_max)};
  entry.written_at = reader.time();
  entry.rows = reader.number<std::uint32_t>();
  entry.text = reader.text(history_text_bytes_max);
  if (!reader.finished()) return errc::malformed_record;
  return entry;
}

void append_json(std::string& out, WallTime at, const HistoryEntry& entry) {
  JsonLine line{out};
  line.field("at", at);
  line.field("event", name_of(entry.kind));
  line.field_if("result", name_of(entry.result));
  if (entry.phase) line.field("phase", name_of(*entry.phase));
  line.field_if("status", std::uint64_t{entry.status});
  line.field_if("code", std::uint64_t{entry.code});
  line.field_if("request_id", entry.request_id.view());
  line.field_if("bytes_sent", entry.bytes_sent);
  line.field_if("written_at", entry.written_at);
  if (entry.kind == HistoryKind::look && entry.result != HistoryResult::failed) {
    line.field("rows", std::uint64_t{entry.rows});
  }
  line.field_if("text", std::string_view(entry.text));
  line.close();
}

}  // namespace dispatcher
