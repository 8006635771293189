#include "dispatcher/face/metrics_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

namespace dispatcher {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime scrape_now{std::chrono::hours{24 * 365 * 50}};

std::size_t series_count(const std::string& text) {
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.starts_with('#') ? 0 : 1;
  return count;
}

/// Lines up to the first blank of which are these; what a series is worth.
std::string series_value(const std::string& text, const std::string& series) {
  const auto at = ("\n" + text).find("\n" + series + " ");
  if (at == std::string::npos) return "absent";
  const auto begin = at + series.size() + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

MetricsFacts answered_facts() {
  MetricsFacts facts;
  facts.now = scrape_now;
  facts.spool_answered = true;
  facts.survey.emplace();
  facts.lanes.emplace();
  return facts;
}

void add_busy_lane(MetricsFacts& facts, const std::string& service, std::uint64_t open) {
  queue::ListLanes::Row row;
  row.lane_name = service;
  row.open_counts = {0, open, 0};
  row.oldest_accepted_at = facts.now - std::chrono::seconds{90};
  facts.lanes->rows.push_back(row);
  ++facts.lanes->lanes_count;
  facts.lanes->oldest_accepted_at = row.oldest_accepted_at;
  LaneView view;
  view.service = service;
  view.limit = {.configured_count = 150, .enforced_count = 75};
  view.lately = {.answers_count = 10, .answers_429_count = 5, .sent_count = 4, .span = {}};
  facts.views.push_back(view);
}

TEST(MetricsText, HasHelpAndTypeForEveryFamily) {
  const std::string text = metrics_text(answered_facts());
  std::istringstream lines(text);
  std::string help;
  std::size_t families = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      help = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_THAT(line, ContainsRegex("\\.$"));
      ++families;
    } else if (line.starts_with("# TYPE ")) {
      EXPECT_EQ(line.substr(7, line.find(' ', 7) - 7), help);
    } else {
      EXPECT_TRUE(line.starts_with(help)) << line;
    }
  }
  EXPECT_GT(families, 40U);
}

TEST(MetricsText, TellsWhatTheDaemonCounted) {
  MetricsFacts facts = answered_facts();
  facts.metrics.status.sent = 12;
  facts.metrics.status.levels.open_count = 7;
  facts.metrics.answers[static_cast<std::size_t>(AnswerClass::too_many)] = 3;
  facts.metrics.verdicts[0] = 12;
  facts.metrics.lanes_held[static_cast<std::size_t>(HoldCause::account_refused)] = 2;
  facts.intake.lines = {.accepted = 20, .duplicate = 1, .conflict = 2};
  facts.intake.invalid = 3;
  const std::string text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_outcomes_total{outcome=\"sent\"}"), "12");
  EXPECT_EQ(series_value(text, "dispatcher_open_messages"), "7");
  EXPECT_EQ(series_value(text, "dispatcher_answers_total{class=\"429\"}"), "3");
  EXPECT_EQ(series_value(text, "dispatcher_verdicts_total{verdict=\"sent\"}"), "12");
  EXPECT_EQ(series_value(text, "dispatcher_lanes_held{cause=\"account_refused\"}"), "2");
  EXPECT_EQ(series_value(text, "dispatcher_lanes_held{cause=\"none\"}"), "absent");
  EXPECT_EQ(series_value(text, "dispatcher_intake_messages_total{result=\"accepted\"}"), "20");
  EXPECT_EQ(series_value(text, "dispatcher_intake_messages_total{result=\"conflict\"}"), "2");
  EXPECT_EQ(series_value(text, "dispatcher_intake_messages_total{result=\"invalid\"}"), "3");
  EXPECT_EQ(series_value(text, "dispatcher_state{state=\"running\"}"), "1");
  EXPECT_EQ(series_value(text, "dispatcher_build_info{version=\"" DISPATCHER_VERSION "\"}"), "1");
}

TEST(MetricsText, ShowsHistogramsInSecondsAndCumulative) {
  MetricsFacts facts = answered_facts();
  facts.metrics.upstream.counts[0] = 2;  // up to 5 ms
  facts.metrics.upstream.counts[1] = 3;  // up to 10 ms
  facts.metrics.upstream.counts[14] = 1;
  facts.metrics.upstream.sum = 40'500'000;
  const std::string text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_upstream_seconds_bucket{le=\"0.005\"}"), "2");
  EXPECT_EQ(series_value(text, "dispatcher_upstream_seconds_bucket{le=\"0.01\"}"), "5");
  EXPECT_EQ(series_value(text, "dispatcher_upstream_seconds_bucket{le=\"+Inf\"}"), "6");
  EXPECT_EQ(series_value(text, "dispatcher_upstream_seconds_count"), "6");
  EXPECT_EQ(series_value(text, "dispatcher_upstream_seconds_sum"), "40.5");
}

TEST(MetricsText, TellsAgesAsOfNow) {
  MetricsFacts facts = answered_facts();
  facts.survey->sendable_since = scrape_now - std::chrono::seconds{42};
  add_busy_lane(facts, "KSa", 3);
  const std::string text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_oldest_sendable_age_seconds"), "42");
  EXPECT_EQ(series_value(text, "dispatcher_backlog_age_seconds"), "90");
  EXPECT_EQ(series_value(text, "dispatcher_lane_backlog_age_seconds{service=\"KSa\"}"), "90");
}

