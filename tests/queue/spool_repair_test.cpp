#include "queue/spool_repair.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "queue/side_file.hpp"
#include "queue/spool_files.hpp"
#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SpoolRepair : public SpoolTest {
 protected:
  /// Some of each kind, in tables and a log: "sent" is settled, "doubtful" armed, "held" held.
  void make_spool() {
    open();
    accept({"sent", "doubtful", "held"});
    const auto messages = shard->read(1).messages;
    shard->arm(0, messages[0].key);
    shard->request(Settle{messages[0].key, 0, "done"});
    shard->arm(1, messages[1].key);
    shard->request(Hold{messages[2].key, no_slot, false, "why"});
    shard->status();
    crash();
    open();
    accept({"waiting", "more"});
    accept({"elsewhere"}, "KS2");
    crash();
  }
  SpoolFindings repair() {
    const auto repaired = repair_spool(options(directory), false, detail);
    EXPECT_TRUE(repaired) << detail;
    return repaired ? *repaired : SpoolFindings{};
  }
  SpoolFindings check() {
    const auto checked = check_spool(options(directory), detail);
    EXPECT_TRUE(checked) << detail;
    return checked ? *checked : SpoolFindings{};
  }
  fs::path largest(const std::string& extension) {
    const auto files = spool_files::with_extension(directory, extension);
    return *std::ranges::max_element(files, {}, [](const auto& f) { return fs::file_size(f); });
  }
  static void flip_bit(const fs::path& file, std::size_t at) {
    std::string bytes = bytes_of_file(file);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  /// What is readable is there, and nothing that may have been sent waits.
  void expect_all_there() {
    open();
    ASSERT_NE(spool, nullptr);
    EXPECT_EQ(spool->state_at_open().messages_open, 5U);
    EXPECT_EQ(spool->state_at_open().held, 1U);
    EXPECT_THAT(waiting_ids(1), Not(Contains("doubtful")));
    EXPECT_THAT(waiting_ids(2), ElementsAre("elsewhere"));
    EXPECT_THAT(accept({"sent", "more"}),
                ElementsAre(Acceptance::duplicate, Acceptance::duplicate));
    close();
    EXPECT_THAT(check().damage, IsEmpty());
  }

  std::string detail;
};

TEST_F(SpoolRepair, LeavesASoundSpoolAsItIs) {
  make_spool();
  EXPECT_THAT(check().damage, IsEmpty());
  const SpoolFindings findings = repair();
  EXPECT_THAT(findings.damage, IsEmpty());
  EXPECT_THAT(findings.repairs, IsEmpty());
  expect_all_there();
}

TEST_F(SpoolRepair, TakesATableThatADeathLeftHalfWrittenForNoDamage) {
  make_spool();
  const std::string whole = bytes_of_file(largest(".sst"));
  std::ofstream(directory / "999999.sst", std::ios::binary) << whole.substr(0, whole.size() / 2);
  EXPECT_THAT(check().damage, IsEmpty());
  expect_all_there();
}

TEST_F(SpoolRepair, IsRefusedWhileSomebodyHasTheSpool) {
  open();
  EXPECT_EQ(check_spool(options(directory), detail).error(), make_error_code(errc::in_use));
  EXPECT_EQ(repair_spool(options(directory), false, detail).error(), make_error_code(errc::in_use));
}

TEST_F(SpoolRepair, MakesADatabaseAgainWhoseManifestIsGone) {
  make_spool();
  fs::remove(spool_files::manifest_of(directory));
  EXPECT_FALSE(try_open(detail));
  EXPECT_THAT(repair().repairs, Contains(HasSubstr("rows were read")));
  EXPECT_TRUE(fs::exists(directory / "quarantine" / "repair-1" / "CURRENT"));
  expect_all_there();
}

TEST_F(SpoolRepair, MakesADatabaseAgainWhoseManifestIsDamaged) {
  make_spool();
  const fs::path manifest = spool_files::manifest_of(directory);
  flip_bit(manifest, fs::file_size(manifest) / 2);
  EXPECT_EQ(try_open(detail).error(), make_error_code(errc::damaged));
  EXPECT_THAT(detail, HasSubstr(manifest.string()));
  repair();
  expect_all_there();
}

