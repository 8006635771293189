#include "queue/crc32c.hpp"

#include <array>

#if defined(__SSE4_2__)
#include <nmmintrin.h>

#include <cstring>
#endif

namespace queue {

#if defined(__SSE4_2__)

std::uint32_t crc32c_after(std::uint32_t sum_before, const char* bytes, std::size_t bytes_count) {
  std::uint64_t state = ~sum_before;
  for (; bytes_count >= sizeof state; bytes_count -= sizeof state, bytes += sizeof state) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    state = _mm_crc32_u64(state, word);
  }
  auto last = static_cast<std::uint32_t>(state);
  for (; bytes_count > 0; --bytes_count, ++bytes) {
    last = _mm_crc32_u8(last, static_cast<unsigned char>(*bytes));
  }
  return ~last;
}

#else

std::uint32_t crc32c_after(std::uint32_t sum_before, const char* bytes, std::size_t bytes_count) {
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
  std::uint32_t state = ~sum_before;
  for (; bytes_count > 0; --bytes_count, ++bytes) {
    state = table[(state ^ static_cast<unsigned char>(*bytes)) & 0xffU] ^ (state >> 8);
  }
  return ~state;
}

#endif

/// What the linker takes for RocksDB's own, which Debian builds for processors without the
/// instruction (queue/CMakeLists.txt): rocksdb::crc32c::Extend, of the same meaning.
std::uint32_t rocksdb_sum(std::uint32_t sum_before, const char* bytes,
                          std::size_t bytes_count) asm("__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm");

std::uint32_t rocksdb_sum(std::uint32_t sum_before, const char* bytes, std::size_t bytes_count) {
  return crc32c_after(sum_before, bytes, bytes_count);
}

}  // namespace queue
