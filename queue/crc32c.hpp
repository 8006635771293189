#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace queue {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of the bytes behind those whose sum is `sum_before`,
/// 0 at the start. By the processor's own instruction where it is built for one that has it. Pure.
std::uint32_t crc32c_after(std::uint32_t sum_before, const char* bytes, std::size_t bytes_count);

/// CRC-32C of bytes that come piece by piece: what RocksDB protects its files with. Pure.
class Crc32c {
 public:
  void add(std::string_view bytes) { sum_ = crc32c_after(sum_, bytes.data(), bytes.size()); }
  void add(char byte) { add(std::string_view(&byte, 1)); }
  std::uint32_t sum() const { return sum_; }

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

  std::uint32_t sum_ = 0;
};

}  // namespace queue
