#include <gtest/gtest.h>

#include "dispatcher/policy/verdict.hpp"

/// The table of evidence and verdicts, row by row. What a head says is tested for a request that
/// was written whole, unless the row is about another.
namespace dispatcher {
namespace {

using enum VerdictKind;

Evidence ended_in(Phase phase) { return {.phase = phase}; }

Evidence answer(int status, std::optional<std::uint32_t> code = {}) {
  return {.phase = Phase::response, .head_complete = true, .status = status, .code = code};
}

Verdict verdict_of(int status, std::optional<std::uint32_t> code = {}) {
  return classify(answer(status, code));
}

constexpr Verdict not_processed_at_all{not_processed, Wait::none};
constexpr Verdict held_lane{refused, Wait::lane_probe};
constexpr Verdict in_doubt{ambiguous, Wait::none};
constexpr Verdict dead_letter{rejected, Wait::none};
constexpr Verdict later_and_charged{not_processed, Wait::message_charged};
constexpr Verdict slower_lane{not_processed, Wait::lane_slower};
constexpr Verdict not_believed{not_processed, Wait::not_found};

TEST(VerdictRow01, NoAddressOrNoConnectionIsNotProcessed) {
  EXPECT_EQ(classify(ended_in(Phase::resolve)), not_processed_at_all);
  EXPECT_EQ(classify(ended_in(Phase::connect)), not_processed_at_all);
}

TEST(VerdictRow02, AHandshakeThatDoesNotCompleteIsNotProcessed) {
  EXPECT_EQ(classify(ended_in(Phase::handshake)), not_processed_at_all);
}

TEST(VerdictRow03, ARefusedCertificateIsRefused) {
  EXPECT_EQ(classify(ended_in(Phase::certificate)), held_lane);
}

TEST(VerdictRow04, AConnectionFoundDeadBeforeTheFirstByteIsNotProcessed) {
  EXPECT_EQ(classify(ended_in(Phase::reuse)), not_processed_at_all);
}

TEST(VerdictRow04, AnAnswerThatCameBeforeTheRequestIsNotItsAnswer) {
  for (const int status : {200, 400, 408, 500}) {
    auto evidence = answer(status);
    evidence.phase = Phase::reuse;
    EXPECT_EQ(classify(evidence), not_processed_at_all) << status;
  }
}

TEST(VerdictRow05, ARequestThatIsNotWrittenWholeIsNotProcessed) {
  EXPECT_EQ(classify(ended_in(Phase::write)), not_processed_at_all);
}

TEST(VerdictRow05, OfARequestThatIsNotWholeWhatWouldBeAmbiguousIsNotProcessed) {
  for (const int status : {101, 408, 500, 502, 503, 504, 520, 600}) {
    auto evidence = answer(status);
    evidence.phase = Phase::write;
    EXPECT_EQ(classify(evidence), not_processed_at_all) << status;
  }
  auto storage_failed = answer(400, 80501);
  storage_failed.phase = Phase::write;
  EXPECT_EQ(classify(storage_failed), not_processed_at_all);
}

TEST(VerdictRow05, AWholeAnswerBeatsAWriteThatFailed) {
  auto evidence = answer(201);
  evidence.phase = Phase::write;
  EXPECT_EQ(classify(evidence).kind, sent);
  evidence.status = 400;
  EXPECT_EQ(classify(evidence), dead_letter);
  evidence.status = 401;
  EXPECT_EQ(classify(evidence), held_lane);
}

TEST(VerdictRow06, AResetAfterTheWholeRequestIsAmbiguous) {
  EXPECT_EQ(classify(ended_in(Phase::response)), in_doubt);
}

TEST(VerdictRow07, AHeadThatIsNotWholeIsAmbiguousWhateverItBeganWith) {
  auto evidence = ended_in(Phase::response);
  evidence.status = 201;
  EXPECT_EQ(classify(evidence), in_doubt);
}

TEST(VerdictRow08, A2xxWithoutAReadableBodyIsSentWithoutAReceipt) {
  EXPECT_EQ(verdict_of(201), (Verdict{sent, Wait::none, false}));
}

TEST(VerdictRow09, A2xxWithItsReceiptIsSent) {
  for (const int status : {200, 201, 202, 204, 299}) {
    auto evidence = answer(status);
    evidence.receipt_known = true;
    EXPECT_EQ(classify(evidence), (Verdict{sent, Wait::none, true})) << status;
  }
}

TEST(VerdictRow10, ARedirectIsRefused) {
  for (const int status : {300, 301, 302, 303, 307, 308, 399}) {
    EXPECT_EQ(verdict_of(status), held_lane) << status;
    EXPECT_EQ(verdict_of(status, 20429), held_lane) << status;
  }
}

TEST(VerdictRow11, ABadMessageIsRejected) {
  for (const int status : {400, 413, 422}) EXPECT_EQ(verdict_of(status), dead_letter) << status;
}

TEST(VerdictRow11, ANotFoundIsBelievedTheThirdTime) {
  for (const std::optional<std::uint32_t> code : {std::optional<std::uint32_t>{}, {20404U}, {1U}}) {
    auto evidence = answer(404, code);
    EXPECT_EQ(classify(evidence), not_believed);
    evidence.not_found_rechecks = 1;
    EXPECT_EQ(classify(evidence), not_believed);
    evidence.not_found_rechecks = 2;
    EXPECT_EQ(classify(evidence), dead_letter);
  }
}

TEST(VerdictRow11, ANotFoundThatProxyExplainsIsBelievedAtOnce) {
  EXPECT_EQ(verdict_of(404, 80903), dead_letter);
  EXPECT_EQ(verdict_of(404, 80408), held_lane);
}

TEST(VerdictRow11, ANotFoundWithAnUnknownProxyCodeIsNotBelieved) {
  EXPECT_EQ(verdict_of(404, 80999), not_believed);
}

TEST(VerdictRow12, WhatConcernsTheWholeAccountIsRefused) {
  for (const int status : {401, 402, 403, 405, 406, 407, 410, 411, 415, 426, 501, 505}) {
    EXPECT_EQ(verdict_of(status), held_lane) << status;
  }
}

TEST(VerdictRow13, ARequestTimeoutIsAmbiguous) { EXPECT_EQ(verdict_of(408), in_doubt); }

TEST(VerdictRow14, AConflictIsNotProcessedAndCharged) {
  EXPECT_EQ(verdict_of(409), later_and_charged);
  EXPECT_EQ(verdict_of(409, 4711), later_and_charged);
  EXPECT_EQ(verdict_of(409, 20409), later_and_charged);
  EXPECT_EQ(verdict_of(409, 80623), later_and_charged);
}

TEST(VerdictRow14, AConflictOfAnotherClassFollowsItsCode) {
  EXPECT_EQ(verdict_of(409, 80607), dead_letter);
  EXPECT_EQ(verdict_of(409, 20500), in_doubt);
  EXPECT_EQ(verdict_of(409, 20003), held_lane);
}

TEST(VerdictRow14, MisdirectedAndTooEarlyAreNotProcessedAndNotCharged) {
  EXPECT_EQ(verdict_of(421), slower_lane);
  EXPECT_EQ(verdict_of(425), slower_lane);
}

TEST(VerdictRow15, TooManyRequestsIsNotProcessedAndAReadingOfTheLane) {
  EXPECT_EQ(verdict_of(429), slower_lane);
  EXPECT_EQ(verdict_of(429, 20429), slower_lane);
  EXPECT_EQ(verdict_of(429, 4711), slower_lane);
  EXPECT_EQ(verdict_of(429, 20409), slower_lane);
}

TEST(VerdictRow16, AFailureOfTheServerOrItsEdgeIsAmbiguous) {
  for (const int status : {500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527}) {
    EXPECT_EQ(verdict_of(status), in_doubt) << status;
  }
}

TEST(VerdictRow16, ProxysOwnFailuresAreAmbiguousWithAnyStatusButSuccess) {
  for (const std::uint32_t code : {80501U, 80502U, 80504U}) {
    for (const int status : {302, 400, 401, 404, 408, 409, 421, 429, 499, 500, 501, 503, 599}) {
      EXPECT_EQ(verdict_of(status, code), in_doubt) << status << ' ' << code;
    }
    EXPECT_EQ(verdict_of(201, code).kind, sent);
  }
}

TEST(VerdictRow17, UnavailableIsAmbiguous) { EXPECT_EQ(verdict_of(503, 20503), in_doubt); }

TEST(VerdictRow17, UnavailableIsNotProcessedWhenAnOptionSaysSo) {
  const VerdictOptions options{.unavailable_is_not_processed = true};
  EXPECT_EQ(classify(answer(503, 20503), options).kind, not_processed);
  EXPECT_EQ(classify(answer(503), options), in_doubt);
  EXPECT_EQ(classify(answer(500, 20503), options), in_doubt);
  EXPECT_EQ(classify(answer(400, 20503), options), in_doubt);
}

TEST(VerdictRow18, AProcessThatDiedOrStoppedWithoutAnOutcomeIsAmbiguous) {
  EXPECT_EQ(classify(ended_in(Phase::process_died)), in_doubt);
  EXPECT_EQ(classify(ended_in(Phase::shutdown)), in_doubt);
}

TEST(VerdictRow19, ALateHeadDecidesAsAnyHeadDoes) {
  EXPECT_EQ(classify(ended_in(Phase::response)), in_doubt);
  EXPECT_EQ(verdict_of(201).kind, sent);
  EXPECT_EQ(verdict_of(400), dead_letter);
}

TEST(VerdictRow20, AnyOther4xxIsRejected) {
  for (const int status : {404 + 14, 423, 424, 428, 431, 451, 499}) {
    EXPECT_EQ(verdict_of(status), dead_letter) << status;
  }
}

TEST(VerdictRow20, AnyOther5xxAndWhatIsNoAnswerIsAmbiguous) {
  for (const int status : {506, 507, 508, 510, 511, 528, 599, 0, 99, 100, 101, 199, 600, 999}) {
    EXPECT_EQ(verdict_of(status), in_doubt) << status;
  }
}

TEST(VerdictCode, RefinesA4xxByItsClass) {
  EXPECT_EQ(verdict_of(400, 20409), later_and_charged);
  EXPECT_EQ(verdict_of(400, 21611), later_and_charged);
  EXPECT_EQ(verdict_of(400, 63017), slower_lane);
  EXPECT_EQ(verdict_of(403, 80610), dead_letter);
  EXPECT_EQ(verdict_of(403, 21610), dead_letter);
  EXPECT_EQ(verdict_of(400, 21608), held_lane);
  EXPECT_EQ(verdict_of(400, 20500), in_doubt);
}

TEST(VerdictCode, OfTheLoopGuardDelaysTheParticipant) {
  EXPECT_EQ(verdict_of(400, 14107), (Verdict{not_processed, Wait::participant}));
  EXPECT_EQ(verdict_of(429, 14107), (Verdict{not_processed, Wait::participant}));
}

TEST(VerdictCode, OfTheDailyCapHoldsTheLaneUntilTheNextDay) {
  EXPECT_EQ(verdict_of(400, 63038), (Verdict{not_processed, Wait::lane_next_day}));
}

TEST(VerdictCode, OfAFullQueueIsOfTheMessageEvenWith429) {
  EXPECT_EQ(verdict_of(429, 21611), later_and_charged);
}

TEST(VerdictCode, MakesA5xxMoreCarefulOnly) {
  for (const std::uint32_t code : {20409U, 21610U, 20003U, 14107U, 63038U, 4711U}) {
    EXPECT_EQ(verdict_of(500, code), in_doubt) << code;
    EXPECT_EQ(verdict_of(503, code), in_doubt) << code;
    EXPECT_EQ(verdict_of(501, code), held_lane) << code;
  }
  EXPECT_EQ(verdict_of(501, 20500), in_doubt);
  EXPECT_EQ(verdict_of(505, 20503), in_doubt);
}

TEST(VerdictCode, OfTooManyRequestsIsBelievedOnA5xx) {
  for (const int status : {500, 501, 503, 599}) EXPECT_EQ(verdict_of(status, 20429), slower_lane);
}

}  // namespace
}  // namespace dispatcher
