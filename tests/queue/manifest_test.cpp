#include "queue/manifest.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

using testing::Contains;
using testing::ElementsAreArray;
using testing::Not;

class ManifestTest : public StoreTest {
 protected:
  /// The log becomes tables, and the database is closed.
  void make_tables() {
    store->close();
    store->reopen();
    store->close();
  }
  LogFile manifest() const { return read_log(bytes_of_file(spool_files::manifest_of(directory))); }
  std::vector<std::filesystem::path> all_tables() const {
    return spool_files::with_extension(directory, ".sst");
  }
  /// As a death in the middle of a flush leaves it.
  std::filesystem::path write_half_a_table() {
    const auto half = directory / "999999.sst";
    const std::string whole = bytes_of_file(all_tables().front());
    std::ofstream(half, std::ios::binary) << whole.substr(0, whole.size() / 2);
    return half;
  }
};

TEST_F(ManifestTest, NamesTheTablesOfTheDatabase) {
  put("a", "1");
  make_tables();
  ASSERT_FALSE(all_tables().empty());
  EXPECT_EQ(live_tables(manifest())->size(), all_tables().size());
  EXPECT_THAT(tables_of(directory), ElementsAreArray(all_tables()));
}

TEST_F(ManifestTest, NamesNoTableAnyMoreThatWasReplaced) {
  for (int i = 0; i < 8; ++i) {  // enough for a compaction
    put("a", std::to_string(i));
    store->close();
    store->reopen();
  }
  store->close();
  EXPECT_THAT(tables_of(directory), ElementsAreArray(all_tables()));
  const auto live = live_tables(manifest());
  EXPECT_EQ(live->size(), all_tables().size());
}

TEST_F(ManifestTest, DoesNotNameWhatADeathLeftHalfWritten) {
  put("a", "1");
  make_tables();
  const auto half = write_half_a_table();
  EXPECT_THAT(all_tables(), Contains(half));
  EXPECT_THAT(tables_of(directory), Not(Contains(half)));
}

TEST_F(ManifestTest, OfANewDatabaseNamesNone) {
  store->close();
  EXPECT_TRUE(live_tables(manifest())->empty());
}

TEST_F(ManifestTest, ThatIsGoneLeavesAllTablesInQuestion) {
  put("a", "1");
  make_tables();
  const auto half = write_half_a_table();
  std::filesystem::remove(spool_files::manifest_of(directory));
  EXPECT_THAT(tables_of(directory), Contains(half));
}

TEST_F(ManifestTest, WithDamageInItsMiddleLeavesAllTablesInQuestion) {
  put("a", "1");
  make_tables();
  const auto half = write_half_a_table();
  const auto path = spool_files::manifest_of(directory);
  std::string bytes = bytes_of_file(path);
  bytes[20] = static_cast<char>(bytes[20] ^ 1);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  EXPECT_THAT(tables_of(directory), Contains(half));
}

TEST_F(ManifestTest, WithAnEditOfAnotherVersionSaysNothing) {
  put("a", "1");
  make_tables();
  LogFile edits = manifest();
  edits.records.push_back({0, "\x90\x03"});  // tag 400
  EXPECT_FALSE(live_tables(edits));
}

TEST_F(ManifestTest, WithAnEditThatIsCutShortSaysNothing) {
  put("a", "1");
  make_tables();
  const LogFile edits = manifest();
  const auto longest = std::ranges::max_element(
      edits.records, {}, [](const LogFile::Record& record) { return record.payload.size(); });
  const std::string whole = longest->payload;
  std::size_t refused = 0;
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    LogFile cut;
    cut.records.push_back({0, whole.substr(0, bytes)});
    refused += live_tables(cut) ? 0U : 1U;
  }
  EXPECT_GT(refused, whole.size() / 2);
}

}  // namespace
}  // namespace queue
