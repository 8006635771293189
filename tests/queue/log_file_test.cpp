#include "queue/log_file.hpp"

#include <gmock/gmock.h>

namespace queue {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr std::size_t block_bytes = 32 * 1024;
constexpr std::size_t header_bytes = 7;

std::string log_of(const std::vector<std::string>& payloads) {
  std::vector<LogFile::Record> records;
  for (const auto& payload : payloads) records.push_back({0, payload});
  return write_log(records, 0);
}

std::vector<std::string> log_payloads(const LogFile& log) {
  std::vector<std::string> payloads;
  for (const auto& record : log.records) payloads.push_back(record.payload);
  return payloads;
}

TEST(LogFile, IsReadBackAsItWasWritten) {
  const LogFile log = read_log(log_of({"one", "two"}));
  EXPECT_THAT(log_payloads(log), ElementsAre("one", "two"));
  EXPECT_EQ(log.records[1].offset, header_bytes + 3);
  EXPECT_THAT(log.holes, SizeIs(0));
  EXPECT_THAT(read_log("").records, SizeIs(0));
}

TEST(LogFile, HoldsRecordsThatSpanBlocks) {
  const std::string large(3 * block_bytes, 'x');
  const std::string exact(block_bytes - header_bytes - 4, 'y');  // four bytes of filling follow
  const LogFile log = read_log(log_of({"one", large, exact, "two"}));
  EXPECT_THAT(log_payloads(log), ElementsAre("one", large, exact, "two"));
  EXPECT_THAT(log.holes, SizeIs(0));
}

TEST(LogFile, LosesToAFlippedBitOnlyTheRecordThatItIsIn) {
  std::string bytes = log_of({"one", "two", "three"});
  bytes[header_bytes + 3 + header_bytes] ^= 1;
  const LogFile log = read_log(bytes);
  EXPECT_THAT(log_payloads(log), ElementsAre("one", "three"));
  ASSERT_THAT(log.holes, SizeIs(1));
  EXPECT_EQ(log.holes[0].offset, header_bytes + 3);
  EXPECT_EQ(log.holes[0].bytes, header_bytes + 3);
  EXPECT_EQ(log.holes[0].records_before, 1U);
  EXPECT_EQ(log.open_end(), nullptr);
}

TEST(LogFile, GoesOnBehindAHoleThatHidesWhereTheNextRecordBegins) {
  std::string bytes = log_of({"one", std::string(5000, 'x'), "three"});
  std::fill_n(bytes.begin() + header_bytes + 3, 16, '\0');
  EXPECT_THAT(log_payloads(read_log(bytes)), ElementsAre("one", "three"));
}

TEST(LogFile, LosesARecordOfManyBlocksAsOne) {
  std::string bytes = log_of({"one", std::string(3 * block_bytes, 'x'), "three"});
  bytes[block_bytes + 100] ^= 1;
  const LogFile log = read_log(bytes);
  EXPECT_THAT(log_payloads(log), ElementsAre("one", "three"));
  ASSERT_THAT(log.holes, SizeIs(1));
  EXPECT_EQ(log.holes[0].offset, header_bytes + 3);
}

TEST(LogFile, EndsOpenWhereItsLastRecordIsWild) {
  std::string bytes = log_of({"one", "two"});
  bytes.back() = 'x';
  const LogFile log = read_log(bytes);
  ASSERT_NE(log.open_end(), nullptr);
  EXPECT_EQ(log.open_end()->offset, header_bytes + 3);
  EXPECT_FALSE(log.cut_short);
}

TEST(LogFile, EndsOpenWhereItIsFilledWithZeros) {
  const LogFile log = read_log(write_log({{0, "one"}}, 100'000));
  EXPECT_THAT(log_payloads(log), ElementsAre("one"));
  ASSERT_NE(log.open_end(), nullptr);
  EXPECT_FALSE(log.cut_short);
}

TEST(LogFile, TellsARecordThatWasNeverWrittenToItsEnd) {
  const std::string bytes = log_of({"one", std::string(3 * block_bytes, 'x')});
  for (const std::size_t cut : {11U, 17U, 5000U, 32768U, 40000U}) {
    const LogFile log = read_log(bytes.substr(0, cut));
    EXPECT_THAT(log_payloads(log), ElementsAre("one")) << cut;
    EXPECT_TRUE(log.cut_short) << cut;
    ASSERT_NE(log.open_end(), nullptr) << cut;
    EXPECT_EQ(log.open_end()->offset, header_bytes + 3) << cut;
  }
}

}  // namespace
}  // namespace queue
