#include "dispatcher/face/control_health.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

class ControlHealth : public ControlServer {};

TEST_F(ControlHealth, IsOkAsLongAsTheDaemonAnswers) {
  daemon_.standing.state = DaemonState::draining;
  serve();
  const auto response = ask("GET", "/healthz");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_EQ(response.content_type, "text/plain");
  EXPECT_EQ(response.body, "ok\n");
}

TEST_F(ControlHealth, IsReadyWhileSubmissionsAreAccepted) {
  serve();
  const auto response = ask("GET", "/readyz");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_EQ(response.body, "{\"ready\":true}\n");
}

TEST_F(ControlHealth, IsNotReadyWhileTheDaemonEnds) {
  daemon_.standing.state = DaemonState::draining;
  serve();
  const auto response = ask("GET", "/readyz");
  EXPECT_EQ(response.status, http_status::unavailable);
  EXPECT_GT(response.retry_after_s, 0);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"draining\""));
}

TEST_F(ControlHealth, IsNotReadyWithoutSpace) {
  daemon_.standing.levels.below_reserve = true;
  serve();
  const auto response = ask("GET", "/readyz");
  EXPECT_EQ(response.status, http_status::unavailable);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"no_space\""));
}

TEST_F(ControlHealth, IsNotReadyWhileTooManyMessagesWaitAndNoneIsAccepted) {
  daemon_.standing.levels.open_count = 1000;
  daemon_.standing.sent_per_second = 50;
  serve({"*"}, false, {.backlog_max = 1000});
  const auto ready = ask("GET", "/readyz");
  EXPECT_EQ(ready.status, http_status::unavailable);
  EXPECT_THAT(ready.body, HasSubstr("\"reason\":\"backlog\""));
  for (const auto* type : {"application/json", "application/x-ndjson"}) {
    const auto response = ask("POST", "/v1/messages", line("a"), type);
    EXPECT_EQ(response.status, http_status::too_many) << type;
    EXPECT_EQ(response.retry_after_s, 2) << type;
  }
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

}  // namespace
}  // namespace dispatcher
