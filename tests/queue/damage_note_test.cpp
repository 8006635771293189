#include "queue/damage_note.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

namespace queue {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class DamageNoteTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string path = testing::TempDir() + "damage-XXXXXX";
    ASSERT_NE(::mkdtemp(path.data()), nullptr);
    directory = path;
    damage.found = {"one file", "and another"};
    damage.accepted = {{3, 7}, {std::nullopt, 2}};
    damage.commits_lost = 5;
    damage.intents_lost = true;
  }
  void TearDown() override { fs::remove_all(directory); }

  fs::path directory;
  std::string detail;
  Damage damage;
};

TEST_F(DamageNoteTest, IsReadBackAsItWasWritten) {
  EXPECT_FALSE(read_damage_note(directory));
  ASSERT_TRUE(write_damage_note(directory, damage, detail));
  const auto read = read_damage_note(directory);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->found, ElementsAre("one file", "and another"));
  ASSERT_EQ(read->accepted.size(), 2U);
  EXPECT_EQ(read->accepted[0].above, 3U);
  EXPECT_EQ(read->accepted[0].last, 7U);
  EXPECT_FALSE(read->accepted[1].above);
  EXPECT_EQ(read->commits_lost, 5U);
  EXPECT_TRUE(read->intents_lost);
  EXPECT_FALSE(read->limits_lost);
  remove_damage_note(directory);
  EXPECT_FALSE(read_damage_note(directory));
}

TEST_F(DamageNoteTest, TellsOfTheWorstWhenItCannotBeRead) {
  ASSERT_TRUE(write_damage_note(directory, damage, detail));
  fs::resize_file(directory / damage_note_name, 20);
  const auto read = read_damage_note(directory);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->limits_lost && read->intents_lost && read->more_lost);
}

TEST_F(DamageNoteTest, IsTakenTogetherWithAnotherAndCountsNothingTwice) {
  Damage other = damage;
  other.found.emplace_back("a third");
  other.limits_lost = true;
  const Damage both = together(damage, other);
  EXPECT_THAT(both.found, ElementsAre("one file", "and another", "a third"));
  EXPECT_EQ(both.accepted.size(), 2U);
  EXPECT_EQ(both.commits_lost, 5U);
  EXPECT_TRUE(both.limits_lost);
}

}  // namespace
}  // namespace queue
