#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dispatcher/message/byte_block.hpp"

/// 32 hexadecimal digits, and the 16 bytes that they stand for.
namespace dispatcher {

inline constexpr std::size_t hex_bytes = 16;
inline constexpr std::size_t hex_digits_count = 2 * hex_bytes;

/// Of either case.
inline constexpr AsciiSet hex_digits{[](char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}};
inline constexpr AsciiSet upper_hex_digits{[](char c) { return c >= 'A' && c <= 'F'; }};

/// What 16 digits stand for, each alone.
inline ByteBlock values_of_digits(ByteBlock digits) {
  // The low half of 'A' and of 'a' is 1.
  const ByteBlock is_letter = _mm_and_si128(_mm_srli_epi16(digits, 6), _mm_set1_epi8(1));
  const ByteBlock low_half = _mm_and_si128(digits, _mm_set1_epi8(0x0F));
  return _mm_add_epi8(low_half, _mm_add_epi8(is_letter, _mm_slli_epi16(is_letter, 3)));
}

/// \param digits  hex_digits_count of them, of either case
inline std::array<std::uint8_t, hex_bytes> read_hex(const char* digits) {
  const ByteBlock weights = _mm_set1_epi16(0x0110);  // of the first of two digits: 0x10
  const ByteBlock first = values_of_digits(load_block(digits));
  const ByteBlock second = values_of_digits(load_block(digits + block_bytes));
  const ByteBlock bytes =
      _mm_packus_epi16(_mm_maddubs_epi16(first, weights), _mm_maddubs_epi16(second, weights));
  std::array<std::uint8_t, hex_bytes> made;
  _mm_storeu_si128(reinterpret_cast<ByteBlock*>(made.data()), bytes);
  return made;
}

/// Writes hex_digits_count digits, in lower case, of the hex_bytes at `bytes`.
inline void spell_hex(const char* bytes, char* digits) {
  const ByteBlock block = load_block(bytes);
  const ByteBlock low = _mm_and_si128(block, _mm_set1_epi8(0x0F));
  const ByteBlock high = _mm_and_si128(_mm_srli_epi16(block, 4), _mm_set1_epi8(0x0F));
  const ByteBlock spelled = load_block("0123456789abcdef");
  store_block(digits, _mm_shuffle_epi8(spelled, _mm_unpacklo_epi8(high, low)));
  store_block(digits + block_bytes, _mm_shuffle_epi8(spelled, _mm_unpackhi_epi8(high, low)));
}

}  // namespace dispatcher
