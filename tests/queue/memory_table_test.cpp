// Through RocksDB itself, beside a std::map: what is put is found, in every way that it is asked
// for. Of both kinds of tables.
#include "queue/memory_table.hpp"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/slice_transform.h>
#include <stdlib.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "queue/hashed_memory_table.hpp"

namespace queue {
namespace {

using Model = std::map<std::string, std::string>;

enum class Kind { sorted = 1, sorted_with_fingers, hashed };

class MemoryTableTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "memory-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory = path;
    std::cout << "seed " << seed << '\n';
    options.create_if_missing = true;
    options.allow_concurrent_memtable_write = false;
    options.memtable_factory =
        GetParam() == Kind::hashed ? make_hashed_memory_tables() : make_memory_tables();
    if (GetParam() == Kind::sorted_with_fingers) {  // one for each prefix
      options.memtable_insert_with_hint_prefix_extractor.reset(
          rocksdb::NewCappedPrefixTransform(2));
    }
    open();
  }
  void TearDown() override {
    db.reset();
    std::filesystem::remove_all(directory);
  }

  void open() {
    db.reset();
    rocksdb::DB* opened = nullptr;
    const auto status = rocksdb::DB::Open(options, directory, &opened);
    ASSERT_TRUE(status.ok()) << status.ToString();
    db.reset(opened);
  }

  std::size_t below(std::size_t end) { return random() % end; }

  /// Of some lengths and few first bytes, so that some are each other's prefix or come again.
  std::string some_key() {
    std::string key(1 + below(4), 'a');
    for (char& c : key) c = static_cast<char>("ab\0\xff"[below(4)]);
    return below(3) == 0 ? key + std::string(below(200), 'x') : key + std::to_string(below(500));
  }

  void put(const std::string& key, const std::string& value) {
    ASSERT_TRUE(db->Put({}, key, value).ok());
    model[key] = value;
  }
  void remove(const std::string& key) {
    ASSERT_TRUE(db->Delete({}, key).ok());
    model.erase(key);
  }
  void change_something() {
    if (below(5) == 0) {
      remove(some_key());
    } else {
      put(some_key(), std::string(below(40), static_cast<char>('A' + below(26))));
    }
  }
  /// As lanes end: each in its order, but for a few, and all in turns.
  void put_ascending(std::size_t number) {
    const std::string lane{static_cast<char>('a' + below(5)), '0'};
    std::string digits =
        std::to_string(1'000'000 + number - std::min<std::size_t>(number, below(9)));
    put(lane + digits, digits);
  }

  void expect_all_is_found() {
    std::unique_ptr<rocksdb::Iterator> rows(db->NewIterator({}));
    Model forwards;
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      forwards.emplace(rows->key().ToString(), rows->value().ToString());
    }
    EXPECT_EQ(forwards, model);
    std::size_t count = 0;
    auto expected = model.rbegin();
    for (rows->SeekToLast(); rows->Valid(); rows->Prev(), ++expected, ++count) {
      ASSERT_NE(expected, model.rend());
      ASSERT_EQ(rows->key().ToString(), expected->first);
    }
    EXPECT_EQ(count, model.size());
    for (int i = 0; i < 300; ++i) expect_is_found(*rows, some_key());
  }
  void expect_is_found(rocksdb::Iterator& rows, const std::string& key) {
    std::string value;
    const bool is_there = db->Get({}, key, &value).ok();
    const auto known = model.find(key);
    ASSERT_EQ(is_there, known != model.end());
    if (is_there) {
      EXPECT_EQ(value, known->second);
    }

    rows.Seek(key);
    const auto from = model.lower_bound(key);
    ASSERT_EQ(rows.Valid(), from != model.end());
    if (rows.Valid()) {
      EXPECT_EQ(rows.key().ToString(), from->first);
    }

    rows.SeekForPrev(key);
    const auto behind = model.upper_bound(key);
    ASSERT_EQ(rows.Valid(), behind != model.begin());
    if (rows.Valid()) {
      EXPECT_EQ(rows.key().ToString(), std::prev(behind)->first);
    }
  }

  const std::uint32_t seed = std::random_device{}();
  std::mt19937 random{seed};
  std::filesystem::path directory;
  rocksdb::Options options;
  std::unique_ptr<rocksdb::DB> db;
  Model model;
};

TEST_P(MemoryTableTest, FindsWhatWasPutInAnyOrder) {
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 1000; ++i) change_something();
    expect_all_is_found();
  }
}

TEST_P(MemoryTableTest, FindsWhatWasPutNearlyInOrderUnderManyPrefixes) {
  for (std::size_t i = 0; i < 5000; ++i) put_ascending(i);
  expect_all_is_found();
}

TEST_P(MemoryTableTest, GivesAllOfItToATable) {
  for (int i = 0; i < 3000; ++i) change_something();
  ASSERT_TRUE(db->Flush({}).ok());
  expect_all_is_found();
  for (int i = 0; i < 3000; ++i) change_something();
  expect_all_is_found();
}

TEST_P(MemoryTableTest, HasItAgainFromTheLog) {
  for (int i = 0; i < 3000; ++i) change_something();
  open();
  expect_all_is_found();
}

TEST_P(MemoryTableTest, ShowsAnIteratorWhatWasThereWhenItWasMade) {
  for (int i = 0; i < 500; ++i) change_something();
  const Model before = model;
  std::unique_ptr<rocksdb::Iterator> rows(db->NewIterator({}));
  for (int i = 0; i < 500; ++i) change_something();
  Model seen;
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    seen.emplace(rows->key().ToString(), rows->value().ToString());
  }
  EXPECT_EQ(seen, before);
}

TEST_P(MemoryTableTest, HoldsAnEmptyKeyAndALongOne) {
  put("", "nothing");
  put(std::string(20'000, 'k'), "long");
  expect_all_is_found();
}

TEST_P(MemoryTableTest, FindsTheNewestOfWhatIsOverwrittenAgainAndAgain) {
  for (int i = 0; i < 5000; ++i) put("slot" + std::to_string(below(8)), std::to_string(i));
  expect_all_is_found();
  ASSERT_TRUE(db->Flush({}).ok());
  expect_all_is_found();
}

TEST_P(MemoryTableTest, ShowsAnIteratorInTheMiddleOfItsWayNothingNew) {
  for (int i = 0; i < 500; ++i) change_something();
  const Model before = model;
  std::unique_ptr<rocksdb::Iterator> rows(db->NewIterator({}));
  Model seen;
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    seen.emplace(rows->key().ToString(), rows->value().ToString());
    change_something();
  }
  EXPECT_EQ(seen, before);
}

INSTANTIATE_TEST_SUITE_P(OfEachKind, MemoryTableTest,
                         testing::Values(Kind::sorted, Kind::sorted_with_fingers, Kind::hashed));

}  // namespace
}  // namespace queue
