#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include "queue/bytes.hpp"
#include "queue/format.hpp"
#include "queue/synced_mark.hpp"
#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A spool as version 2 wrote it: an open, a held, a due and a settled message, and one in doubt.
class OlderFormat : public ControlTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    std::filesystem::create_directory(directory);
    write_all();
    std::string detail;
    ASSERT_TRUE(write_mark(directory, {.format_version = 2, .commits = 7, .closed = true}, detail));
  }

  void write_all() {
    const std::vector<std::string> names = {"default", "messages", "ids",     "outcomes", "due",
                                            "held",    "lanes",    "intents", "doubts"};
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    rocksdb::DBOptions settings;
    settings.create_if_missing = settings.create_missing_column_families = true;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(settings, directory.string(), families, &handles_, &opened).ok());
    database_.reset(opened);
    write_meta();
    write_messages();
    for (auto* handle : handles_) (void)database_->DestroyColumnFamilyHandle(handle);
    database_.reset();
  }
  void put(std::size_t family, std::string_view key, std::string_view value) {
    ASSERT_TRUE(database_->Put({}, handles_.at(family), key, value).ok());
  }
  void write_meta() {
    put(0, "version", std::string("\0\0\0\2", 4));
    std::string counters;
    for (const std::uint64_t number : {7, 5, 1}) append_number(counters, number);  // the last ones
    append_number(counters, std::uint32_t{1});                                     // lanes
    for (const std::uint64_t number : {4, 1, 1, 1}) append_number(counters, number);
    append_number(counters, (std::uint64_t{1} << 63) + 40'000'000);  // the last activity
    put(0, "counters", counters);
    put(0, "holdKS1", "why");
    put(6, "KS1", std::string("\0\0\0\1", 4));
  }
  void write_messages() {
    using format::Standing;
    const auto store = [this](Sequence sequence, const std::string& id, Standing standing) {
      std::string value;
      format::encode(value, format::MessageEntry{.standing = standing,
                                                 .outcome = 1,
                                                 .due = at_second(60),
                                                 .accepted_at = at_second(10),
                                                 .not_before = {},
                                                 .id = id,
                                                 .payload = "payload of " + id});
      const std::string key = format::message_key({1, 2, sequence});
      put(1, key, value);
      put(2, id, key + '\7' + std::string(15, '\0'));
    };
    store(1, "waiting", Standing::waiting);
    store(2, "held", Standing::held);
    store(3, "due", Standing::due);
    store(4, "settled", Standing::settled);
    store(5, "doubtful", Standing::waiting);
    put(3, format::outcome_key(1), "\7settledsent");
    put(4, format::due_key({at_second(60), {1, 2, 3}}), "\2tried");
    put(5, format::message_key({1, 2, 2}), "\4held");
    std::string intent;
    format::encode(intent, format::IntentEntry{{1, 2, 5}, at_second(50), "armed"});
    put(8, format::message_key({1, 2, 5}), intent);
  }

 private:
  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

TEST_F(OlderFormat, IsOpenedWithAllThatItHolds) {
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_EQ(spool->state_at_open().messages_open, 4U);
  EXPECT_EQ(spool->state_at_open().held, 1U);
  EXPECT_EQ(spool->state_at_open().in_doubt, 1U);
  EXPECT_EQ(spool->state_at_open().last_activity, at_second(40));
  EXPECT_EQ(levels().dead_count, 0U);
  EXPECT_EQ(shard->next<LaneOpened>().hold, "why");
  EXPECT_EQ(shard->next<InDoubt>().message.progress, "armed");
  EXPECT_THAT(waiting_ids(), ElementsAre("waiting"));
  EXPECT_THAT(due_now(5), ElementsAre("due"));
  EXPECT_EQ(find("settled")->outcome, "sent");
  EXPECT_THAT(accept({"held"}), ElementsAre(Acceptance::duplicate));
}

TEST_F(OlderFormat, IsTheNewOneFromTheFirstOpenOn) {
  open();
  shard->request(Settle{.key = find("due")->message.key,
                        .outcome = "rejected",
                        .receipt = "KI1",
                        .keeps_message = true,
                        .note = {at_second(70), "noted"}});
  shard->status();
  crash();
  std::string detail;
  EXPECT_EQ((*read_mark(directory, detail))->format_version, 3U);
  open();
  EXPECT_EQ(spool->levels().dead_count, 1U);
  EXPECT_THAT(list_dead().rows, SizeIs(1));
  EXPECT_THAT(find("due")->history, SizeIs(1));
  EXPECT_TRUE(owners_of({"KI1"}).at(0));
}

TEST_F(OlderFormat, IsReadBesideAnOpenOrWithoutOne) {
  for (const bool opened : {false, true}) {
    if (opened) open();
    std::string detail;
    const auto reader = SpoolReader::open(directory, detail);
    ASSERT_TRUE(reader) << detail;
    EXPECT_THAT(*(*reader)->outcomes(0, 10), SizeIs(1));
    EXPECT_THAT(*(*reader)->open_messages(10), SizeIs(2));
  }
}

TEST_F(OlderFormat, MayHaveBeenOpenedByAProcessThatDiedBeforeItsMark) {
  open();
  close();
  std::string detail;
  ASSERT_TRUE(write_mark(directory, {.format_version = 2, .commits = 7, .closed = true}, detail));
  open();
  ASSERT_NE(spool, nullptr);
  EXPECT_EQ(find("settled")->outcome, "sent");
}

}  // namespace
}  // namespace queue
