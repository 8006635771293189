#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

#include "queue/damage_note.hpp"
#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SpoolDamage : public SpoolTest {
 protected:
  static std::vector<fs::path> files(const fs::path& where, const std::string& extension) {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(where)) {
      if (file.path().extension() == extension) found.push_back(file.path());
    }
    std::ranges::sort(found);
    return found;
  }
  static fs::path newest_log(const fs::path& where) { return files(where, ".log").back(); }

  static std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  static void flip(const fs::path& file, std::size_t at) {
    std::string bytes = bytes_of(file);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    write(file, bytes);
  }
  /// Why it does not open.
  errc refused() {
    const auto opened = try_open(detail);
    EXPECT_FALSE(opened);
    if (opened) return {};
    return static_cast<errc>(opened.error().value());
  }

  std::string detail;
};

TEST_F(SpoolDamage, OfAnUnsyncedTailLosesNothingThatWasSynced) {
  open();
  accept({"a", "b", "c"});
  const auto synced_bytes = fs::file_size(newest_log(directory));
  Submission large = submission("later");
  large.payload.assign(12'000, 'p');
  hand_in({large});  // stands for what a power cut catches unsynced
  const fs::path copied = copy();
  fs::remove(copied / "synced.now");  // which the machine's death left old
  const std::string whole = bytes_of(newest_log(copied));
  ASSERT_GT(whole.size(), synced_bytes);

  std::mt19937 random(1);
  std::vector<std::size_t> cuts{synced_bytes, synced_bytes + 1, whole.size() - 1};
  while (cuts.size() < 7) {
    cuts.push_back(synced_bytes + random() % (whole.size() - synced_bytes));
  }
  for (const std::size_t cut : cuts) {
    std::string zeroed = whole;
    std::fill(zeroed.begin() + static_cast<std::ptrdiff_t>(cut), zeroed.end(), '\0');
    std::string garbage = whole;
    std::generate(garbage.begin() + static_cast<std::ptrdiff_t>(cut), garbage.end(),
                  [&] { return static_cast<char>(random()); });
    for (const std::string& tail : {whole.substr(0, cut), zeroed, garbage}) {
      if (tail == whole) continue;
      go_on_from(copied);
      write(newest_log(directory), tail);
      open();
      ASSERT_NE(spool, nullptr) << "cut at " << cut << " of " << whole.size();
      EXPECT_THAT(waiting_ids(), ElementsAre("a", "b", "c")) << "cut at " << cut;
      EXPECT_THAT(accept({"a", "later"}), ElementsAre(Acceptance::duplicate, Acceptance::accepted));
    }
  }
}

TEST_F(SpoolDamage, OfATailIsKeptInQuarantine) {
  open();
  accept({"a"});
  accept({"b"});
  const fs::path copied = copy();
  fs::remove(copied / "synced.now");
  std::string bytes = bytes_of(newest_log(copied));
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  go_on_from(copied);
  const fs::path log = newest_log(directory);
  write(log, bytes);
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
  EXPECT_EQ(bytes_of(directory / "quarantine" / log.filename()), bytes);
}

TEST_F(SpoolDamage, IsFoundWhenTheNewestLogIsGone) {
  open();
  accept({"a", "b"});
  crash();
  fs::remove(newest_log(directory));
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr("of 2 synced commits are missing"));
}

TEST_F(SpoolDamage, IsFoundWhenTheNewestLogIsCutShort) {
  open();
  accept({"a"});
  accept({"b"});
  crash();
  fs::resize_file(newest_log(directory), fs::file_size(newest_log(directory)) - 1);
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr("1 or more of 3 synced commits are missing"));
}

TEST_F(SpoolDamage, IsFoundWhenTheDatabaseIsGone) {
  open();
  accept({"a"});
  close();
  fs::remove(directory / "CURRENT");
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr("CURRENT is missing"));
}

