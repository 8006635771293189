#include "dispatcher/message/form.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "dispatcher/message/byte_block.hpp"

namespace dispatcher {
namespace {

/// What a byte becomes. Copied whole, so that no byte costs a branch.
struct Encoded {
  char chars[3];
  std::uint8_t count;
};
static_assert(sizeof(Encoded) == 1 + form_slack_bytes);

constexpr bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

constexpr std::array<Encoded, 256> make_table() {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::array<Encoded, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    if (is_unreserved(static_cast<char>(byte))) {
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

/// What becomes one byte.
constexpr AsciiSet short_characters{[](char c) { return is_unreserved(c) || c == ' '; }};

ByteBlock with_plus_for_space(ByteBlock block) {
  const ByteBlock is_space = _mm_cmpeq_epi8(block, _mm_set1_epi8(' '));
  return _mm_add_epi8(block, _mm_and_si128(is_space, _mm_set1_epi8('+' - ' ')));
}

char* append_bytes(char* out, std::string_view text) {
  for (const char c : text) {
    const auto& encoded = table[static_cast<unsigned char>(c)];
    std::memcpy(out, &encoded, sizeof encoded);
    out += encoded.count;
  }
  return out;
}

}  // namespace

char* append_form(char* out, std::string_view text) {
  for (; text.size() >= block_bytes; text.remove_prefix(block_bytes)) {
    const ByteBlock block = load_block(text.data());
    if (short_characters.bits_of(block) == block_bits) {
      store_block(out, with_plus_for_space(block));
      out += block_bytes;
    } else {
      out = append_bytes(out, text.substr(0, block_bytes));
    }
  }
  return append_bytes(out, text);
}

}  // namespace dispatcher
