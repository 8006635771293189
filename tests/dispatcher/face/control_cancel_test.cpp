#include "dispatcher/face/control_cancel.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using queue::DecisionResult;
using testing::HasSubstr;

class ControlCancel : public ControlServer {};

TEST_F(ControlCancel, TakesOneMessageBack) {
  serve();
  ask("POST", "/v1/messages", line("a"));
  EXPECT_EQ(ask("DELETE", "/v1/messages/a").body, "{\"id\":\"a\",\"result\":\"cancelled\"}\n");
  EXPECT_EQ(ask("DELETE", "/v1/messages/a").body, "{\"id\":\"a\",\"result\":\"ended\"}\n");
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

TEST_F(ControlCancel, OfAnUnknownIdIsNotFound) {
  serve();
  EXPECT_EQ(ask("DELETE", "/v1/messages/nobody").status, http_status::not_found);
}

TEST_F(ControlCancel, TakesABatchBackPageByPage) {
  serve();
  std::string lines;
  for (int i = 0; i < 1'500; ++i) lines += line("");
  ask("POST", "/v1/messages?batch=news", lines);
  ask("POST", "/v1/messages", line("other"));
  const auto first = ask("DELETE", "/v1/messages?batch=news").body;
  EXPECT_THAT(first, HasSubstr("{\"cancelled\":1000,\"ended\":0,\"too_late\":0,\"in_doubt\":0,"
                               "\"not_cancelled\":[],\"next\":\""));
  const std::string_view key = "\"next\":\"";
  auto next = first.substr(first.find(key) + key.size());
  next = next.substr(0, next.find('"'));
  EXPECT_FALSE(next.empty());
  EXPECT_THAT(ask("DELETE", "/v1/messages?batch=news&after=" + next).body,
              HasSubstr("{\"cancelled\":500,"));
  EXPECT_EQ(spool_->levels().open_count, 1U);
}

TEST_F(ControlCancel, TakesAServiceBackWhateverTheCaseOfItsDigits) {
  serve();
  ask("POST", "/v1/messages", line("a") + line("b"));
  EXPECT_THAT(ask("DELETE", "/v1/messages?service=KS" + std::string(32, 'A')).body,
              HasSubstr("{\"cancelled\":2,"));
}

TEST_F(ControlCancel, NamesOneThingToCancel) {
  serve();
  const std::vector<std::string> queries = {
      "", "?after=a", "?batch=a&service=" + service_a, "?batch=", "?batch=a,b", "?service=KS0"};
  for (const auto& query : queries) {
    EXPECT_EQ(ask("DELETE", "/v1/messages" + query).status, http_status::bad_request) << query;
  }
}

TEST_F(ControlCancel, SaysWhenTheSpoolTakesNoMore) {
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_THAT(ask("DELETE", "/v1/messages/a").body, HasSubstr("\"reason\":\"draining\""));
}

TEST(CancelPage, CountsAndNamesWhatMayStillBeSent) {
  queue::Decide::Page page;
  page.rows = {{"a", DecisionResult::done},
               {"b", DecisionResult::too_late},
               {"c", DecisionResult::in_doubt},
               {"d", DecisionResult::ended}};
  page.next = "d";
  EXPECT_EQ(cancel_page_json(page),
            "{\"cancelled\":1,\"ended\":1,\"too_late\":1,\"in_doubt\":1,\"not_cancelled\":"
            "[{\"id\":\"b\",\"result\":\"too_late\"},{\"id\":\"c\",\"result\":\"in_doubt\"}],"
            "\"next\":\"d\"}");
}

TEST(CancelPage, NamesOnlySoManyButCountsAll) {
  queue::Decide::Page page;
  for (int i = 0; i < 150; ++i) page.rows.push_back({"x", DecisionResult::too_late});
  const auto json = cancel_page_json(page);
  EXPECT_THAT(json, HasSubstr("\"too_late\":150"));
  std::size_t named_count = 0;
  for (std::size_t at = 0; (at = json.find("\"id\"", at)) != json.npos; ++at) ++named_count;
  EXPECT_EQ(named_count, not_cancelled_shown_max);
}

}  // namespace
}  // namespace dispatcher
