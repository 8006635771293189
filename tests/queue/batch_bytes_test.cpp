// Beside what RocksDB makes of the same rows, and what it reads back of ours.
#include "queue/batch_bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <string>
#include <vector>

namespace queue {
namespace {

using testing::ElementsAre;

/// Tells rows as text.
class Rows final : public rocksdb::WriteBatch::Handler {
 public:
  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    told.push_back(std::to_string(family) + ' ' + key.ToString() + '=' + value.ToString());
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteCF(std::uint32_t family, const rocksdb::Slice& key) override {
    told.push_back(std::to_string(family) + " -" + key.ToString());
    return rocksdb::Status::OK();
  }
  std::vector<std::string> told;
};

std::vector<std::string> rows_of(std::string bytes) {
  Rows rows;
  const auto status = rocksdb::WriteBatch(std::move(bytes)).Iterate(&rows);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return rows.told;
}

TEST(BatchBytes, AreReadByRocksDbInTheirOrder) {
  BatchBytes batch;
  batch.put(0, "version", "4");
  batch.put(11, "key", "value");
  batch.remove(2, "key");
  EXPECT_EQ(batch.rows_count(), 3U);
  EXPECT_THAT(rows_of(batch.take()), ElementsAre("0 version=4", "11 key=value", "2 -key"));
}

TEST(BatchBytes, HoldEmptyAndLongOnesAndManyFamilies) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 16'383U, 16'384U, 3'000'000U}) {
    const std::string bytes(size, 'x');
    BatchBytes batch;
    batch.put(300, "k", bytes);
    batch.remove(1, bytes);
    EXPECT_THAT(rows_of(batch.take()), ElementsAre("300 k=" + bytes, "1 -" + bytes));
  }
}

TEST(BatchBytes, WithoutARowAreWhatRocksDbMakesOfNone) {
  rocksdb::WriteBatch made;
  BatchBytes batch;
  EXPECT_EQ(batch.take(), made.Data());
}

TEST(BatchBytes, ThatWereTakenAndPutBackGoOn) {
  BatchBytes batch;
  batch.put(1, "a", "1");
  batch.put_back(batch.take());
  batch.put(1, "b", "2");
  EXPECT_THAT(rows_of(batch.take()), ElementsAre("1 a=1", "1 b=2"));
}

TEST(BatchBytes, BeginAnewWhenTheyAreCleared) {
  BatchBytes batch;
  batch.put(1, "a", "1");
  (void)batch.take();
  batch.clear();
  EXPECT_EQ(batch.rows_count(), 0U);
  batch.put(1, "b", "2");
  EXPECT_THAT(rows_of(batch.take()), ElementsAre("1 b=2"));
}

}  // namespace
}  // namespace queue
