#include "dispatcher/policy/why.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dispatcher {
namespace {

using Place = WaitFacts::Place;
using std::chrono::seconds;

constexpr WallTime later{seconds{100}};

WaitFacts in_lane() {
  WaitFacts facts;
  facts.place = Place::in_lane;
  return facts;
}

TEST(Why, TellsWhatStopsAWholeLane) {
  EXPECT_TRUE(stops_lane(WaitCause::lane_held));
  EXPECT_TRUE(stops_lane(WaitCause::out_of_space));
  EXPECT_FALSE(stops_lane(WaitCause::window));
  EXPECT_FALSE(stops_lane(WaitCause::held));
}

TEST(Why, IsNothingWhenNothingStandsInTheWay) {
  EXPECT_EQ(explain(in_lane()).cause, WaitCause::next);
}

TEST(Why, TellsWhenAScheduledMessageComesDue) {
  WaitFacts facts;
  facts.place = Place::apart;
  facts.scheduled = true;
  facts.due = later;
  EXPECT_EQ(explain(facts).cause, WaitCause::scheduled);
  EXPECT_EQ(explain(facts).until, later);
}

TEST(Why, TellsBackoffFromDoubt) {
  WaitFacts facts;
  facts.place = Place::apart;
  facts.due = later;
  EXPECT_EQ(explain(facts).cause, WaitCause::backoff);
  facts.in_doubt = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::in_doubt);
}

TEST(Why, TellsWhatAMessageInDoubtIsWaitingFor) {
  WaitFacts facts;
  facts.place = WaitFacts::Place::apart;
  facts.in_doubt = true;
  facts.reason = WaitReason::reconciling;
  EXPECT_EQ(explain(facts).cause, WaitCause::reconciling);
  facts.reason = WaitReason::receipt_unknown;
  EXPECT_EQ(explain(facts).cause, WaitCause::receipt_unknown);
  facts.reason = WaitReason::ambiguous;
  EXPECT_EQ(explain(facts).cause, WaitCause::in_doubt);
}

TEST(Why, TellsThatAnEqualTextIsOut) {
  WaitFacts facts;
  facts.place = WaitFacts::Place::apart;
  facts.reason = WaitReason::same_text;
  EXPECT_EQ(explain(facts).cause, WaitCause::same_text);
}

TEST(Why, TellsAMessageThatIsOnItsWay) {
  WaitFacts facts;
  facts.place = Place::armed;
  EXPECT_EQ(explain(facts).cause, WaitCause::armed);
  facts.place = Place::in_flight;
  facts.operator_hold = "a hold stops nothing that was written";
  EXPECT_EQ(explain(facts).cause, WaitCause::in_flight);
}

TEST(Why, TellsWhyAMessageIsHeld) {
  WaitFacts facts;
  facts.place = Place::held;
  facts.held_reason = "ambiguous";
  EXPECT_EQ(explain(facts).cause, WaitCause::held);
  EXPECT_EQ(explain(facts).detail, "ambiguous");
}

TEST(Why, NamesTheWidestObstacleFirst) {
  WaitFacts facts = in_lane();
  facts.window_full = true;
  facts.slot_at = later;
  EXPECT_EQ(explain(facts).cause, WaitCause::window);
  facts.paused_until = later;
  EXPECT_EQ(explain(facts).cause, WaitCause::paused);
  facts.is_head = false;
  EXPECT_EQ(explain(facts).cause, WaitCause::order);
  facts.failing = true;
  facts.endpoint_probe_at = later;
  EXPECT_EQ(explain(facts).cause, WaitCause::provider_failing);
  EXPECT_EQ(explain(facts).until, later);
  facts.reachable = false;
  EXPECT_EQ(explain(facts).cause, WaitCause::unreachable);
  facts.certificate_refused = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::certificate_refused);
  facts.refusal = "the provider answered 401";
  EXPECT_EQ(explain(facts).cause, WaitCause::lane_refused);
  facts.operator_hold = "campaign stopped";
  EXPECT_EQ(explain(facts).cause, WaitCause::lane_held);
  facts.has_account = false;
  EXPECT_EQ(explain(facts).cause, WaitCause::no_account);
  facts.out_of_space = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::out_of_space);
  facts.draining = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::draining);
}

TEST(Why, NamesTheMessageInFront) {
  WaitFacts facts = in_lane();
  facts.is_head = false;
  facts.head_id = "order-41";
  facts.head_sequence = 7;
  const Why why = explain(facts);
  EXPECT_EQ(why.cause, WaitCause::order);
  EXPECT_EQ(why.behind_id, "order-41");
  EXPECT_EQ(why.behind_sequence, 7U);
}

TEST(Why, HasNoTimeForASlotThatDependsOnAnAnswer) {
  WaitFacts facts = in_lane();
  facts.window_full = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::window);
  EXPECT_FALSE(explain(facts).until);
}

TEST(Why, TellsOfTheAccountsCap) {
  WaitFacts facts = in_lane();
  facts.account_full = true;
  EXPECT_EQ(explain(facts).cause, WaitCause::account_cap);
}

TEST(Why, TellsHowManyAreAheadOfWhatWasNotReadYet) {
  WaitFacts facts;
  facts.ahead_count = 512;
  EXPECT_EQ(explain(facts).cause, WaitCause::queued);
  EXPECT_EQ(explain(facts).ahead_count, 512U);
}

TEST(Why, HasANameOfItsOwnForEveryCause) {
  std::set<std::string_view> names;
  for (auto cause = std::uint8_t{1}; cause <= static_cast<std::uint8_t>(WaitCause::next); ++cause) {
    names.insert(name_of(static_cast<WaitCause>(cause)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(WaitCause::next));
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace dispatcher
