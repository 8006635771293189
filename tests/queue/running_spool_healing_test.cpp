#include <gmock/gmock.h>

#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "tests/queue/control_fixture.hpp"
#include "tests/queue/small_disk.hpp"

namespace queue {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// A spool on a disk of 128 MiB, driven until the disk is full.
class FullDiskTest : public ControlTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    if (!disk.mount(root() / "disk", 128 * mebibyte)) {
      GTEST_SKIP() << "only root may mount the small file system that is filled here";
    }
    directory = disk.path() / "spool";
    std::ranges::generate(noise_, [this] { return static_cast<char>(random_()); });
    reserve_bytes = 0;  // so that intake too drives into the wall
    open();
  }
  void TearDown() override {
    close();
    disk.unmount();
    SpoolTest::TearDown();
  }

  struct Batch {
    std::vector<std::string> ids;
    std::shared_future<Result<std::vector<Acceptance>>> answer;
  };
  /// How many of the first batches are answered.
  std::size_t answered_count() const {
    const auto waits = [](const Batch& batch) {
      return batch.answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
    };
    return static_cast<std::size_t>(std::ranges::find_if(batches, waits) - batches.begin());
  }
  std::vector<std::string> accepted_of(std::size_t count) const {
    std::vector<std::string> accepted;
    for (std::size_t i = 0; i < count; ++i) {
      if (batches[i].answer.get()) std::ranges::copy(batches[i].ids, std::back_inserter(accepted));
    }
    return accepted;
  }
  /// Hands in some 300 KiB that no compression makes small.
  Batch hand_in_large() {
    Batch batch;
    Intake intake;
    for (int i = 0; i < 20; ++i) {
      intake.submissions.push_back(submission("id-" + std::to_string(++ids_)));
      batch.ids.push_back(intake.submissions.back().id);
      intake.submissions.back().payload = noise_.substr(random_() % 1'000'000, 15'000);
    }
    auto answered = std::make_shared<std::promise<Result<std::vector<Acceptance>>>>();
    batch.answer = answered->get_future().share();
    intake.done = [answered](auto answers) { answered->set_value(std::move(answers)); };
    EXPECT_TRUE(spool->submit(std::move(intake)));
    return batch;
  }

  template <class Condition>
  static bool comes_true(Condition condition, std::chrono::seconds within = patience) {
    const auto give_up = std::chrono::steady_clock::now() + within;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return true;
  }
  bool paused() const { return spool->levels().out_of_space; }

  /// Arms and settles small messages, and hands in large ones, until the disk is full.
  void drive_into_the_wall() {
    for (int round = 0; round < 400 && !paused(); ++round) {
      if (acted_count_ < keys_.size()) act_on(acted_count_++);
      batches.push_back(hand_in_large());
      const auto& answer = batches.back().answer;
      ASSERT_TRUE(comes_true([&] {
        return paused() || answer.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
      }));
    }
    ASSERT_TRUE(paused()) << "the disk was not filled";
  }
  void accept_small(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back("small-" + std::to_string(i));
    accept(ids, "small");
    small_lane_ = shard->next<LaneOpened>().lane;
    for (const auto& message : shard->read(small_lane_).messages) keys_.push_back(message.key);
  }
  void act_on(std::size_t number) {
    const MessageKey key = keys_.at(number);
    const auto slot = static_cast<std::uint32_t>(number);
    shard->request(Arm{slot, key, at_second(50), ""});
    ++armed_count_;
    if (number % 3 == 0) settle(key, slot);
    if (number % 3 == 1) {
      shard->request(Defer{key, slot, at_second(60), true, "ambiguous", {at_second(9), "note"}});
    }
  }
  /// Every other one as a dead letter, so that it costs reads.
  void settle(const MessageKey& key, std::uint32_t slot) {
    receipts_.push_back("receipt of " + std::to_string(key.sequence));
    owners_.emplace_back(key);
    const bool dead = ++settled_count_ % 2 == 0;
    shard->request(Settle{key, slot, "sent", receipts_.back(), dead, {at_second(9), "note"}});
  }

  /// Everything that was asked is answered, as if the disk had never been full.
  void expect_all_is_well() {
    std::multiset<std::uint32_t> told;
    while (told.size() < armed_count_) {
      const auto armed = shard->next<Armed>();
      ASSERT_FALSE(armed.slots.empty());
      told.insert(armed.slots.begin(), armed.slots.end());
    }
    EXPECT_EQ(std::set(told.begin(), told.end()).size(), armed_count_) << "told twice";
    std::set<std::string> accepted;
    for (Batch& batch : batches) {
      ASSERT_EQ(batch.answer.wait_for(patience), std::future_status::ready);
      const auto& answers = batch.answer.get();
      if (answers) {
        accepted.insert(batch.ids.begin(), batch.ids.end());
      } else {
        EXPECT_EQ(answers.error(), make_error_code(errc::no_space));
      }
    }
    EXPECT_EQ(levels().open_count, accepted.size() + keys_.size() - settled_count_);
    EXPECT_EQ(counted_in_lanes(), levels().open_count);
    EXPECT_EQ(stored_large_ids(), accepted);
    EXPECT_EQ(levels().dead_count, settled_count_ / 2);
    EXPECT_EQ(owners_of(receipts_), owners_);
    for (std::size_t i = 0; i < acted_count_; ++i) {
      const std::size_t notes = i % 3 == 2 ? 0 : 1;
      EXPECT_EQ(find("small-" + std::to_string(i))->history.size(), notes) << i;
    }
    EXPECT_EQ(shard->count<Armed>(), 0U);
    EXPECT_EQ(shard->count<SpoolFailed>(), 0U);
  }
  std::set<std::string> stored_large_ids() {
    std::set<std::string> ids;
    const LaneNumber lane = small_lane_ + 1;  // opened next
    LaneRead read;
    if (batches.empty()) return ids;
    do {
      read = shard->read(lane, 2, read.next, 1000);
      for (const auto& message : read.messages) EXPECT_TRUE(ids.insert(message.id).second);
    } while (!read.end);
    return ids;
  }

  SmallDisk disk;
  std::vector<Batch> batches;
  std::vector<MessageKey> keys_;
  std::size_t acted_count_ = 0;
  std::size_t armed_count_ = 0;
  std::size_t settled_count_ = 0;
  std::vector<std::string> receipts_;  // of the settled ones
  std::vector<std::optional<MessageKey>> owners_;

 private:
  LaneNumber small_lane_ = 0;
  int ids_ = 0;
  std::minstd_rand random_{1};
  std::string noise_ = std::string(std::size_t{1'015'000}, ' ');
};

