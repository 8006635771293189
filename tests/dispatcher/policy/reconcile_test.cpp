#include "dispatcher/policy/reconcile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// Messages of one participant, written at `written`, and a list that is compared with them.
class ReconcileTest : public testing::Test {
 protected:
  const WallTime written = sample::time("2026-11-23T10:00:00Z");

  void seek(const std::string& text, std::uint64_t age = 1, seconds written_later = {}) {
    messages_.push_back(sample::message(text));
    sought_.push_back({&messages_.back(), written + written_later,
                       written + written_later + provider_time_max, age});
  }

  /// Adds a row of the participant's, made `later` than the write.
  InteractionRow& list(const std::string& text, seconds later = seconds{1}, bool is_owned = false) {
    const std::string digits = std::to_string(100 + rows_.size());
    const auto sid = InteractionSid::parse("KI" + std::string(29, 'a') + digits);
    rows_.push_back({.interaction = *sid,
                     .outbound = *ParticipantSid::parse(sample::participant_text),
                     .is_message = true,
                     .text = text,
                     .created_at = written + later});
    is_owned_.push_back(is_owned);
    return rows_.back();
  }

  std::vector<Match> compare_all(microseconds clock_ahead = microseconds{0}) {
    std::vector<Listed> listed;
    for (std::size_t i = 0; i < rows_.size(); ++i) listed.push_back({&rows_[i], is_owned_[i]});
    return compare(sought_, listed, clock_ahead);
  }
  Finding finding(microseconds clock_ahead = microseconds{0}) {
    return compare_all(clock_ahead).at(0).finding;
  }
  std::vector<std::size_t> matter() {
    return rows_that_matter(sought_, {rows_.begin(), rows_.end()}, microseconds{0});
  }

  std::vector<InteractionRow> rows_;

 private:
  std::deque<Message> messages_;
  std::vector<Sought> sought_;
  std::vector<bool> is_owned_;
};

TEST_F(ReconcileTest, FindsTheRowOfTheMessage) {
  seek("hello");
  list("other text", seconds{1}, true);
  list("hello");
  const auto found = compare_all();
  EXPECT_EQ(found.at(0).finding, Finding::found);
  EXPECT_EQ(found.at(0).row, 1U);
}

TEST_F(ReconcileTest, SaysAbsentOfAnEmptyList) {
  seek("hello");
  EXPECT_EQ(finding(), Finding::absent);
}

TEST_F(ReconcileTest, SaysAbsentWhenEveryRowBelongsToSomebodyElse) {
  seek("hello");
  list("hello", seconds{1}, true);
  list("other text", seconds{1}, true);
  EXPECT_EQ(finding(), Finding::absent);
}

TEST_F(ReconcileTest, IsUnclearBesideAnUnownedRowOfAnotherText) {
  seek("hello");
  list("other text");
  EXPECT_EQ(finding(), Finding::unclear);
}

TEST_F(ReconcileTest, IsUnclearBesideARowWhoseTextCannotBeRead) {
  seek("hello");
  list("").text.reset();
  EXPECT_EQ(finding(), Finding::unclear);
}

TEST_F(ReconcileTest, IsUnclearBesideARowWhoseParticipantOrTimeCannotBeRead) {
  seek("hello");
  list("hello").outbound.reset();
  EXPECT_EQ(finding(), Finding::unclear);
  rows_.front() = list("hello");
  rows_.front().created_at.reset();
  rows_.back().text = "hello";
  rows_.back().is_message = false;
  EXPECT_EQ(finding(), Finding::unclear);
}

TEST_F(ReconcileTest, PassesOverWhatIsNoTextToTheParticipant) {
  seek("hello");
  list("hello").is_message = false;
  list("hello").is_inbound = true;
  list("hello").outbound = *ParticipantSid::parse("KP" + std::string(32, '1'));
  EXPECT_EQ(finding(), Finding::absent);
  EXPECT_THAT(matter(), IsEmpty());
}

