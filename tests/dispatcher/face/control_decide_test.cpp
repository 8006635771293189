#include "dispatcher/face/control_decide.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using queue::Decision;
using queue::DecisionResult;
using testing::HasSubstr;
using testing::SizeIs;

class ControlDecide : public ControlServer {
 protected:
  ControlDecide() { daemon_.open_spool = &scripted_; }

  ScriptedSpool scripted_;
};

TEST_F(ControlDecide, HoldsAMessageWithAReasonAndReleasesIt) {
  serve();
  EXPECT_EQ(ask("PUT", "/v1/messages/a/hold", "wrong text").body,
            "{\"id\":\"a\",\"held\":true,\"reason\":\"wrong text\"}\n");
  EXPECT_EQ(ask("DELETE", "/v1/messages/a/hold").body, "{\"id\":\"a\",\"held\":false}\n");
  ASSERT_THAT(scripted_.decisions, SizeIs(2));
  EXPECT_EQ(scripted_.decisions[0].name, "a");
  EXPECT_EQ(scripted_.decisions[0].decision.kind, Decision::Kind::hold);
  EXPECT_EQ(scripted_.decisions[0].decision.note, "wrong text");
  EXPECT_EQ(scripted_.decisions[1].decision.kind, Decision::Kind::release);
}

TEST_F(ControlDecide, SettlesAMessageAsAPersonKnows) {
  serve();
  EXPECT_THAT(ask("POST", "/v1/messages/a/settle?as=sent", "seen in the log").body,
              HasSubstr("\"settled_as\":\"sent\",\"text\":\"It counts as sent, and is never"));
  EXPECT_THAT(ask("POST", "/v1/messages/a/settle?as=not-sent").body,
              HasSubstr("\"settled_as\":\"not-sent\",\"text\":\"It is sent now"));
  ASSERT_THAT(scripted_.decisions, SizeIs(2));
  EXPECT_EQ(scripted_.decisions[0].decision.kind, Decision::Kind::settle_sent);
  EXPECT_EQ(scripted_.decisions[0].decision.note, "seen in the log");
  EXPECT_EQ(scripted_.decisions[1].decision.kind, Decision::Kind::settle_not_sent);
  EXPECT_EQ(scripted_.decisions[1].decision.note, "");
}

TEST_F(ControlDecide, SaysWhatBecameOfItOneWayOrTheOther) {
  serve();
  for (const auto* query : {"", "?as=", "?as=maybe", "?as=sent&by=me"}) {
    EXPECT_EQ(ask("POST", std::string("/v1/messages/a/settle") + query).status,
              http_status::bad_request)
        << query;
  }
  EXPECT_EQ(ask("POST", "/v1/messages/a/settle?as=sent", "a\nb").status, http_status::bad_request);
  EXPECT_EQ(ask("PUT", "/v1/messages/a/hold", "a\nb").status, http_status::bad_request);
  EXPECT_THAT(scripted_.decisions, SizeIs(0));
}

TEST_F(ControlDecide, OfAnUnknownIdIsNotFound) {
  scripted_.decided = DecisionResult::unknown;
  serve();
  EXPECT_EQ(ask("POST", "/v1/messages/a/settle?as=sent").status, http_status::not_found);
  EXPECT_EQ(ask("PUT", "/v1/messages/a/hold").status, http_status::not_found);
}

TEST_F(ControlDecide, SaysWhenTheSpoolTakesNoMore) {
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_THAT(ask("DELETE", "/v1/messages/a/hold").body, HasSubstr("\"reason\":\"draining\""));
}

TEST(NotDone, SaysWhyAndWhatToDo) {
  const std::vector<std::pair<DecisionResult, std::string>> cases = {
      {DecisionResult::ended, "it has its outcome already"},
      {DecisionResult::too_late, "it is being sent"},
      {DecisionResult::in_doubt, "`settle` it"},
      {DecisionResult::not_in_doubt, "not in doubt"},
      {DecisionResult::not_held, "it is not held"},
  };
  for (const auto& [result, holds] : cases) {
    const auto response = answer_not_done("a", result);
    EXPECT_EQ(response.status, http_status::conflict);
    EXPECT_THAT(response.body, HasSubstr("{\"id\":\"a\",\"result\":\"" +
                                         std::string(name_of(result)) + "\",\"error\":\""));
    EXPECT_THAT(response.body, HasSubstr(holds));
  }
}

}  // namespace
}  // namespace dispatcher
