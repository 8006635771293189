#include "queue/table_file.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

/// A table of 2,000 rows, of which each block holds some tens.
class TableFileTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Store::Batch batch(*store);
    std::minstd_rand random(1);
    for (int i = 0; i < 2000; ++i) {
      std::string value(100, ' ');
      for (char& byte : value) byte = static_cast<char>(random());
      batch.put(Family::held, table_key(i), value);
    }
    batch.remove(Family::held, "removed");
    ASSERT_TRUE(store->write(batch));
    store->close();
    store->reopen();  // the log becomes a table
    store->close();
    for (const auto& path : spool_files::with_extension(directory, ".sst")) {
      if (TableFile(path).family() == "held") table = path;
    }
    ASSERT_FALSE(table.empty());
    bytes = bytes_of_file(table);
  }
  static std::string table_key(int i) { return "key-" + std::to_string(10'000 + i); }
  void write_table(std::string_view damaged) {
    std::ofstream(table, std::ios::binary | std::ios::trunc) << damaged;
  }
  static std::size_t rows_of(TableFile& file) {
    std::size_t rows = 0;
    while (file.next()) ++rows;
    return rows;
  }

  std::filesystem::path table;
  std::string bytes;
};

TEST_F(TableFileTest, GivesEachRowWithItsOrder) {
  TableFile file(table);
  ASSERT_TRUE(file.next());
  EXPECT_EQ(file.row().key, table_key(0));
  EXPECT_GT(file.row().order, 0U);
  ASSERT_TRUE(file.row().value);
  EXPECT_THAT(*file.row().value, SizeIs(100));
  EXPECT_EQ(1 + rows_of(file), 2001U);
  EXPECT_TRUE(file.at_end());
  EXPECT_THAT(file.holes(), IsEmpty());
  EXPECT_FALSE(file.frame_damaged());
}

TEST_F(TableFileTest, LosesOnlyTheBlockThatIsDamagedAndTellsItsKeys) {
  bytes[bytes.size() / 2] ^= 1;
  write_table(bytes);
  TableFile file(table);
  const std::size_t rows = rows_of(file);
  EXPECT_LT(rows, 2001U);
  EXPECT_GT(rows, 1800U);
  ASSERT_THAT(file.holes(), SizeIs(1));
  EXPECT_GT(file.holes()[0].last, file.holes()[0].above);
  EXPECT_FALSE(file.holes()[0].to_the_end);
}

TEST_F(TableFileTest, IsReadFromItsStartWithoutAnIndex) {
  const std::string sound = bytes;
  for (const std::size_t cut : {sound.size() - 1, sound.size() * 3 / 4}) {
    write_table(std::string_view(sound).substr(0, cut));
    TableFile file(table);
    const std::size_t rows = rows_of(file);
    EXPECT_TRUE(file.frame_damaged());
    EXPECT_GT(rows, 1300U) << cut;
    ASSERT_THAT(file.holes(), SizeIs(1));
    EXPECT_TRUE(file.holes()[0].to_the_end);
  }
}

TEST_F(TableFileTest, TellsAnyBitThatFlipped) {
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    std::string damaged = bytes;
    const std::size_t at = random() % (bytes.size() - 60);  // the end has bytes that mean nothing
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (random() % 8)));
    write_table(damaged);
    TableFile file(table);
    file.read_all();
    EXPECT_TRUE(file.frame_damaged() || !file.holes().empty()) << at;
  }
}

TEST_F(TableFileTest, TellsAFormatThatIsNotOurs) {
  bytes[bytes.size() - 12] = '\0';
  write_table(bytes);
  EXPECT_TRUE(TableFile(table).frame_damaged());
}

}  // namespace
}  // namespace queue
