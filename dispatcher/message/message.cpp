#include "dispatcher/message/message.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace dispatcher {
namespace {

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == ':' || c == '@' || c == '-';
}

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

/// By byte: those that are a control character by themselves.
constexpr auto controls = [] {
  std::array<std::uint8_t, 256> found{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) found[byte] = 1;
  found['\t'] = found['\n'] = found['\r'] = 0;
  found[0x7F] = 1;
  return found;
}();

/// Cc of UTF-8 text: below U+0020, U+007F, and U+0080..U+009F, which begin with the byte C2.
bool has_control_character(std::string_view utf8) {
  unsigned found = 0;
  for (const char c : utf8) found |= controls[static_cast<unsigned char>(c)];
  for (auto at = utf8.find('\xC2'); at < utf8.size(); at = utf8.find('\xC2', at + 1)) {
    found |= static_cast<unsigned>(static_cast<unsigned char>(utf8[at + 1]) < 0xA0U);
  }
  return found != 0;
}

}  // namespace

bool is_message_id(std::string_view text) {
  return !text.empty() && text.size() <= id_bytes_max &&
         std::all_of(text.begin(), text.end(), is_id_character);
}

std::optional<BodyFault> body_fault(std::string_view body) {
  if (body.empty()) return BodyFault::empty;
  if (body.size() > body_bytes_max) return BodyFault::too_long;
  if (!simdjson::validate_utf8(body)) return BodyFault::not_utf8;
  if (has_control_character(body)) return BodyFault::control_character;
  if (body.size() > body_units_max && utf16_units(body) > body_units_max)
    return BodyFault::too_long;
  return std::nullopt;
}

}  // namespace dispatcher
