#pragma once

#include <tmmintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dispatcher {

/// Sixteen bytes of a text at once, for what looks at every byte of every message. The processors
/// that this is built for have SSE up to 4.2.
using ByteBlock = __m128i;
inline constexpr std::size_t block_bytes = sizeof(ByteBlock);
/// A bit for each byte of a block, the lowest for the first.
inline constexpr unsigned block_bits = 0xFFFF;

inline ByteBlock load_block(const char* from) {
  return _mm_loadu_si128(reinterpret_cast<const ByteBlock*>(from));
}
inline void store_block(char* to, ByteBlock block) {
  _mm_storeu_si128(reinterpret_cast<ByteBlock*>(to), block);
}
/// All of a text that is no longer than a block, and zeros behind it.
inline ByteBlock load_short(std::string_view text) {
  std::array<char, block_bytes> bytes{};
  std::copy(text.begin(), text.end(), bytes.begin());
  return load_block(bytes.data());
}

/// A set of ASCII characters that is asked about a block at a time. No other byte is ever in it.
class AsciiSet {
 public:
  /// \param holds  bool(char), asked about each of 0..127
  template <class Predicate>
  constexpr explicit AsciiSet(Predicate holds) {
    for (unsigned c = 0; c < 128; ++c) {
      if (holds(static_cast<char>(c))) by_low_half_[c & 0xFU] |= bit(c >> 4U);
    }
    for (unsigned high = 0; high < 8; ++high) by_high_half_[high] = bit(high);
  }

  /// Which bytes of the block are in the set.
  unsigned bits_of(ByteBlock block) const {
    const ByteBlock high_halves = _mm_and_si128(_mm_srli_epi16(block, 4), _mm_set1_epi8(0x0F));
    // A shuffle looks at the low half of a byte, and gives 0 for one that is not ASCII.
    const ByteBlock found = _mm_and_si128(_mm_shuffle_epi8(table(by_low_half_), block),
                                          _mm_shuffle_epi8(table(by_high_half_), high_halves));
    const ByteBlock absent = _mm_cmpeq_epi8(found, _mm_setzero_si128());
    return ~static_cast<unsigned>(_mm_movemask_epi8(absent)) & block_bits;
  }

  bool has_all_of(std::string_view text) const {
    return finds_none(text, [this](ByteBlock block) { return bits_of(block) ^ block_bits; });
  }
  bool has_any_of(std::string_view text) const {
    return !finds_none(text, [this](ByteBlock block) { return bits_of(block); });
  }

 private:
  using Table = std::array<std::uint8_t, block_bytes>;

  static constexpr std::uint8_t bit(unsigned place) {
    return static_cast<std::uint8_t>(1U << place);
  }
  static ByteBlock table(const Table& bytes) {
    return _mm_load_si128(reinterpret_cast<const ByteBlock*>(bytes.data()));
  }

  template <class Find>
  static bool finds_none(std::string_view text, Find find) {
    if (text.size() < block_bytes) return (find(load_short(text)) & ~(~0U << text.size())) == 0;
    const char* const last = text.data() + text.size() - block_bytes;
    for (const char* at = text.data(); at < last; at += block_bytes) {
      if (find(load_block(at)) != 0) return false;
    }
    return find(load_block(last)) == 0;  // it overlaps the one before
  }

  alignas(block_bytes) Table by_low_half_{};  // of a byte; a bit for each high half
  alignas(block_bytes) Table by_high_half_{};
};

}  // namespace dispatcher
