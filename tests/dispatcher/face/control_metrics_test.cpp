#include "dispatcher/face/control_metrics.hpp"

#include "dispatcher/face/metrics_text.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(ControlServer, AnswersAScrapeAsTextForPrometheus) {
  daemon_.standing.sent = 12;
  serve();
  const auto response = ask("GET", "/metrics");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_EQ(response.content_type, metrics_content_type);
  EXPECT_THAT(response.body, HasSubstr("dispatcher_outcomes_total{outcome=\"sent\"} 12\n"));
  EXPECT_THAT(response.body, HasSubstr("dispatcher_scrape_complete 1\n"));
}

TEST_F(ControlServer, CountsInAScrapeWhatWasHandedIn) {
  serve();
  ask("POST", "/v1/messages", line("a") + line("b") + "{}\n");
  ask("POST", "/v1/messages", line("a") + line("b", "other text"));
  const auto text = ask("GET", "/metrics").body;
  const std::string total = "dispatcher_intake_messages_total";
  EXPECT_THAT(text, HasSubstr(total + "{result=\"accepted\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(total + "{result=\"duplicate\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(total + "{result=\"conflict\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(total + "{result=\"invalid\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("dispatcher_intake_requests_refused_total 0\n"));
}

TEST_F(ControlServer, CountsInAScrapeTheRequestsThatItSentAway) {
  RefusingSpool refusing(queue::errc::no_space, true);
  daemon_.open_spool = &refusing;
  serve();
  ask("POST", "/v1/messages", line("a"));
  EXPECT_THAT(ask("GET", "/metrics").body,
              HasSubstr("dispatcher_intake_requests_refused_total 1\n"));
}

TEST_F(ControlServer, ShowsInAScrapeTheServicesWithMostOpenMessages) {
  LaneView view;
  view.service = service_a;
  view.limit = {.configured_count = 150, .enforced_count = 150};
  daemon_.views = {view};
  serve();
  ask("POST", "/v1/messages", line("a") + line("b"));
  const auto text = ask("GET", "/metrics").body;
  const auto label = "{service=\"" + service_a + "\"} ";
  EXPECT_THAT(text, HasSubstr("dispatcher_lane_open_messages" + label + "2\n"));
  EXPECT_THAT(text, HasSubstr("dispatcher_lane_limit_requests_per_second" + label + "30\n"));
}

TEST_F(ControlServer, AnswersAScrapeWithoutTheSpoolThatSaysThatItCannotTell) {
  RefusingSpool refusing(queue::errc::no_space, false);
  daemon_.open_spool = &refusing;
  serve();
  const auto response = ask("GET", "/metrics");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, HasSubstr("dispatcher_scrape_complete 1\n"));
  EXPECT_THAT(response.body, Not(HasSubstr("dispatcher_backlog_age_seconds")));
}

TEST_F(ControlServer, AnswersAScrapeWithoutTheSpoolThatTakesNoQuestion) {
  RefusingSpool refusing(queue::errc::ring_full, true);
  daemon_.open_spool = &refusing;
  serve();
  const auto response = ask("GET", "/metrics");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, HasSubstr("dispatcher_scrape_complete 0\n"));
}

TEST_F(ControlServer, AnswersAScrapeWithoutAShardThatDoesNotAnswer) {
  daemon_.shards_answer = false;
  serve();
  const auto response = ask("GET", "/metrics");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, HasSubstr("dispatcher_scrape_complete 0\n"));
  EXPECT_THAT(response.body, Not(HasSubstr("dispatcher_oldest_sendable_age_seconds")));
}

TEST_F(ControlServer, TellsTheSameStartInEveryScrape) {
  serve();
  const auto start_in = [](const std::string& text) {
    const auto at = text.find("\nprocess_start_time_seconds ");
    return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  };
  const auto first = start_in(ask("GET", "/metrics").body);
  EXPECT_THAT(first, HasSubstr("process_start_time_seconds 1"));
  EXPECT_EQ(start_in(ask("GET", "/metrics").body), first);
}

}  // namespace
}  // namespace dispatcher