struct Moment {
  std::uint64_t leave_bytes;
  Durability durability;
};

class FullDiskAt : public FullDiskTest, public testing::WithParamInterface<Moment> {
 protected:
  void SetUp() override {
    durability = GetParam().durability;
    FullDiskTest::SetUp();
  }
};

/// What fails first differs: the log's growth, a sync, a flush, a compaction, a new log.
std::vector<Moment> moments() {
  std::vector<Moment> all;
  for (const std::uint64_t leave_bytes : {mebibyte / 16, 9 * mebibyte, 35 * mebibyte})
    all.push_back({leave_bytes, Durability::power});
  all.push_back({std::random_device{}() % (60 * mebibyte), Durability::process});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Moments, FullDiskAt, testing::ValuesIn(moments()),
                         [](const auto& made_with) {
                           return "number" + std::to_string(made_with.index);
                         });

TEST_P(FullDiskAt, TheSpoolPausesAndGoesOnOnceThereIsSpace) {
  std::cout << "leaving " << GetParam().leave_bytes << " bytes\n";
  accept_small(20);
  disk.fill_up_to(GetParam().leave_bytes);
  drive_into_the_wall();
  disk.make_room();
  EXPECT_TRUE(comes_true([&] { return !paused(); }, std::chrono::seconds{60}));
  expect_all_is_well();
  accept({"later"});
  const auto before = levels();
  reopen();
  EXPECT_EQ(spool->levels().open_count, before.open_count);
}

