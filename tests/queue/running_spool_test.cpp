#include "tests/queue/spool_model.hpp"

#include <gmock/gmock.h>

#include <iostream>
#include <random>

#include "tests/queue/spool_fixture.hpp"

namespace queue {
namespace {

namespace fs = std::filesystem;
using ModelStanding = SpoolModel::Standing;

constexpr std::uint32_t slots_count = 8;
constexpr LaneNumber lanes_count = 3;
constexpr const char* dead_mark = ", dead";

/// Drives a spool at random, lets it die at random moments, and compares what comes back with the
/// model after some prefix of what was under way when it died.
class SpoolModelTest : public SpoolTest, public testing::WithParamInterface<unsigned> {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    std::cout << "seed " << GetParam() << "\n";
    random_.seed(GetParam());
    open();
    for (LaneNumber lane = 1; lane <= lanes_count; ++lane) accept_into(lane);
    learn();
  }

  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(random_() % sides); }
  std::string text() { return "text " + std::to_string(++texts_); }

  void accept_into(LaneNumber lane) {
    const std::string id = "id-" + std::to_string(++ids_);
    accept({id}, "KS" + std::to_string(lane), static_cast<Priority>(1 + roll(3)));
    model_.accept(id);
  }

  /// Reads every lane from its beginning, as a shard does after a start.
  std::vector<StoredMessage> read_all() {
    std::vector<StoredMessage> found;
    for (LaneNumber lane = 1; lane <= lanes_count; ++lane) {
      for (Priority priority = 1; priority <= priorities_count; ++priority) {
        LaneRead read;
        do {
          read = shard->read(lane, priority, read.next, 1 + roll(20));
          for (auto& message : read.messages) {
            EXPECT_TRUE(found.empty() || found.back().key < message.key);
            found.push_back(std::move(message));
          }
        } while (!read.end);
      }
    }
    return found;
  }
  void learn() {
    for (const auto& message : read_all()) keys_[message.id] = message.key;
  }

  /// Something that may be done with a message that the shard has in its hands.
  void act() {
    std::vector<std::string> open_ids;
    std::vector<std::uint32_t> free(slots_count);
    for (std::uint32_t slot = 0; slot < slots_count; ++slot) free[slot] = slot;
    for (const auto& [id, message] : model_.messages) {
      if (message.slot) std::erase(free, *message.slot);
      if (message.standing != ModelStanding::settled && keys_.contains(id)) open_ids.push_back(id);
    }
    if (open_ids.empty()) return;
    const std::string id = open_ids[roll(static_cast<std::uint32_t>(open_ids.size()))];
    const auto& message = model_.messages.at(id);
    const MessageKey key = keys_.at(id);
    const std::uint32_t slot = message.slot.value_or(no_slot);
    const bool can_arm =
        !message.slot && !free.empty() &&
        (message.standing == ModelStanding::waiting ||
         (message.standing == ModelStanding::due && message.due <= at_second(100)));
    switch (roll(6)) {
      case 0: {
        // Its text is its receipt too, and tells whether the message is kept.
        const std::string outcome = text() + (roll(2) == 0 ? dead_mark : "");
        const bool dead = outcome.ends_with(dead_mark);
        shard->request(Settle{key, slot, outcome, outcome, dead});
        return model_.move(id, ModelStanding::settled, outcome);
      }
      case 1: {
        const std::string progress = text();
        const WallTime due = at_second(roll(200));
        const bool in_doubt = roll(2) == 0;
        shard->request(Defer{key, slot, due, in_doubt, progress});
        return model_.move(id, ModelStanding::due, progress, due, in_doubt);
      }
      case 2: {
        const std::string progress = text();
        if (roll(3) != 0) return;
        const bool in_doubt = roll(2) == 0;
        shard->request(Hold{key, slot, in_doubt, progress});
        return model_.move(id, ModelStanding::held, progress, {}, in_doubt);
      }
      default:
        if (message.slot) {
          shard->request(Revoke{slot});
          return model_.revoke(id);
        }
        if (!can_arm) return;
        const std::string progress = text();
        shard->request(Arm{free.front(), key, at_second(60), progress});
        model_.arm(id, free.front(), progress);
    }
  }