TEST_F(SpoolRepair, FindsAgainWhatAnOpenRemovedThatBelievedAManifestCutShort) {
  make_spool();
  const fs::path manifest = spool_files::manifest_of(directory);
  fs::resize_file(manifest, fs::file_size(manifest) / 3);
  if (try_open(detail)) GTEST_SKIP() << "it names all that is needed";
  repair();
  expect_all_there();
}

TEST_F(SpoolRepair, ReadsWhatIsLeftOfADamagedTableAndTellsWhatIsNot) {
  open();
  std::vector<Submission> large;
  std::minstd_rand random(3);
  for (int i = 0; i < 500; ++i) {
    large.push_back(submission("id-" + std::to_string(i)));
    large.back().payload.assign(2000, ' ');
    for (char& byte : large.back().payload) byte = static_cast<char>(random());
  }
  hand_in(std::move(large));
  crash();
  open();
  close();
  const fs::path table = largest(".sst");
  flip_bit(table, fs::file_size(table) / 2);
  EXPECT_THAT(check().damage, Contains(HasSubstr(table.string())));
  const auto told = repair().repairs;
  open();
  ASSERT_NE(spool, nullptr);
  const auto left = spool->state_at_open().messages_open;
  EXPECT_LT(left, 500U);
  EXPECT_GT(left, 480U);
  EXPECT_THAT(told,
              Contains(HasSubstr(std::to_string(500 - left) + " messages have the outcome lost")));
  EXPECT_GT(spool->state_at_open().outcomes_last, 0U);
}

TEST_F(SpoolRepair, GoesOnWithoutALogThatIsGoneAndTellsWhatThatMayCost) {
  make_spool();
  fs::remove(largest(".log"));
  EXPECT_EQ(try_open(detail).error(), make_error_code(errc::damaged));
  const auto told = repair().repairs;
  EXPECT_THAT(told, Contains("3 accepted messages are lost, ids and all: hand them in again"));
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_EQ(spool->state_at_open().messages_open, 2U);
  EXPECT_THAT(accept({"waiting"}), ElementsAre(Acceptance::accepted));
}

TEST_F(SpoolRepair, GoesOnWithALogThatIsCutShort) {
  make_spool();
  const fs::path log = largest(".log");
  const auto whole = fs::file_size(log);
  for (const auto bytes : {whole - 1, whole / 2, std::uintmax_t{20}}) {
    const fs::path sound = copy();
    fs::resize_file(log, bytes);
    EXPECT_EQ(try_open(detail).error(), make_error_code(errc::damaged)) << bytes;
    EXPECT_THAT(detail, HasSubstr("synced commits are missing")) << bytes;
    EXPECT_THAT(repair().damage, Not(IsEmpty())) << bytes;
    open();
    ASSERT_NE(spool, nullptr) << bytes;
    EXPECT_THAT(waiting_ids(1), Not(Contains("doubtful")));
    go_on_from(sound);
  }
}

TEST_F(SpoolRepair, PutsAllInDoubtWhenNothingSaysHowFarTheSpoolWasSynced) {
  make_spool();
  for (const char* name : {"synced", "synced.now"}) fs::resize_file(directory / name, 3);
  EXPECT_EQ(try_open(detail).error(), make_error_code(errc::damaged));
  repair();
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_EQ(spool->state_at_open().in_doubt, 4U);
}

TEST_F(SpoolRepair, IsFinishedWhenItWasInterrupted) {
  make_spool();
  fs::create_directory(spool_files::remade_in(directory));
  std::ofstream(spool_files::remade_in(directory) / "moving") << "";
  EXPECT_EQ(try_open(detail).error(), make_error_code(errc::damaged));
  EXPECT_THAT(detail, HasSubstr("interrupted"));
  repair();
  expect_all_there();
}

TEST_F(SpoolRepair, OnlyTellsWhenItRunsDry) {
  make_spool();
  fs::remove(spool_files::manifest_of(directory));
  const auto told = repair_spool(options(directory), true, detail);
  ASSERT_TRUE(told);
  EXPECT_THAT(told->damage, Not(IsEmpty()));
  EXPECT_FALSE(try_open(detail));
}

}  // namespace
}  // namespace queue
