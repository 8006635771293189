#include "dispatcher/face/control_status.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(StatusJson, SaysHowTheDaemonStands) {
  DaemonStatus status;
  status.uptime = std::chrono::seconds{61};
  status.levels.open_count = 7;
  status.levels.held_count = 1;
  status.levels.due_count = 2;
  status.levels.in_doubt_count = 3;
  status.levels.dead_count = 6;
  status.in_flight = 4;
  status.armed = 5;
  status.reconciled = 8;
  status.reconciling = 9;
  status.infeasible = 10;
  status.sent_per_second = 29.96;
  const auto json = status_json(status, {});
  EXPECT_THAT(
      json, StartsWith("{\"state\":\"running\",\"uptime_s\":61,\"backlog\":7,\"held\":1,"
                       "\"due\":2,\"in_doubt\":3,\"dead_letters\":6,\"in_flight\":4,\"armed\":5,"));
  EXPECT_THAT(json, HasSubstr("\"reconciled\":8,\"reconciling\":9,"));
  EXPECT_THAT(json, HasSubstr("\"infeasible\":10,"));
  EXPECT_THAT(json, HasSubstr("\"sent_per_second\":30.0,\"attempts_per_second\":0.0,"));
  EXPECT_THAT(
      json,
      testing::EndsWith(
          "\"out_of_space\":false,\"below_reserve\":false,\"free_bytes\":0,\"held_lanes_count\":0,"
          "\"held_lanes\":[]}"));
}

TEST(StatusJson, NamesTheLanesThatAreHeldAndWhy) {
  HeldLanes held;
  held.add({service_a, "campaign stopped", true});
  held.add({service_b, "status 401", false});
  held.count = 5'000;
  EXPECT_THAT(status_json({}, held),
              HasSubstr("\"held_lanes_count\":5000,\"held_lanes\":[{\"service\":\"" + service_a +
                        "\",\"reason\":\"campaign stopped\",\"by_operator\":true},{\"service\":\"" +
                        service_b + "\",\"reason\":\"status 401\",\"by_operator\":false}]}"));
}

TEST_F(ControlServer, AnswersHowTheDaemonStands) {
  daemon_.standing.state = DaemonState::draining;
  daemon_.standing.sent = 12;
  daemon_.held.add({service_a, "x", true});
  serve();
  const auto response = ask("GET", "/v1/status");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_EQ(response.body, status_json(daemon_.standing, daemon_.held) + "\n");
}

}  // namespace
}  // namespace dispatcher
