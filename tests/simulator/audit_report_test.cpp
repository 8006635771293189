#include "bench/simulator/audit_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

namespace simulator {
namespace {

TEST(AuditReport, IsCleanUntilAnyFailureIsCounted) {
  EXPECT_TRUE((AuditReport{.submitted = 1, .unresolved = 1, .duplicates_recorded = 1}.is_clean()));
  for (const auto failure :
       {&AuditReport::lost, &AuditReport::duplicates, &AuditReport::sent_but_not_in_ledger,
        &AuditReport::not_sent_but_in_ledger, &AuditReport::ki_mismatches,
        &AuditReport::unknown_in_ledger, &AuditReport::unknown_outcomes,
        &AuditReport::order_violations, &AuditReport::records_unreadable}) {
    AuditReport report;
    report.*failure = 1;
    EXPECT_FALSE(report.is_clean());
  }
}

TEST(AuditReport, SaysTheSameToPeopleAndToPrograms) {
  const AuditReport report{.submitted = 12, .lost = 3, .examples = {"lost: submission line 7"}};
  simdjson::dom::parser parser;
  const auto object = parser.parse(report.json()).get_object().value();
  EXPECT_EQ(object["submitted"].get_uint64().value(), 12u);
  EXPECT_EQ(object["lost"].get_uint64().value(), 3u);
  EXPECT_EQ(object["examples"].at(0).get_string().value(), "lost: submission line 7");
  EXPECT_FALSE(object["clean"].get_bool().value());
  EXPECT_THAT(report.text(), testing::HasSubstr("lost                        3\n"));
  EXPECT_THAT(report.text(), testing::HasSubstr("! lost: submission line 7\nNOT CLEAN\n"));
}

}  // namespace
}  // namespace simulator
