#include "dispatcher/face/control_dead.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class ControlDead : public ControlServer {
 protected:
  ControlDead() { daemon_.open_spool = &scripted_; }

  static Outcome rejected(std::uint32_t code) {
    return {
        .kind = OutcomeKind::rejected, .status = 400, .code = code, .answered_at = WallTime{1h}};
  }

  ScriptedSpool scripted_;
};

TEST_F(ControlDead, AreListedWithWhatCanBeDone) {
  scripted_.add_dead(7, rejected(21610));
  serve();
  const auto response = ask("GET", "/v1/dead");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body,
              AllOf(StartsWith("{\"dead\":[{\"sequence\":7,\"id\":\"id-7\",\"service\":\"" +
                               service_a + "\",\"outcome\":\"rejected\","),
                    HasSubstr("\"ended_at\":\"1970-01-01T01:00:00.000Z\""),
                    HasSubstr("\"status\":400,\"code\":21610,\"text\":\"The recipient has opted"),
                    testing::EndsWith("}],\"unreadable\":0,\"next\":0}\n")));
}

TEST_F(ControlDead, AreListedPageByPage) {
  for (std::uint64_t i = 1; i <= 1'500; ++i) scripted_.add_dead(i, rejected(21610));
  serve();
  const auto first = ask("GET", "/v1/dead").body;
  EXPECT_THAT(first, AllOf(HasSubstr("\"id-1000\""), Not(HasSubstr("\"id-1001\"")),
                           HasSubstr("\"next\":1000}")));
  EXPECT_THAT(ask("GET", "/v1/dead?after=1000").body,
              AllOf(HasSubstr("\"id-1001\""), HasSubstr("\"next\":0}")));
}

TEST_F(ControlDead, AreFilteredAPageAtATime) {
  for (std::uint64_t i = 1; i <= 1'000; ++i) scripted_.add_dead(i, rejected(21610));
  scripted_.add_dead(1'001, rejected(21614));
  serve();
  EXPECT_EQ(ask("GET", "/v1/dead?code=21614").body,
            "{\"dead\":[],\"unreadable\":0,\"next\":1000}\n");
  EXPECT_THAT(ask("GET", "/v1/dead?code=21614&after=1000").body, HasSubstr("\"id-1001\""));
}

TEST_F(ControlDead, AreCountedByKind) {
  scripted_.add_dead(1, rejected(21610));
  scripted_.add_dead(2, rejected(21614));
  scripted_.add_dead(3, rejected(21610));
  serve();
  EXPECT_THAT(
      ask("GET", "/v1/dead/count").body,
      AllOf(StartsWith("{\"matched\":3,\"kinds\":[{\"count\":2,\"outcome\":\"rejected\","
                       "\"status\":400,\"code\":21610,\"text\":\""),
            HasSubstr("{\"count\":1,\"outcome\":\"rejected\",\"status\":400,\"code\":21614,")));
}

TEST_F(ControlDead, ComeDueOneAfterTheOtherWhenRetried) {
  for (std::uint64_t i = 1; i <= 3; ++i) scripted_.add_dead(i, rejected(21610));
  serve();
  const auto response = ask("POST", "/v1/dead/retry?pace=5/s&due=2026-11-23T10:00:00Z");
  EXPECT_EQ(response.body,
            "{\"matched\":3,\"retried\":3,\"unreadable\":0,\"next\":0,"
            "\"next_due\":\"2026-11-23T10:00:00.600Z\"}\n");
  ASSERT_THAT(scripted_.changes, SizeIs(1));
  const auto& change = scripted_.changes.front();
  EXPECT_EQ(change.kind, queue::ChangeDead::Kind::revive);
  ASSERT_THAT(change.items, SizeIs(3));
  EXPECT_EQ(change.items[0].due, parse_rfc3339("2026-11-23T10:00:00Z").value());
  EXPECT_EQ(change.items[2].due - change.items[0].due, 400ms);
}

TEST_F(ControlDead, ComeDueFromNowOnUnlessATimeIsSaid) {
  scripted_.add_dead(1, rejected(21610));
  serve();
  const auto before = runtime_.wall_now();
  ask("POST", "/v1/dead/retry?pace=1/h");
  ASSERT_THAT(scripted_.changes, SizeIs(1));
  EXPECT_GE(scripted_.changes[0].items.at(0).due, before);
  EXPECT_LE(scripted_.changes[0].items.at(0).due, runtime_.wall_now());
}

TEST_F(ControlDead, AreForgottenOnlyAsFarAsTheyMatch) {
  scripted_.add_dead(1, rejected(21610));
  scripted_.add_dead(2, rejected(21614));
  serve();
  EXPECT_EQ(ask("POST", "/v1/dead/purge?code=21610").body,
            "{\"matched\":1,\"purged\":1,\"unreadable\":0,\"next\":0}\n");
  ASSERT_THAT(scripted_.dead, SizeIs(1));
  EXPECT_EQ(scripted_.dead[0].id, "id-2");
}

TEST_F(ControlDead, AreNotTouchedWhenNoneMatches) {
  scripted_.add_dead(1, rejected(21610));
  serve();
  EXPECT_THAT(ask("POST", "/v1/dead/purge?code=1").body, HasSubstr("\"matched\":0,\"purged\":0"));
  EXPECT_THAT(scripted_.changes, SizeIs(0));
}

TEST_F(ControlDead, WhoseRecordCannotBeReadAreCountedAndLetBe) {
  scripted_.dead.push_back({4, "id-4", service_a, 2, "\x09"});
  serve();
  EXPECT_THAT(ask("GET", "/v1/dead").body, HasSubstr("\"dead\":[],\"unreadable\":1"));
  EXPECT_THAT(ask("POST", "/v1/dead/purge").body, HasSubstr("\"purged\":0,\"unreadable\":1"));
  EXPECT_THAT(scripted_.dead, SizeIs(1));
}

TEST_F(ControlDead, AreNamedByAQueryThatIsUnderstood) {
  scripted_.add_dead(1, rejected(21610));
  serve();
  for (const auto* query : {"?pace=5", "?due=2026-11-23T10:00:00Z", "?pace=5/s&due=now",
                            "?pace=5/s&after=x", "?pace=5/s&code=x", "?pace=5/s&reason=sent"}) {
    EXPECT_EQ(ask("POST", std::string("/v1/dead/retry") + query).status, http_status::bad_request)
        << query;
  }
  EXPECT_EQ(ask("GET", "/v1/dead?pace=5/s").status, http_status::bad_request);
  EXPECT_THAT(scripted_.changes, SizeIs(0));
}

TEST_F(ControlDead, SayWhenTheSpoolTakesNoMore) {
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_THAT(ask("GET", "/v1/dead").body, HasSubstr("\"reason\":\"draining\""));
}

}  // namespace
}  // namespace dispatcher
