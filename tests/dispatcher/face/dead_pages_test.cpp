#include "dispatcher/face/dead_pages.hpp"

#include <gmock/gmock.h>

#include "dispatcher/face/control_dead.hpp"

namespace dispatcher {
namespace {

using testing::SizeIs;

DeadPage page_of_two() {
  DeadPage page;
  const Outcome outcome{.kind = OutcomeKind::rejected, .status = 400, .code = 21610};
  page.letters.push_back({{7, "a", "KS1", 2, {}}, outcome});
  page.letters.push_back({{8, "b", "KS2", 2, {}}, {.kind = OutcomeKind::expired}});
  page.unreadable_count = 3;
  page.next = 8;
  return page;
}

TEST(DeadPages, AreReadAsTheDaemonWritesThem) {
  const auto list = parse_dead_list(dead_list_json(page_of_two()));
  ASSERT_TRUE(list);
  ASSERT_THAT(list->rows, SizeIs(2));
  EXPECT_EQ(list->rows[0].id, "a");
  EXPECT_EQ(list->rows[0].service, "KS1");
  EXPECT_EQ(list->rows[0].outcome, "rejected");
  EXPECT_EQ(list->rows[0].code, 21610U);
  EXPECT_EQ(list->rows[1].code, 0U);
  EXPECT_THAT(list->rows[1].json, testing::StartsWith("{\"sequence\":8,\"id\":\"b\","));
  EXPECT_EQ(list->unreadable, 3U);
  EXPECT_EQ(list->next, 8U);

  const auto count = parse_dead_count(dead_count_json(page_of_two()));
  ASSERT_TRUE(count);
  EXPECT_EQ(count->matched, 2U);
  ASSERT_THAT(count->kinds, SizeIs(2));
  EXPECT_EQ(count->kinds[0].status, 400U);
  EXPECT_EQ(count->next, 8U);
}

TEST(DeadPages, OfAChangeSayHowMuchWasDone) {
  const auto retried = parse_dead_change(
      R"({"matched":3,"retried":2,"unreadable":0,"next":9,"next_due":"2026-11-23T10:00:00.000Z"})");
  ASSERT_TRUE(retried);
  EXPECT_EQ(retried->matched, 3U);
  EXPECT_EQ(retried->changed, 2U);
  EXPECT_EQ(retried->next, 9U);
  EXPECT_EQ(retried->next_due, "2026-11-23T10:00:00.000Z");
  const auto purged = parse_dead_change(R"({"matched":1,"purged":1,"unreadable":0,"next":0})");
  ASSERT_TRUE(purged);
  EXPECT_EQ(purged->changed, 1U);
  EXPECT_EQ(purged->next_due, "");
}

TEST(DeadPages, OfAPurgeSayHowMuchIsForgottenOrWouldBe) {
  const auto forgotten = parse_purge(R"({"forgotten":3,"dead":2,"next":9})");
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->count, 3U);
  EXPECT_EQ(forgotten->dead_count, 2U);
  EXPECT_EQ(forgotten->next, 9U);
  const auto counted = parse_purge(R"({"matched":1,"dead":0,"next":0})");
  ASSERT_TRUE(counted);
  EXPECT_EQ(counted->count, 1U);
}

TEST(DeadPages, AreReadWholeOrNotAtAll) {
  for (const auto* json : {"", "{}", R"({"dead":[{"id":"a"}],"unreadable":0,"next":0})",
                           R"({"kinds":[{"count":1}],"matched":1,"unreadable":0,"next":0})",
                           R"({"dead":[],"kinds":[],"matched":0,"purged":0,"unreadable":0})",
                           R"({"matched":1,"retried":1,"unreadable":0,"next":0})",
                           R"({"forgotten":1,"dead":1})", R"({"forgotten":1,"next":0})"}) {
    EXPECT_FALSE(parse_dead_list(json)) << json;
    EXPECT_FALSE(parse_dead_count(json)) << json;
    EXPECT_FALSE(parse_dead_change(json)) << json;
    EXPECT_FALSE(parse_purge(json)) << json;
  }
}

TEST(DeadKinds, AddUpOverThePagesTheMostNumerousFirst) {
  DeadKinds kinds;
  for (int i = 0; i < 2; ++i) {
    DeadCountPage page;
    page.matched = 12;
    page.kinds = {{"dead", 503, 0, "why", 2}, {"rejected", 400, 21610, "why", 10}};
    kinds.add(page);
  }
  EXPECT_EQ(kinds.matched(), 24U);
  const auto sorted = kinds.sorted();
  ASSERT_THAT(sorted, SizeIs(2));
  EXPECT_EQ(sorted[0].code, 21610U);
  EXPECT_EQ(sorted[0].count, 20U);
  EXPECT_EQ(sorted[1].count, 4U);
}

TEST(DeadKinds, NameOnlySoManyButCountAll) {
  DeadKinds kinds;
  for (std::uint64_t code = 0; code < DeadKinds::kinds_max + 5; ++code) {
    DeadCountPage page;
    page.matched = 1;
    page.kinds = {{"rejected", 400, code, "why", 1}};
    kinds.add(page);
  }
  const auto sorted = kinds.sorted();
  EXPECT_THAT(sorted, SizeIs(DeadKinds::kinds_max + 1));
  EXPECT_EQ(sorted.back().outcome, "others");
  EXPECT_EQ(sorted.back().count, 5U);
}

}  // namespace
}  // namespace dispatcher
