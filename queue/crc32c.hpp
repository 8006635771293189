#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace queue {

/// CRC-32C (Castagnoli), byte by byte: what RocksDB protects its files with. Pure.
class Crc32c {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) add(byte);
  }
  void add(char byte) {
    state_ = table[(state_ ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (state_ >> 8);
  }
  std::uint32_t sum() const { return ~state_; }

  /// The sum behind one that RocksDB stored: it turns what it stores, so that the sum of bytes that
  /// hold sums stays a good one.
  static constexpr std::uint32_t unmasked(std::uint32_t stored) {
    const std::uint32_t rotated = stored - mask_delta;
    return (rotated >> 17) | (rotated << 15);
  }
  static constexpr std::uint32_t masked(std::uint32_t sum) {
    return ((sum >> 15) | (sum << 17)) + mask_delta;
  }

 private:
  static constexpr std::uint32_t mask_delta = 0xa282ead8U;
  static constexpr std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) {
        value = (value & 1U) != 0 ? (value >> 1) ^ 0x82F63B78U : value >> 1;
      }
      made[i] = value;
    }
    return made;
  }();

  std::uint32_t state_ = ~std::uint32_t{0};
};

}  // namespace queue
