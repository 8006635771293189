#include "dispatcher/face/control_purge.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ControlPurge : public ControlServer {
 protected:
  /// From here on the spool answers as the test says.
  void script() { daemon_.open_spool = &scripted_; }

  net::LocalResponse purge(WallTime before, const std::string& more = "") {
    std::string target = "/v1/purge?before=";
    append_rfc3339(target, before);
    return ask("POST", target + more);
  }

  ScriptedSpool scripted_;
};

TEST_F(ControlPurge, ForgetsWhatIsOldAndNothingElse) {
  ended_at_["old"] = runtime_.wall_now() - 48h;
  serve();
  ask("POST", "/v1/messages", line("old") + line("young") + line("open"));
  ask("DELETE", "/v1/messages/old");
  ask("DELETE", "/v1/messages/young");
  EXPECT_EQ(purge(runtime_.wall_now() - 24h).body, "{\"forgotten\":1,\"dead\":0,\"next\":0}\n");
  EXPECT_EQ(ask("GET", "/v1/messages/old").status, http_status::not_found);
  EXPECT_THAT(ask("GET", "/v1/messages/young").body, HasSubstr("\"state\":\"settled\""));
  EXPECT_THAT(ask("GET", "/v1/messages/open").body, HasSubstr("\"state\":\"waiting\""));
}

TEST_F(ControlPurge, MakesAnIdNewAgain) {
  ended_at_["old"] = runtime_.wall_now() - 48h;
  serve();
  ask("POST", "/v1/messages", line("old") + line("young"));
  ask("DELETE", "/v1/messages/old");
  ask("DELETE", "/v1/messages/young");
  EXPECT_THAT(ask("POST", "/v1/messages", line("old", "another text")).body,
              HasSubstr("is known, with other content"));
  purge(runtime_.wall_now() - 24h);
  EXPECT_THAT(ask("POST", "/v1/messages", line("old", "another text")).body,
              HasSubstr("\"accepted\":1"));
  EXPECT_THAT(ask("GET", "/v1/messages/old").body, HasSubstr("\"state\":\"waiting\""));
}

TEST_F(ControlPurge, OnlyCountsInADryRun) {
  ended_at_["old"] = runtime_.wall_now() - 48h;
  serve();
  ask("POST", "/v1/messages", line("old") + line("young"));
  ask("DELETE", "/v1/messages/old");
  ask("DELETE", "/v1/messages/young");
  EXPECT_EQ(purge(runtime_.wall_now() - 24h, "&dry_run=true").body,
            "{\"matched\":1,\"dead\":0,\"next\":0}\n");
  EXPECT_EQ(ask("GET", "/v1/messages/old").status, http_status::ok);
}

TEST_F(ControlPurge, GoesPageByPage) {
  script();
  for (std::uint64_t i = 1; i <= 1'500; ++i) scripted_.ended.push_back({i, WallTime{1h}, i <= 2});
  serve();
  EXPECT_EQ(purge(WallTime{2h}).body, "{\"forgotten\":1000,\"dead\":2,\"next\":1000}\n");
  EXPECT_EQ(purge(WallTime{2h}, "&after=1000").body, "{\"forgotten\":500,\"dead\":0,\"next\":0}\n");
  ASSERT_THAT(scripted_.forgets, SizeIs(2));
  EXPECT_EQ(scripted_.forgets[0].ended_before, WallTime{2h});
}

TEST_F(ControlPurge, LeavesTheLastDayAlone) {
  script();
  serve();
  const auto refused = purge(runtime_.wall_now() - 23h);
  EXPECT_EQ(refused.status, http_status::bad_request);
  EXPECT_THAT(refused.body,
              AllOf(HasSubstr("the outcomes of the last day are needed to tell what was sent"),
                    HasSubstr("at least a day ago")));
  EXPECT_EQ(purge(runtime_.wall_now() + 24h).status, http_status::bad_request);
  EXPECT_THAT(scripted_.forgets, IsEmpty());
}

TEST_F(ControlPurge, IsAskedByAQueryThatIsUnderstood) {
  script();
  serve();
  const std::string before = "before=2020-11-23T10:00:00Z";
  const std::vector<std::string> queries = {"",
                                            "?before=",
                                            "?before=30d",
                                            "?" + before + "&after=x",
                                            "?" + before + "&after=-1",
                                            "?" + before + "&dry_run=yes",
                                            "?" + before + "&service=" + service_a};
  for (const auto& query : queries) {
    EXPECT_EQ(ask("POST", "/v1/purge" + query).status, http_status::bad_request) << query;
  }
  EXPECT_EQ(ask("GET", "/v1/purge?" + before).status, http_status::method_not_allowed);
  EXPECT_THAT(scripted_.forgets, IsEmpty());
}

TEST_F(ControlPurge, SaysWhenTheSpoolTakesNoMore) {
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_THAT(purge(WallTime{2h}).body, HasSubstr("\"reason\":\"draining\""));
}

}  // namespace
}  // namespace dispatcher
