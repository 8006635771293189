#pragma once

#include <array>
#include <bit>
#include <boost/container_hash/hash.hpp>
#include <cstddef>
#include <cstdint>

namespace dispatcher {

/// Of the 16 bytes of a SID, for tables in memory; never stored. All its bits depend on all of
/// them.
inline std::size_t hash_of(const std::array<std::uint8_t, 16>& bytes) {
  std::size_t seed = 0;
  for (const std::uint64_t half : std::bit_cast<std::array<std::uint64_t, 2>>(bytes)) {
    boost::hash_combine(seed, half);
  }
  return seed;
}

}  // namespace dispatcher
