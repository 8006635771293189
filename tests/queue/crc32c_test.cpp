#include "queue/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>

namespace queue {
namespace {

std::uint32_t sum_of(std::string_view bytes) {
  Crc32c crc;
  crc.add(bytes);
  return crc.sum();
}

std::string ascending(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

// RFC 3720 appendix B.4.
TEST(Crc32c, IsThatOfTheStandardsExamples) {
  EXPECT_EQ(sum_of(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(sum_of(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(sum_of(ascending(32)), 0x46dd794eU);
}

TEST(Crc32c, OfAnyCutIsThatOfTheWhole) {
  const std::string bytes = ascending(37);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Crc32c crc;
    crc.add(std::string_view(bytes).substr(0, cut));
    crc.add(std::string_view(bytes).substr(cut));
    EXPECT_EQ(crc.sum(), sum_of(bytes)) << cut;
  }
}

TEST(Crc32c, OfNothingIsThatOfWhatCameBefore) {
  EXPECT_EQ(sum_of(""), 0U);
  Crc32c crc;
  crc.add("123456789");
  crc.add("");
  EXPECT_EQ(crc.sum(), 0xe3069283U);  // the check value that catalogues of CRCs give
}

TEST(Crc32c, OneBitMakesAnotherSum) {
  std::string bytes = ascending(64);
  const std::uint32_t whole = sum_of(bytes);
  for (char& byte : bytes) {
    byte = static_cast<char>(byte ^ 1);
    EXPECT_NE(sum_of(bytes), whole);
    byte = static_cast<char>(byte ^ 1);
  }
}

TEST(Crc32c, IsStoredTurnedAndTurnsBack) {
  for (const std::uint32_t sum : {0U, 1U, 0x8a9136aaU, ~0U}) {
    EXPECT_EQ(Crc32c::unmasked(Crc32c::masked(sum)), sum);
    EXPECT_NE(Crc32c::masked(sum), sum);
  }
}

}  // namespace
}  // namespace queue