TEST(MetricsText, TellsNoAgeWhereNothingWaitsOrTheClockWasSetBack) {
  MetricsFacts facts = answered_facts();
  EXPECT_EQ(series_value(metrics_text(facts), "dispatcher_oldest_sendable_age_seconds"), "0");
  EXPECT_EQ(series_value(metrics_text(facts), "dispatcher_backlog_age_seconds"), "0");
  facts.survey->sendable_since = scrape_now + std::chrono::seconds{42};
  EXPECT_EQ(series_value(metrics_text(facts), "dispatcher_oldest_sendable_age_seconds"), "0");
}

TEST(MetricsText, LeavesOutWhatNobodyTold) {
  MetricsFacts facts;
  const std::string text = metrics_text(facts);
  EXPECT_THAT(text, Not(HasSubstr("dispatcher_oldest_sendable_age_seconds")));
  EXPECT_THAT(text, Not(HasSubstr("dispatcher_backlog_age_seconds")));
  EXPECT_THAT(text, Not(HasSubstr("dispatcher_spool_sync_seconds")));
  EXPECT_EQ(series_value(text, "dispatcher_scrape_complete"), "0");
  EXPECT_EQ(series_value(metrics_text(answered_facts()), "dispatcher_scrape_complete"), "1");
}

TEST(MetricsText, TellsLimitsOfLanesAsConfiguredAndAsKeptTo) {
  MetricsFacts facts = answered_facts();
  add_busy_lane(facts, "KSa", 3);
  const std::string text = metrics_text(facts);
  const std::string a = "{service=\"KSa\"}";
  EXPECT_EQ(series_value(text, "dispatcher_lane_open_messages" + a), "3");
  EXPECT_EQ(series_value(text, "dispatcher_lane_limit_configured_requests_per_second" + a), "30");
  EXPECT_EQ(series_value(text, "dispatcher_lane_limit_requests_per_second" + a), "15");
  EXPECT_EQ(series_value(text, "dispatcher_lane_answers_429_ratio" + a), "0.5");
}

TEST(MetricsText, TellsOfAnAccountOnlyWhatIsKnown) {
  MetricsFacts facts = answered_facts();
  facts.metrics.accounts.push_back({.name = "main", .in_flight = 4});
  facts.survey->endpoints.push_back({.account = "main"});
  const std::string a = "{account=\"main\"}";
  std::string text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_account_in_flight_requests" + a), "4");
  EXPECT_EQ(series_value(text, "dispatcher_account_in_flight_limit_requests" + a), "absent");
  EXPECT_EQ(series_value(text, "dispatcher_account_certificate_expiry_timestamp_seconds" + a),
            "absent");
  facts.metrics.accounts[0].in_flight_max = 50;
  facts.metrics.accounts[0].in_flight_max_configured = 100;
  facts.survey->endpoints[0].failing = true;
  facts.survey->endpoints[0].certificate_ends =
      std::chrono::sys_seconds(std::chrono::seconds{1234});
  text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_account_in_flight_limit_requests" + a), "50");
  EXPECT_EQ(series_value(text, "dispatcher_account_in_flight_limit_configured_requests" + a),
            "100");
  EXPECT_EQ(series_value(text, "dispatcher_account_breaker_open" + a), "1");
  EXPECT_EQ(series_value(text, "dispatcher_account_certificate_expiry_timestamp_seconds" + a),
            "1234");
}

TEST(MetricsText, TellsWhatReloadsCameTo) {
  MetricsFacts facts = answered_facts();
  facts.reload = {
      .last_good = false, .last_at = WallTime{std::chrono::seconds{77}}, .good = 4, .failed = 1};
  const std::string text = metrics_text(facts);
  EXPECT_EQ(series_value(text, "dispatcher_config_last_reload_successful"), "0");
  EXPECT_EQ(series_value(text, "dispatcher_config_last_reload_timestamp_seconds"), "77");
  EXPECT_EQ(series_value(text, "dispatcher_config_reloads_total{result=\"failed\"}"), "1");
}

TEST(MetricsText, EscapesWhatALabelMayHold) {
  MetricsFacts facts = answered_facts();
  facts.metrics.accounts.push_back({.name = "a\"b\\c\nd"});
  EXPECT_THAT(metrics_text(facts), HasSubstr("{account=\"a\\\"b\\\\c\\nd\"} 0\n"));
}

TEST(MetricsText, IsBoundedWhateverThereIs) {
  MetricsFacts facts = answered_facts();
  facts.metrics.spool = queue::SpoolMeter().read();
  facts.survey->sendable_since = scrape_now;
  for (int i = 0; i < 10'000; ++i) add_busy_lane(facts, "KS" + std::to_string(i), 5);
  for (int i = 0; i < 1'000; ++i) {
    AccountFigures account{.name = "account-" + std::to_string(i)};
    account.in_flight_max = 100;
    account.in_flight_max_configured = 100;
    facts.metrics.accounts.push_back(account);
    facts.survey->endpoints.push_back(
        {.account = account.name,
         .certificate_ends = std::chrono::sys_seconds(std::chrono::seconds{1})});
  }
  const std::string text = metrics_text(facts);
  EXPECT_LE(series_count(text), metrics_series_max);
  EXPECT_THAT(text, HasSubstr("dispatcher_lane_open_messages{service=\"KS19\"} 5"));
  EXPECT_THAT(text, Not(HasSubstr("\"KS20\"")));
  EXPECT_THAT(text, HasSubstr("dispatcher_account_breaker_open{account=\"account-19\"}"));
  EXPECT_THAT(text, Not(HasSubstr("account-20\"")));
  EXPECT_EQ(series_value(text, "dispatcher_accounts"), "1000");
  EXPECT_EQ(series_value(text, "dispatcher_open_lanes"), "10000");
}

}  // namespace
}  // namespace dispatcher
