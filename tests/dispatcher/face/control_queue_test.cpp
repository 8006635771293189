#include "dispatcher/face/control_queue.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const WallTime asked_at{std::chrono::seconds{1'795'428'000}};  // 2026-11-23T10:00:00Z

queue::ListLanes::Row row_of_lane(const std::string& service, std::uint64_t normal_count) {
  queue::ListLanes::Row row;
  row.lane_name = service;
  row.open_counts = {0, normal_count, 0};
  row.age_counts[0] = normal_count;
  row.oldest_accepted_at = asked_at - std::chrono::seconds{90};
  return row;
}

LaneView view_of_lane(const std::string& service) {
  LaneView view;
  view.service = service;
  view.account = "main";
  view.limit = {150, 60, std::chrono::seconds{5}};
  return view;
}

TEST(DrainTime, IsTakenFromTheRateOfLate) {
  auto view = view_of_lane(service_a);
  view.lately.sent_count = 60;
  view.lately.span = std::chrono::seconds{10};
  EXPECT_EQ(drain_seconds(600, view), 100);
}

TEST(DrainTime, IsTakenFromTheLimitWhereNothingWasSent) {
  EXPECT_EQ(drain_seconds(600, view_of_lane(service_a)), 50);
}

TEST(DrainTime, DoesNotTakeABurstForTheRate) {
  auto view = view_of_lane(service_a);
  view.lately.sent_count = 120;
  EXPECT_EQ(drain_seconds(600, view), 50);
}

TEST(DrainTime, IsNotKnownOfALaneThatIsStoppedOrHasNeverSent) {
  auto view = view_of_lane(service_a);
  view.why = Why{.cause = WaitCause::lane_held};
  EXPECT_EQ(drain_seconds(600, view), std::nullopt);
  view = view_of_lane(service_a);
  view.limit = {};
  EXPECT_EQ(drain_seconds(600, view), std::nullopt);
}

TEST(QueueJson, SaysHowMuchIsOpenAndHowTheLaneStands) {
  queue::ListLanes::Table table{true, {row_of_lane(service_a, 120)}, 1};
  table.rows[0].open_counts = {20, 70, 30};
  table.rows[0].age_counts[9] = 7;
  auto view = view_of_lane(service_a);
  view.slots_bound_count = 60;
  view.lately.answers_count = 80;
  view.lately.answers_429_count = 20;
  view.lately.sent_count = 60;
  view.lately.span = std::chrono::seconds{10};
  view.why = Why{.cause = WaitCause::window, .until = asked_at + std::chrono::seconds{1}};
  view.oldest = LaneView::Sendable{"m-1", asked_at - std::chrono::seconds{61}};
  EXPECT_EQ(queue_json(table, {view}, 120, asked_at),
            "{\"at\":\"2026-11-23T10:00:00.000Z\",\"complete\":true,\"open\":120,"
            "\"lanes_count\":1,\"lanes\":[{\"service\":\"" +
                service_a +
                "\",\"open\":120,\"open_urgent\":20,\"open_normal\":70,\"open_bulk\":30,"
                "\"age_counts\":[120,0,0,0,0,0,0,0,0,7],"
                "\"oldest_accepted_at\":\"2026-11-23T09:58:30.000Z\",\"account\":\"main\","
                "\"limit_configured_per_second\":30.0,\"limit_per_second\":12.0,"
                "\"slots_bound\":60,\"answers_lately\":80,\"answers_429_lately\":20,"
                "\"percent_429\":25.0,\"sent_per_second\":6.0,"
                "\"waits\":{\"cause\":\"window\",\"until\":\"2026-11-23T10:00:01.000Z\"},"
                "\"oldest_sendable\":{\"id\":\"m-1\","
                "\"accepted_at\":\"2026-11-23T09:58:59.000Z\",\"age_s\":61},"
                "\"drain_s\":20.0}]}");
}

TEST(QueueJson, ShowsALaneThatNoShardKnowsYet) {
  const auto json = queue_json({false, {row_of_lane(service_a, 5)}, 1}, {}, 5, asked_at);
  EXPECT_THAT(json, HasSubstr("\"complete\":false"));
  EXPECT_THAT(json, HasSubstr("\"open\":5,"));
  EXPECT_THAT(json, Not(HasSubstr("sent_per_second")));
}

TEST_F(ControlServer, AnswersWhereTheBacklogIs) {
  daemon_.views = {view_of_lane(service_a)};
  serve();
  ask("POST", "/v1/messages", line("a") + line("b", "another"));
  const auto response = ask("GET", "/v1/queue");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, StartsWith("{\"at\":\""));
  EXPECT_THAT(response.body, HasSubstr("\"lanes_count\":1,\"lanes\":[{\"service\":\"" + service_a +
                                       "\",\"open\":2,"));
  EXPECT_THAT(response.body, HasSubstr("\"account\":\"main\""));
}

TEST_F(ControlServer, RefusesToSayItInAnotherWay) {
  serve();
  EXPECT_EQ(ask("POST", "/v1/queue").status, http_status::method_not_allowed);
  EXPECT_EQ(ask("GET", "/v1/queue?rows=5").status, http_status::bad_request);
}

}  // namespace
}  // namespace dispatcher