TEST_F(ReconcileTest, FindsARowFromTwoSecondsBeforeTheWriteToTwoBehindTheProvidersTime) {
  seek("hello");
  InteractionRow& row = list("hello", seconds{-2});
  EXPECT_EQ(finding(), Finding::found);
  row.created_at = written + provider_time_max + seconds{2};
  EXPECT_EQ(finding(), Finding::found);
}

TEST_F(ReconcileTest, IsUnclearBesideAnEqualTextMinutesAwayThatNobodyOwns) {
  seek("hello");
  InteractionRow& row = list("hello", seconds{-60});
  EXPECT_EQ(finding(), Finding::unclear);
  row.created_at = written + seconds{33};
  EXPECT_EQ(finding(), Finding::unclear);
  row.created_at = written - minutes{11};
  EXPECT_EQ(finding(), Finding::absent);
}

TEST_F(ReconcileTest, SaysAbsentBesideAnotherTextMinutesAway) {
  seek("hello");
  list("other text", seconds{-60});
  EXPECT_EQ(finding(), Finding::absent);
}

TEST_F(ReconcileTest, GoesByTheProvidersClock) {
  seek("hello");
  list("hello", seconds{61});
  EXPECT_EQ(finding(), Finding::unclear);
  EXPECT_EQ(finding(seconds{60}), Finding::found);
}

TEST_F(ReconcileTest, GivesOneRowToTheEarlierOfTwins) {
  seek("hello", 2);
  seek("hello", 1);
  list("hello");
  const auto found = compare_all();
  EXPECT_EQ(found.at(0).finding, Finding::absent);
  EXPECT_EQ(found.at(1).finding, Finding::found);
}

TEST_F(ReconcileTest, GivesTwinsARowEachByAge) {
  seek("hello", 1);
  seek("hello", 2, seconds{1});
  list("hello", seconds{3});
  list("hello", seconds{1});
  const auto found = compare_all();
  EXPECT_EQ(found.at(0).row, 1U);
  EXPECT_EQ(found.at(1).row, 0U);
}

TEST_F(ReconcileTest, OwnsWhatItFindsBeforeItLeavesDoubtForOthers) {
  seek("hello", 2);
  seek("other text", 1);
  list("other text");
  const auto found = compare_all();
  EXPECT_EQ(found.at(0).finding, Finding::absent);
  EXPECT_EQ(found.at(1).finding, Finding::found);
}

TEST_F(ReconcileTest, AsksOnlyForTheOwnersOfRowsThatMatter) {
  seek("hello");
  list("hello");
  list("hello", -minutes{11});
  list("other text", -minutes{1});
  list("other text");
  EXPECT_THAT(matter(), ElementsAre(0, 3));
}

TEST(LookDue, IsTwiceSoonAfterTheBookingAndThenLongAfterTheWrite) {
  const ReconcileOptions options;
  Progress progress;
  progress.last_write_at = sample::time("2026-11-23T10:00:00Z");
  progress.booked_at = sample::time("2026-11-23T10:00:35Z");
  EXPECT_EQ(look_due(options, progress), sample::time("2026-11-23T10:00:40Z"));
  progress.looks = 1;
  EXPECT_EQ(look_due(options, progress), sample::time("2026-11-23T10:00:55Z"));
  progress.looks = 2;
  EXPECT_EQ(look_due(options, progress), sample::time("2026-11-23T10:01:35Z"));
}

TEST(LookDue, OfTheLastIsNeverBeforeTheSecond) {
  const ReconcileOptions options;
  Progress progress;
  progress.last_write_at = sample::time("2026-11-23T10:00:00Z");
  progress.booked_at = sample::time("2026-11-23T11:00:00Z");
  progress.looks = 2;
  EXPECT_EQ(look_due(options, progress), sample::time("2026-11-23T11:00:20Z"));
}

}  // namespace
}  // namespace dispatcher
