#include "dispatcher/message/form.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace dispatcher {
namespace {

/// What a byte becomes. Copied whole, so that no byte costs a branch.
struct Encoded {
  char chars[3];
  std::uint8_t count;
};
static_assert(sizeof(Encoded) == 1 + form_slack_bytes);

constexpr bool is_unreserved(unsigned byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

constexpr std::array<Encoded, 256> make_table() {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::array<Encoded, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    if (is_unreserved(byte)) {
      table[byte] = {{static_cast<char>(byte), 0, 0}, 1};
    } else if (byte == ' ') {
      table[byte] = {{'+', 0, 0}, 1};
    } else {
      table[byte] = {{'%', digits[byte >> 4U], digits[byte & 0xFU]}, 3};
    }
  }
  return table;
}

constexpr auto table = make_table();

}  // namespace

char* append_form(char* out, std::string_view text) {
  for (const char c : text) {
    const auto& encoded = table[static_cast<unsigned char>(c)];
    std::memcpy(out, &encoded, sizeof encoded);
    out += encoded.count;
  }
  return out;
}

}  // namespace dispatcher