TEST_P(FullDiskAt, ADeathMeanwhileLosesNothingThatWasAcknowledged) {
  std::cout << "leaving " << GetParam().leave_bytes << " bytes\n";
  accept_small(20);
  disk.fill_up_to(GetParam().leave_bytes);
  drive_into_the_wall();
  const auto original = directory;
  const std::size_t answered_before = answered_count();
  const auto killed = copy();
  close();  // which goes on first if there happens to be space
  const auto accepted_before = accepted_of(answered_before);
  const auto accepted = accepted_of(batches.size());
  disk.make_room();
  for (const auto& where : {killed, original}) {
    directory = where;
    open();
    ASSERT_NE(spool, nullptr);
    for (const auto& id : where == killed ? accepted_before : accepted) EXPECT_TRUE(find(id)) << id;
    EXPECT_EQ(spool->state_at_open().messages_open, levels().open_count);
    close();
  }
}

using AFullDisk = FullDiskTest;

TEST_F(AFullDisk, RefusesAtOnceWhatIsNewAndSaysWhy) {
  accept_small(20);
  disk.fill_up_to(0);
  drive_into_the_wall();
  const auto no_space = make_error_code(errc::no_space);
  auto batch = hand_in_large();
  ASSERT_EQ(batch.answer.wait_for(patience), std::future_status::ready);
  EXPECT_EQ(batch.answer.get().error(), no_space);
  EXPECT_EQ(wait_for(cancel("small-1")).error(), no_space);
  EXPECT_EQ(wait_for(ask<void>(HoldLane{"small", "why", {}})).error(), no_space);
  EXPECT_EQ(wait_for(ask<std::optional<MessageView>>(FindMessage{"small-1", {}})).error(),
            no_space);
}

TEST_F(AFullDisk, KeepsQuestionsUntilThereIsSpace) {
  accept_small(20);
  disk.fill_up_to(0);
  drive_into_the_wall();
  shard->request(ReadLane{1, 2, 0, 100});
  shard->request(AskStatus{});
  disk.make_room();
  EXPECT_FALSE(shard->next<LaneRead>().messages.empty());
  EXPECT_GT(shard->next<SpoolStatus>().open_count, 0U);
}

TEST_F(AFullDisk, CanBeMetAgainAndAgain) {
  accept_small(20);
  for (int time = 0; time < 3; ++time) {
    disk.fill_up_to(static_cast<std::uint64_t>(time) * mebibyte / 4);
    drive_into_the_wall();
    disk.make_room();
    ASSERT_TRUE(comes_true([&] { return !paused(); }, std::chrono::seconds{60}));
  }
  accept({"later"});
}

TEST_F(AFullDisk, IsLeftInPeaceUntilEnoughSpaceIsFree) {
  accept_small(20);
  disk.fill_up_to(0);
  drive_into_the_wall();
  disk.fill_up_to(mebibyte / 2);
  EXPECT_FALSE(comes_true([&] { return !paused(); }, std::chrono::seconds{3}));
  disk.make_room();
  EXPECT_TRUE(comes_true([&] { return !paused(); }, std::chrono::seconds{60}));
  expect_all_is_well();
}

TEST_F(AFullDisk, IsNoPlaceToOpenASpool) {
  close();
  disk.fill_up_to(0);
  std::string detail;
  EXPECT_EQ(try_open(detail).error(), make_error_code(errc::no_space));
  EXPECT_THAT(detail,
              HasSubstr("can be opened once 1048576 bytes are free on its disk, and 0 are"));
}

}  // namespace
}  // namespace queue
