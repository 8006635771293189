#pragma once

#include <string>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {

/// When the lines below are read.
inline const WallTime line_read_at = sample::time("2026-11-23T12:00:00Z");

/// A valid line but for what is added before its closing brace, e.g. `,"priority":"bulk"`.
inline std::string line_with(const std::string& more) {
  return R"({"id":"order-42","service":"KS0123456789abcdef0123456789abcdef",)"
         R"("session":"KC0123456789ABCDEF0123456789abcdef",)"
         R"("participant":"KPffffffffffffffffffffffffffffffff","body":"Your driver is here")" +
         more + "}";
}

/// The valid line with `from` replaced by `to`.
inline std::string line_changed(const std::string& from, const std::string& to) {
  auto line = line_with("");
  return line.replace(line.find(from), from.size(), to);
}

/// The valid line with this JSON text for a body.
inline std::string line_of_body(const std::string& body) {
  return line_changed("Your driver is here", body);
}

inline std::string line_without_id() { return line_changed(R"("id":"order-42",)", ""); }

}  // namespace dispatcher
