#include "bench/simulator/audit_records.hpp"

#include <simdjson.h>

namespace simulator {
namespace {

/// null counts as absent.
bool read_text(simdjson::dom::element value, std::string& text) {
  if (value.is_null()) return true;
  std::string_view view;
  if (value.get(view) != simdjson::SUCCESS) return false;
  text.assign(view);
  return true;
}

bool read_field(std::string_view key, simdjson::dom::element value, AuditRecord& record) {
  if (key == "id") return read_text(value, record.id);
  if (key == "participant") return read_text(value, record.participant);
  if (key == "body") return read_text(value, record.body);
  if (key == "body_sha256") return read_text(value, record.body_sha256);
  if (key == "priority") return read_text(value, record.priority);
  if (key == "outcome") return read_text(value, record.outcome);
  if (key == "state") return read_text(value, record.state);
  if (key == "ki") return read_text(value, record.ki);
  if (key == "not_before") record.has_not_before = !value.is_null();
  if (key == "resends_after_doubt") {
    return value.get(record.resends_after_doubt) == simdjson::SUCCESS;
  }
  return true;
}

}  // namespace

bool read_audit_record(std::string_view json, AuditRecord& record) {
  static thread_local simdjson::dom::parser parser;
  record = {};
  simdjson::dom::object fields;
  if (parser.parse(json.data(), json.size()).get(fields) != simdjson::SUCCESS) return false;
  for (const auto [key, value] : fields) {
    if (!read_field(key, value, record)) return false;
  }
  return true;
}

}  // namespace simulator
