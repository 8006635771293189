#include "dispatcher/policy/key_hash.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace dispatcher {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

TEST(KeyHash, TurnsSomeHalfOfItsBitsWhateverBitOfTheKeyTurns) {
  const std::size_t before = hash_of(Bytes{});
  for (std::size_t bit = 0; bit < 128; ++bit) {
    Bytes key{};
    key[bit / 8] = static_cast<std::uint8_t>(1U << bit % 8);
    const int turned_count = std::popcount(before ^ hash_of(key));
    EXPECT_GT(turned_count, 10) << bit;
    EXPECT_LT(turned_count, 54) << bit;
  }
}

TEST(KeyHash, TellsApartKeysThatAreCountedUpAtEitherEnd) {
  std::set<std::size_t> hashes;
  std::set<std::size_t> lowest_and_highest_bytes;
  constexpr unsigned count = 10'000;
  for (unsigned i = 1; i <= count; ++i) {
    Bytes first{};
    Bytes last{};
    first[0] = last[14] = static_cast<std::uint8_t>(i >> 8U);
    first[1] = last[15] = static_cast<std::uint8_t>(i);
    for (const auto hash : {hash_of(first), hash_of(last)}) {
      hashes.insert(hash);
      lowest_and_highest_bytes.insert((hash >> 56U) << 8U | (hash & 0xFFU));
    }
  }
  EXPECT_EQ(hashes.size(), 2U * count);
  // Of 65,536 values 20,000 draws by chance meet some 17,200.
  EXPECT_GT(lowest_and_highest_bytes.size(), 16'500U);
}

}  // namespace
}  // namespace dispatcher
