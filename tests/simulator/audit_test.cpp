#include "bench/simulator/audit.hpp"

#include <gtest/gtest.h>

namespace simulator {
namespace {

std::string sid(const std::string& prefix, int number) {
  const auto digits = std::to_string(number);
  return prefix + std::string(32 - digits.size(), '0') + digits;
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

class AuditTest : public testing::Test {
 protected:
  void submit(const std::string& id, int participant, const std::string& body,
              const std::string& more = "") {
    audit.add_submission("{\"id\":" + quoted(id) +
                             ",\"participant\":" + quoted(sid("KP", participant)) +
                             ",\"body\":" + quoted(body) + more + "}",
                         ++submissions, "");
  }
  void process(int participant, const std::string& body, int ki) {
    const auto digest = sha256.hex_of(body);
    audit.add_ledger("{\"participant\":" + quoted(sid("KP", participant)) +
                         ",\"body_sha256\":" + quoted({digest.data(), digest.size()}) +
                         ",\"ki\":" + quoted(sid("KI", ki)) + "}",
                     ++ledger_lines);
  }
  void outcome(const std::string& id, const std::string& what, int ki = 0, int resends = 0) {
    audit.add_outcome("{\"id\":" + quoted(id) + ",\"outcome\":" + quoted(what) +
                          ",\"ki\":" + (ki == 0 ? "null" : quoted(sid("KI", ki))) +
                          ",\"resends_after_doubt\":" + std::to_string(resends) + "}",
                      ++outcomes);
  }
  void open(const std::string& id, const std::string& state) {
    audit.add_outcome("{\"id\":" + quoted(id) + ",\"state\":" + quoted(state) + "}", ++outcomes);
  }

  Audit audit{{.check_order = true}};
  Sha256 sha256;
  std::uint32_t submissions = 0, ledger_lines = 0, outcomes = 0;
};

TEST_F(AuditTest, IsCleanWhenEveryMessageIsInTheLedgerOnceUnderItsKi) {
  submit("a", 1, "x");
  submit("b", 2, "x");
  process(2, "x", 7);
  process(1, "x", 8);
  outcome("a", "sent", 8);
  outcome("b", "sent", 7);
  const auto report = audit.report();
  EXPECT_TRUE(report.is_clean()) << report.text();
  EXPECT_EQ(report.submitted, 2u);
  EXPECT_EQ(report.in_ledger_once, 2u);
  EXPECT_EQ(report.sent, 2u);
}

TEST_F(AuditTest, FindsAMessageThatIsNowhere) {
  submit("a", 1, "x");
  submit("b", 1, "y");
  process(1, "x", 1);
  const auto report = audit.report();
  EXPECT_EQ(report.lost, 1u);
  EXPECT_FALSE(report.is_clean());
  ASSERT_EQ(report.examples.size(), 1u);
  EXPECT_EQ(report.examples[0], "lost: submission line 2");
}

TEST_F(AuditTest, DoesNotCallHeldAndDoubtfulMessagesLost) {
  submit("a", 1, "x");
  submit("b", 2, "y");
  process(2, "y", 1);
  open("a", "held");
  open("b", "in_doubt");
  const auto report = audit.report();
  EXPECT_TRUE(report.is_clean()) << report.text();
  EXPECT_EQ(report.unresolved, 2u);
  EXPECT_EQ(report.unresolved_in_ledger, 1u);
}

TEST_F(AuditTest, FindsAMessageProcessedTwice) {
  submit("a", 1, "x");
  process(1, "x", 1);
  process(1, "x", 2);
  outcome("a", "sent", 2);
  const auto report = audit.report();
  EXPECT_EQ(report.duplicates, 1u);
  EXPECT_EQ(report.in_ledger, 1u);
  EXPECT_EQ(report.in_ledger_once, 0u);
}

TEST_F(AuditTest, ForgivesADuplicateThatIsOwnedUpToOnlyWhenTold) {
  for (const bool is_allowed : {false, true}) {
    audit = Audit{{.allow_recorded_duplicates = is_allowed}};
    submit("a", 1, "x");
    submit("b", 2, "x");
    for (const int ki : {1, 2, 3}) process(1, "x", ki);
    for (const int ki : {4, 5}) process(2, "x", ki);
    outcome("a", "sent", 3, 2);
    outcome("b", "sent", 5, 0);
    const auto report = audit.report();
    EXPECT_EQ(report.duplicates_recorded, is_allowed ? 2u : 0u);
    EXPECT_EQ(report.duplicates, is_allowed ? 1u : 3u);
  }
}

TEST_F(AuditTest, FindsAnOutcomeThatClaimsASendingThatNeverWas) {
  submit("a", 1, "x");
  outcome("a", "sent");
  EXPECT_EQ(audit.report().sent_but_not_in_ledger, 1u);
}

TEST_F(AuditTest, FindsAnOutcomeThatDeniesASending) {
  submit("a", 1, "x");
  submit("b", 1, "y");
  submit("c", 1, "z");
  process(1, "x", 1);
  process(1, "y", 2);
  outcome("a", "rejected");
  outcome("b", "expired");
  outcome("c", "rejected");
  const auto report = audit.report();
  EXPECT_EQ(report.not_sent_but_in_ledger, 2u);
  EXPECT_EQ(report.not_sent, 3u);
  EXPECT_EQ(report.lost, 0u);
}

TEST_F(AuditTest, FindsAKiThatBelongsToAnotherMessageOrToNone) {
  submit("a", 1, "x");
  submit("b", 2, "x");
  process(1, "x", 1);
  process(2, "x", 2);
  outcome("a", "sent", 2);
  outcome("b", "sent", 3);
  EXPECT_EQ(audit.report().ki_mismatches, 2u);
}

TEST_F(AuditTest, CountsEqualMessagesInsteadOfMixingThemUp) {
  submit("a", 1, "x");
  submit("b", 1, "x");
  submit("c", 1, "x");
  process(1, "x", 1);
  process(1, "x", 2);
  outcome("a", "sent", 1);
  outcome("b", "sent", 2);
  outcome("c", "rejected");
  const auto report = audit.report();
  EXPECT_TRUE(report.is_clean()) << report.text();
  EXPECT_EQ(report.in_ledger_once, 2u);
}

TEST_F(AuditTest, FindsWhatNobodySubmitted) {
  submit("a", 1, "x");
  process(1, "x", 1);
  process(1, "other", 2);
  process(2, "x", 3);
  outcome("b", "sent");
  const auto report = audit.report();
  EXPECT_EQ(report.unknown_in_ledger, 2u);
  EXPECT_EQ(report.unknown_outcomes, 1u);
}

TEST_F(AuditTest, FindsALaterMessageOfAParticipantThatOvertook) {
  submit("a", 1, "x");
  submit("b", 2, "y");
  submit("c", 1, "z");
  process(2, "y", 1);
  process(1, "z", 2);
  process(1, "x", 3);
  const auto report = audit.report();
  EXPECT_EQ(report.order_violations, 1u);
  EXPECT_EQ(report.examples.at(0), "out of order: ledger line 3");
}

TEST_F(AuditTest, AsksNoOrderAcrossPrioritiesOfScheduledMessagesOrOfRepetitions) {
  submit("a", 1, "x");
  submit("b", 1, "y", R"(,"priority":"urgent")");
  submit("c", 1, "z", R"(,"not_before":"2026-11-23T10:00:00Z")");
  submit("d", 1, "w");
  process(1, "y", 1);
  process(1, "x", 2);
  process(1, "w", 3);
  process(1, "z", 4);
  process(1, "x", 5);
  EXPECT_EQ(audit.report().order_violations, 0u);
}

TEST_F(AuditTest, TakesARepeatedIdAsOneMessage) {
  submit("a", 1, "x");
  submit("a", 1, "x");
  process(1, "x", 1);
  const auto report = audit.report();
  EXPECT_TRUE(report.is_clean()) << report.text();
  EXPECT_EQ(report.submissions_repeated, 1u);
}

TEST_F(AuditTest, KnowsAMessageWithoutIdByTheOneImplied) {
  audit.add_submission(R"({"participant":")" + sid("KP", 1) + R"(","body":"x"})", 1, "batch:1");
  process(1, "x", 1);
  outcome("batch:1", "sent", 1);
  const auto report = audit.report();
  EXPECT_TRUE(report.is_clean()) << report.text();
  EXPECT_EQ(report.sent, 1u);
}

TEST_F(AuditTest, LetsAFinalOutcomeBeatAnOpenStateInEitherOrder) {
  submit("a", 1, "x");
  submit("b", 1, "y");
  process(1, "x", 1);
  process(1, "y", 2);
  open("a", "in_doubt");
  outcome("a", "sent", 1);
  outcome("b", "sent", 2);
  open("b", "in_doubt");
  const auto report = audit.report();
  EXPECT_EQ(report.sent, 2u);
  EXPECT_EQ(report.unresolved, 0u);
}

TEST_F(AuditTest, IsNotCleanWhenARecordCannotBeRead) {
  submit("a", 1, "x");
  process(1, "x", 1);
  audit.add_ledger(R"({"participant":"KP)", 2);
  audit.add_ledger("{}", 3);
  audit.add_outcome(R"({"outcome":"sent"})", 1);
  audit.add_submission("no submission", 2, "");
  const auto report = audit.report();
  EXPECT_EQ(report.records_unreadable, 3u);
  EXPECT_EQ(report.submissions_unreadable, 1u);
  EXPECT_FALSE(report.is_clean());
}

}  // namespace
}  // namespace simulator
