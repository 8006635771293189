#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace simulator {

/// The fields the audit wants of one NDJSON line, of whichever kind; others are passed over.
/// Absent: empty or 0.
struct AuditRecord {
  std::string id{};
  std::string participant{};
  std::string body{};
  std::string body_sha256{};
  std::string priority{};
  std::string outcome{};
  std::string state{};
  std::string ki{};
  bool has_not_before = false;
  std::uint64_t resends_after_doubt = 0;
};

/// \param record  emptied first
/// \return  false: not one JSON object, or a wanted field has another type
bool read_audit_record(std::string_view json, AuditRecord& record);

}  // namespace simulator
