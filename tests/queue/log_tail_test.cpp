#include "queue/log_tail.hpp"

#include <gtest/gtest.h>

#include <boost/crc.hpp>
#include <cstdint>
#include <cstring>

namespace queue {
namespace {

constexpr std::size_t block_bytes = 32 * 1024;

/// A whole record as RocksDB writes one that fits into its block.
std::string record(const std::string& payload) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_byte(1);
  crc.process_bytes(payload.data(), payload.size());
  const std::uint32_t sum = crc.checksum();
  const std::uint32_t masked = ((sum >> 15) | (sum << 17)) + 0xa282ead8U;
  const auto length = static_cast<std::uint16_t>(payload.size());
  std::string bytes(6, '\0');
  std::memcpy(bytes.data(), &masked, sizeof masked);
  std::memcpy(bytes.data() + 4, &length, sizeof length);
  return bytes + '\1' + payload;
}

TEST(LogTail, OfAWholeLogIsItsEnd) {
  const std::string log = record("one") + record("two");
  EXPECT_EQ(examine_log(log).good_bytes, log.size());
  EXPECT_FALSE(examine_log(log).readable_behind);
  EXPECT_EQ(examine_log("").good_bytes, 0U);
}

TEST(LogTail, BeginsWhereTheLastRecordIsWild) {
  const std::string good = record("one");
  std::string last = record("two");
  last.back() = 'x';
  EXPECT_EQ(examine_log(good + last).good_bytes, good.size());
  EXPECT_FALSE(examine_log(good + last).readable_behind);
}

TEST(LogTail, IsNoTailWhenAWholeRecordFollows) {
  std::string damaged = record("two");
  damaged.back() = 'x';
  EXPECT_TRUE(examine_log(record("one") + damaged + record("three")).readable_behind);
}

TEST(LogTail, IsNoTailWhenARecordFollowsBehindAHoleThatHidesItsPlace) {
  const std::string hole(5000, '\0');
  EXPECT_TRUE(examine_log(record("one") + hole + record("three")).readable_behind);
}

TEST(LogTail, IsFoundAcrossBlocks) {
  std::string log = record(std::string(block_bytes - 7 - 4, 'a'));  // four bytes of filling follow
  log.append(4, '\0');
  ASSERT_EQ(log.size(), block_bytes);
  log += record("in the second block");
  EXPECT_EQ(examine_log(log).good_bytes, log.size());
  const std::string behind = std::string(100, '\0');
  EXPECT_EQ(examine_log(log + behind).good_bytes, log.size());
  EXPECT_FALSE(examine_log(log + behind).readable_behind);

  std::string second_block_first(block_bytes, '\0');
  EXPECT_TRUE(examine_log(second_block_first + record("x")).readable_behind);
}

}  // namespace
}  // namespace queue
