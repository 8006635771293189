#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/message/time.hpp"

namespace dispatcher {

/// Appends one JSON object, field by field. Texts are ours or visible ASCII: quotes, backslashes
/// and control characters are escaped, other bytes go as they are.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) { out_.push_back('{'); }

  void field(std::string_view key, std::string_view text) {
    begin(key);
    out_.push_back('"');
    for (const char c : text) put(c);
    out_.push_back('"');
  }
  void field(std::string_view key, std::uint64_t number) {
    begin(key);
    out_.append(std::to_string(number));
  }
  void field(std::string_view key, WallTime time) {
    begin(key);
    out_.push_back('"');
    append_rfc3339(out_, time);
    out_.push_back('"');
  }

  /// Left out when there is nothing to tell: an empty text, 0, or the epoch.
  void field_if(std::string_view key, std::string_view text) {
    if (!text.empty()) field(key, text);
  }
  void field_if(std::string_view key, std::uint64_t number) {
    if (number != 0) field(key, number);
  }
  void field_if(std::string_view key, WallTime time) {
    if (time != WallTime{}) field(key, time);
  }

  /// Ends the object; no line feed.
  void close() { out_.push_back('}'); }

 private:
  void begin(std::string_view key) {
    if (out_.back() != '{') out_.push_back(',');
    out_.push_back('"');
    out_.append(key).append("\":");
  }
  void put(char c) {
    if (c == '"' || c == '\\') out_.push_back('\\');
    if (static_cast<unsigned char>(c) >= ' ') {
      out_.push_back(c);
      return;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out_.append("\\u00");
    out_.push_back(digits[byte >> 4U]);
    out_.push_back(digits[byte & 0xFU]);
  }

  std::string& out_;
};

}  // namespace dispatcher
