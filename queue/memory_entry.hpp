#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace queue {

/// An entry of a memory table as RocksDB lays it out: the length of its key as a varint, the key,
/// and what it holds. What a table links it with stands before it.
using MemoryEntry = const char*;

/// An internal key: the user's, and 8 bytes of sequence and kind, of which the larger goes first.
/// Views the bytes it was made of.
struct MemoryKey {
  std::string_view user;
  std::uint64_t packed = 0;

  explicit MemoryKey(std::string_view internal)
      : user(internal.substr(0, internal.size() - sizeof packed)) {
    std::memcpy(&packed, internal.data() + user.size(), sizeof packed);  // little endian
  }
  static MemoryKey of(MemoryEntry entry) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(entry);
    std::uint32_t size = *bytes++;
    if (size >= 0x80U) {
      size &= 0x7FU;
      for (unsigned shift = 7;; shift += 7) {
        const std::uint32_t byte = *bytes++;
        size |= (byte & 0x7FU) << shift;
        if (byte < 0x80U) break;
      }
    }
    return MemoryKey{{reinterpret_cast<const char*>(bytes), size}};
  }
  bool operator<(const MemoryKey& other) const {
    const int order = user.compare(other.user);
    return order != 0 ? order < 0 : packed > other.packed;
  }
};

}  // namespace queue
