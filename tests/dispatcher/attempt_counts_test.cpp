#include "dispatcher/attempt_counts.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

class AttemptCounts : public testing::Test {
 protected:
  /// An attempt that ended 80 ms after its write.
  void count(const Evidence& evidence, VerdictKind verdict) {
    net::Exchange exchange;
    exchange.write_began = net::TimePoint{std::chrono::seconds{1}};
    exchange.ended = exchange.write_began + std::chrono::milliseconds{80};
    count_attempt(counters, evidence, verdict, exchange);
  }
  std::uint64_t answers(AnswerClass answer) { return counters.of(answer); }

  ShardCounters counters;
};

TEST_F(AttemptCounts, TellWhatWasAnsweredAndHowLongItTook) {
  count({.head_complete = true, .status = 201}, VerdictKind::sent);
  EXPECT_EQ(counters.of(VerdictKind::sent), 1U);
  EXPECT_EQ(answers(AnswerClass::success), 1U);
  EXPECT_EQ(counters.upstream.read().sum, 80'000U);
}

TEST_F(AttemptCounts, TellOfARequestWithoutAnAnswerButNoTime) {
  count({.phase = Phase::response}, VerdictKind::ambiguous);
  EXPECT_EQ(counters.of(VerdictKind::ambiguous), 1U);
  EXPECT_EQ(answers(AnswerClass::none), 1U);
  EXPECT_EQ(counters.upstream.read().count(), 0U);
}

TEST_F(AttemptCounts, TellOfNoAnswerWhereTheRequestDidNotLeave) {
  count({.phase = Phase::write}, VerdictKind::not_processed);
  EXPECT_EQ(counters.of(VerdictKind::not_processed), 1U);
  EXPECT_EQ(answers(AnswerClass::none), 0U);
}

TEST_F(AttemptCounts, TellOfAnAnswerThatDidNotWaitForTheWholeRequest) {
  count({.phase = Phase::write, .head_complete = true, .status = 413}, VerdictKind::rejected);
  EXPECT_EQ(answers(AnswerClass::client_error), 1U);
}

constexpr WallTime accepted_then{std::chrono::hours{1'000}};

Outcome sent_at(WallTime time) {
  Outcome outcome;
  outcome.accepted_at = accepted_then;
  outcome.answered_at = time;
  return outcome;
}

TEST_F(AttemptCounts, MeasureFromAcceptance) {
  count_sent(counters, sent_at(accepted_then + std::chrono::seconds{2}), {});
  EXPECT_EQ(counters.accepted_to_sent.read().sum, 2'000'000U);
}

TEST_F(AttemptCounts, MeasureAScheduledMessageFromItsTime) {
  const WallTime not_before = accepted_then + std::chrono::hours{24};
  count_sent(counters, sent_at(not_before + std::chrono::seconds{1}), not_before);
  EXPECT_EQ(counters.accepted_to_sent.read().sum, 1'000'000U);
}

TEST_F(AttemptCounts, MeasureNothingBelowZero) {
  count_sent(counters, sent_at(accepted_then - std::chrono::seconds{5}), {});
  EXPECT_EQ(counters.accepted_to_sent.read().count(), 1U);
  EXPECT_EQ(counters.accepted_to_sent.read().sum, 0U);
}

}  // namespace
}  // namespace dispatcher