TEST_F(SpoolDamage, IsFoundWhenTheDatabaseNamesAManifestThatIsNotThere) {
  open();
  accept({"a"});
  close();
  flip(directory / "CURRENT", 12);
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr("CURRENT"));
}

TEST_F(SpoolDamage, IsFoundInTheFrameOfATableBeforeTheEngineMeetsIt) {
  open();
  accept({"a"});
  crash();
  open();
  close();
  const fs::path table = files(directory, ".sst").front();
  flip(table, fs::file_size(table) - 12);
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr(table.string()));
}

TEST_F(SpoolDamage, IsNotATableThatADeathLeftHalfWritten) {
  open();
  accept({"a"});
  close();
  open();
  close();
  const std::string whole = bytes_of(files(directory, ".sst").front());
  write(directory / "999999.sst", whole.substr(0, whole.size() / 2));
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_THAT(spool->state_at_open().damage, IsEmpty());
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(SpoolDamage, IsFoundWhenAManifestIsGone) {
  open();
  accept({"a"});
  close();
  for (const auto& file : fs::directory_iterator(directory)) {
    if (file.path().filename().string().starts_with("MANIFEST")) fs::remove(file.path());
  }
  EXPECT_NE(refused(), errc{});
  EXPECT_THAT(detail, HasSubstr("MANIFEST"));
}

TEST_F(SpoolDamage, OfTheSyncedMarkIsToldAndTheNoteBesideItRead) {
  open();
  accept({"a"});
  close();
  flip(directory / "synced", 20);
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_THAT(spool->state_at_open().damage, Contains(HasSubstr("synced is damaged")));
  EXPECT_THAT(waiting_ids(), ElementsAre("a"));
}

TEST_F(SpoolDamage, OfTheSyncedMarkWithoutANoteIsRefused) {
  open();
  close();
  fs::remove(directory / "synced.now");
  flip(directory / "synced", 20);
  EXPECT_EQ(refused(), errc::damaged);
  EXPECT_THAT(detail, HasSubstr("synced is damaged"));
}

TEST_F(SpoolDamage, IsDealtWithOnceMoreWhenADeathCameBetween) {
  open();
  accept({"a"});
  crash();
  std::string told;
  Damage damage;
  damage.found.push_back("found before the death");
  damage.intents_lost = damage.limits_lost = true;
  ASSERT_TRUE(write_damage_note(directory, damage, told));
  open();
  EXPECT_EQ(spool->state_at_open().in_doubt, 1U);
  EXPECT_THAT(spool->state_at_open().damage, Contains("found before the death"));
  EXPECT_FALSE(fs::exists(directory / "damage"));
}

TEST_F(SpoolDamage, OfStoredMessagesStopsTheSpoolInsteadOfBeingRead) {
  open();
  std::vector<Submission> large;
  for (int i = 0; i < 2000; ++i) {
    large.push_back(submission("id-" + std::to_string(i)));
    std::ranges::generate(large.back().payload.append(8000, ' '),
                          [random = std::minstd_rand(static_cast<unsigned>(i + 1))]() mutable {
                            return static_cast<char>(random());
                          });
  }
  hand_in(std::move(large));
  crash();
  open();  // the log's messages are in a table file now
  close();
  const auto tables = files(directory, ".sst");
  const auto largest = std::ranges::max_element(
      tables, {}, [](const fs::path& file) { return fs::file_size(file); });
  ASSERT_NE(largest, tables.end());
  std::string bytes = bytes_of(*largest);
  for (std::size_t at = 100; at < bytes.size() / 2; at += 1000) {
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
  }
  write(*largest, bytes);
  open();
  ASSERT_NE(spool, nullptr);
  shard->request(ReadLane{1, 2, 0, 100});
  const auto failed = shard->next<SpoolFailed>();
  EXPECT_EQ(failed.error, make_error_code(errc::damaged));
  EXPECT_THAT(failed.detail, HasSubstr(largest->filename().string()));
}

}  // namespace
}  // namespace queue
