#include "dispatcher/message/message.hpp"

#include <simdjson.h>

#include "dispatcher/message/byte_block.hpp"

namespace dispatcher {
namespace {

constexpr AsciiSet id_characters{[](char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == ':' || c == '@' || c == '-';
}};

constexpr bool is_control(char c) {
  return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
}
constexpr AsciiSet controls{is_control};
constexpr AsciiSet plain{[](char c) { return !is_control(c); }};

/// Of text that is known to be UTF-8: every byte that begins a character is a code unit, and one
/// that begins a character of four bytes is a pair.
std::size_t utf16_units(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    count +=
        static_cast<std::size_t>((byte & 0xC0U) != 0x80U) + static_cast<std::size_t>(byte >= 0xF0U);
  }
  return count;
}

/// Cc of UTF-8 text: below U+0020, U+007F, and U+0080..U+009F, which begin with the byte C2.
bool has_control_character(std::string_view utf8) {
  if (controls.has_any_of(utf8)) return true;
  for (auto at = utf8.find('\xC2'); at < utf8.size(); at = utf8.find('\xC2', at + 1)) {
    if (static_cast<unsigned char>(utf8[at + 1]) < 0xA0U) return true;
  }
  return false;
}

}  // namespace

bool is_message_id(std::string_view text) {
  return !text.empty() && text.size() <= id_bytes_max && id_characters.has_all_of(text);
}

std::optional<BodyFault> body_fault(std::string_view body) {
  if (body.empty()) return BodyFault::empty;
  if (body.size() > body_bytes_max) return BodyFault::too_long;
  if (plain.has_all_of(body)) {  // as most are: ASCII, a code unit each
    if (body.size() > body_units_max) return BodyFault::too_long;
    return std::nullopt;
  }
  if (!simdjson::validate_utf8(body)) return BodyFault::not_utf8;
  if (has_control_character(body)) return BodyFault::control_character;
  if (body.size() > body_units_max && utf16_units(body) > body_units_max)
    return BodyFault::too_long;
  return std::nullopt;
}

}  // namespace dispatcher