  /// The spool as a fresh process finds it, in the words of the model.
  std::set<std::string> observe() {
    std::set<std::string> lines;
    const auto add = [&](const std::string& line) {
      EXPECT_TRUE(lines.insert(line).second) << "twice: " << line;
    };
    for (const auto& message : read_all()) {
      keys_[message.id] = message.key;
      add(SpoolModel::line(message.id, ModelStanding::waiting, message.progress));
    }
    for (auto left = shard->count<InDoubt>(); left > 0; --left) {
      const auto doubt = shard->next<InDoubt>();
      keys_[doubt.message.id] = doubt.message.key;
      add(SpoolModel::line(doubt.message.id, ModelStanding::doubt, doubt.message.progress));
    }
    for (auto left = shard->count<DueBlocks>(); left > 0; --left) {
      for (const auto& message : shard->next<DueBlocks>().messages) {
        keys_[message.id] = message.key;
        add(SpoolModel::line(message.id, ModelStanding::due, message.progress));
      }
    }
    std::string detail;
    const auto reader = SpoolReader::open(directory, detail);
    EXPECT_TRUE(reader) << detail;
    for (const auto& row : *(*reader)->open_messages(10'000)) {
      if (row.held) add(SpoolModel::line(row.id, ModelStanding::held, row.progress));
    }
    for (const auto& row : *(*reader)->outcomes(0, 10'000)) {
      add(SpoolModel::line(row.id, ModelStanding::settled, row.outcome));
    }
    return lines;
  }

  void expect_receipts_and_dead_letters() {
    std::uint64_t dead_count = 0;
    for (const auto& [id, message] : model_.messages) {
      if (message.standing != ModelStanding::settled) continue;
      dead_count += message.text.ends_with(dead_mark) ? 1 : 0;
      shard->request(FindReceipts{0, {message.text}});
      EXPECT_TRUE(shard->next<ReceiptsFound>().owners.at(0)) << id;
    }
    EXPECT_EQ(spool->levels().dead_count, dead_count);
  }

  std::set<std::string> due_now() {
    std::set<std::string> ids;
    shard->request(DueCredit{1'000'000});
    for (auto left = shard->count<DueRead>(); left > 0; --left) {
      for (const auto& message : shard->next<DueRead>().messages) {
        EXPECT_TRUE(ids.insert(message.id).second) << "twice: " << message.id;
      }
    }
    return ids;
  }

  /// Everything so far is durable; then some more happens, and the process or the machine dies in
  /// the middle of it. The worlds that may be found afterwards.
  std::vector<SpoolModel> die() {
    accept_into(1);  // its sync covers all before it
    const auto log_bytes = fs::file_size(newest_log());
    std::vector<SpoolModel> worlds{model_};
    for (auto left = roll(12); left > 0; --left) {
      act();
      worlds.push_back(model_);
    }
    const bool machine = roll(2) == 0;
    if (machine) shard->status();
    crash();
    if (machine) {
      fs::remove(directory / "synced.now");  // nothing of its newest state reached the disk
      const auto log = newest_log();
      const auto unsynced_bytes = static_cast<std::uint32_t>(fs::file_size(log) - log_bytes);
      fs::resize_file(log, log_bytes + roll(unsynced_bytes + 1));
    }
    for (auto& world : worlds) world.die();
    return worlds;
  }

  fs::path newest_log() const {
    fs::path newest;
    for (const auto& file : fs::directory_iterator(directory)) {
      if (file.path().extension() == ".log" && file.path() > newest) newest = file.path();
    }
    return newest;
  }

  std::mt19937 random_;
  SpoolModel model_;
  std::map<std::string, MessageKey> keys_;
  int ids_ = 0;
  int texts_ = 0;
};

TEST_P(SpoolModelTest, ComesBackAsAPrefixOfWhatWasAskedHoweverItDies) {
  for (int death = 0; death < 8; ++death) {
    for (int step = 0; step < 40; ++step) {
      if (roll(3) == 0) {
        accept_into(1 + roll(lanes_count));
      } else {
        act();
      }
    }
    learn();
    const auto worlds = die();
    open();
    ASSERT_NE(spool, nullptr);
    const auto found = observe();
    const auto world =
        std::ranges::find_if(worlds, [&](const SpoolModel& one) { return one.told() == found; });
    ASSERT_NE(world, worlds.end()) << "death " << death << ", found:\n"
                                   << testing::PrintToString(found) << "\nbut all of it would be\n"
                                   << testing::PrintToString(worlds.back().told());
    model_ = *world;
    EXPECT_EQ(due_now(), model_.come(at_second(100)));
    std::uint64_t open_count = 0;
    for (const auto& [id, message] : model_.messages) {
      open_count += message.standing == ModelStanding::settled ? 0 : 1;
    }
    EXPECT_EQ(spool->state_at_open().messages_open, open_count);
    EXPECT_EQ(spool->levels().in_doubt_count, model_.in_doubt_count());
    expect_receipts_and_dead_letters();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SpoolModelTest, testing::Values(1U, 2U, std::random_device{}()),
                         [](const auto& made_with) {
                           return "number" + std::to_string(made_with.index);
                         });

}  // namespace
}  // namespace queue
