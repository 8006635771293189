#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "dispatcher/policy/code_table.hpp"
#include "dispatcher/policy/verdict.hpp"

/// Every status with every code and every phase: the verdict is total, and keeps what must always
/// hold.
namespace dispatcher {
namespace {

std::vector<int> statuses() {
  std::vector<int> all(900);
  std::iota(all.begin(), all.end(), 100);
  all.insert(all.end(), {-1, 0, 99, 1000});
  return all;
}

/// Every code of the table, one beside each range, unknown ones, and none.
std::vector<std::optional<std::uint32_t>> codes() {
  std::vector<std::optional<std::uint32_t>> all{std::nullopt, 0U, 1U, 4711U, 80999U, ~0U};
  for (const auto& range : code_table()) {
    for (auto code = range.first; code <= range.last; ++code) all.emplace_back(code);
    all.emplace_back(range.first - 1);
    all.emplace_back(range.last + 1);
  }
  return all;
}

template <class Check>
void walk(const std::vector<Phase>& phases, Check check) {
  const auto all_codes = codes();
  for (const int status : statuses()) {
    for (const auto& code : all_codes) {
      for (const Phase phase : phases) {
        const Evidence evidence{
            .phase = phase, .head_complete = true, .status = status, .code = code};
        check(evidence, classify(evidence));
        if (testing::Test::HasFailure()) {
          FAIL() << "phase " << static_cast<int>(phase) << " status " << status << " code "
                 << code.value_or(0);
        }
      }
    }
  }
}

bool is_2xx(int status) { return status >= 200 && status <= 299; }
bool is_4xx(int status) { return status >= 400 && status <= 499; }
bool is_5xx(int status) { return status >= 500 && status <= 599; }

const std::vector<Phase> every_phase{Phase::resolve,     Phase::connect,      Phase::handshake,
                                     Phase::certificate, Phase::reuse,        Phase::write,
                                     Phase::response,    Phase::process_died, Phase::shutdown};

TEST(VerdictWalk, IsTotalAndOfTheNamedValues) {
  walk(every_phase, [](const Evidence&, const Verdict& verdict) {
    EXPECT_GE(static_cast<int>(verdict.kind), 1);
    EXPECT_LE(static_cast<int>(verdict.kind), static_cast<int>(VerdictKind::refused));
    EXPECT_LE(static_cast<int>(verdict.wait), static_cast<int>(Wait::lane_probe));
  });
}

TEST(VerdictWalk, SentIsA2xxAndNothingElse) {
  walk({Phase::write, Phase::response, Phase::shutdown}, [](const Evidence& e, const Verdict& v) {
    EXPECT_EQ(v.kind == VerdictKind::sent, is_2xx(e.status));
  });
}

TEST(VerdictWalk, AfterAWholeWriteOnlyAPromiseMakesItNotProcessed) {
  walk({Phase::response, Phase::shutdown}, [](const Evidence& e, const Verdict& v) {
    if (v.kind != VerdictKind::not_processed) return;
    const auto meaning = e.code ? class_of(*e.code) : std::nullopt;
    const bool by_status =
        e.status == 404 || e.status == 409 || e.status == 421 || e.status == 425 || e.status == 429;
    const bool by_code = meaning == CodeClass::retry_later || meaning == CodeClass::slow;
    EXPECT_TRUE((is_4xx(e.status) && (by_status || by_code)) ||
                (is_5xx(e.status) && e.code == code_too_many_requests));
  });
}

TEST(VerdictWalk, A5xxIsNeverRejectedAndRefusedOnlyWhenItSaysNotImplemented) {
  walk({Phase::write, Phase::response}, [](const Evidence& e, const Verdict& v) {
    if (!is_5xx(e.status)) return;
    EXPECT_NE(v.kind, VerdictKind::rejected);
    if (v.kind != VerdictKind::refused) return;
    EXPECT_TRUE(e.status == 501 || e.status == 505);
  });
}

TEST(VerdictWalk, RejectedIsA4xxOnly) {
  walk(every_phase, [](const Evidence& e, const Verdict& v) {
    if (v.kind != VerdictKind::rejected) return;
    EXPECT_TRUE(is_4xx(e.status));
  });
}

TEST(VerdictWalk, ACodeThatPromisesNothingIsAmbiguousWithEveryStatusButSuccess) {
  walk({Phase::response}, [](const Evidence& e, const Verdict& v) {
    if (is_2xx(e.status) || !e.code || class_of(*e.code) != CodeClass::ambiguous) return;
    EXPECT_EQ(v.kind, VerdictKind::ambiguous);
  });
}

TEST(VerdictWalk, WhatIsNoAnswerOfHttpIsAmbiguous) {
  walk({Phase::response}, [](const Evidence& e, const Verdict& v) {
    if (e.status >= 200 && e.status <= 599) return;
    EXPECT_EQ(v.kind, VerdictKind::ambiguous);
  });
}

TEST(VerdictWalk, ARequestThatIsNotWholeIsNeverAmbiguous) {
  walk({Phase::resolve, Phase::connect, Phase::handshake, Phase::certificate, Phase::reuse,
        Phase::write},
       [](const Evidence&, const Verdict& v) { EXPECT_NE(v.kind, VerdictKind::ambiguous); });
}

TEST(VerdictWalk, OfADeadProcessIsAlwaysAmbiguous) {
  walk({Phase::process_died},
       [](const Evidence&, const Verdict& v) { EXPECT_EQ(v.kind, VerdictKind::ambiguous); });
}

TEST(VerdictWalk, AReceiptIsKnownOnlyOfWhatWasSent) {
  for (const int status : statuses()) {
    const Evidence evidence{.head_complete = true, .status = status, .receipt_known = true};
    EXPECT_EQ(classify(evidence).receipt_known, is_2xx(status)) << status;
  }
}

TEST(VerdictWalk, RefusedHoldsTheLaneAndNothingElseProbes) {
  walk(every_phase, [](const Evidence&, const Verdict& v) {
    EXPECT_EQ(v.kind == VerdictKind::refused, v.wait == Wait::lane_probe);
    if (v.kind != VerdictKind::not_processed && v.kind != VerdictKind::refused) {
      EXPECT_EQ(v.wait, Wait::none);
    }
  });
}

}  // namespace
}  // namespace dispatcher
