#include "dispatcher/face/age_watch.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(ControlServer, TakesNoMoreWhileTheOldestMessageHasWaitedForTooLong) {
  daemon_.surveyed.sendable_since = runtime_.wall_now() - 10min;
  serve({"*"}, false, {.age_max = 5min});
  const auto response = ask("POST", "/v1/messages", line("a"), "application/json");
  EXPECT_EQ(response.status, http_status::too_many);
  EXPECT_EQ(response.retry_after_s, 60);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"age\""));
  EXPECT_EQ(ask("GET", "/readyz").status, http_status::unavailable);
}

TEST_F(ControlServer, TakesMoreWhileNothingWaitsForLong) {
  daemon_.surveyed.sendable_since = runtime_.wall_now() - 1min;
  serve({"*"}, false, {.age_max = 5min});
  EXPECT_EQ(ask("POST", "/v1/messages", line("a"), "application/json").status,
            http_status::created);
}

TEST_F(ControlServer, AsksForNoAgeThatIsNotBounded) {
  daemon_.surveyed.sendable_since = runtime_.wall_now() - 24h;
  serve();
  EXPECT_EQ(ask("GET", "/readyz").status, http_status::ok);
}

}  // namespace
}  // namespace dispatcher
