// What was sent, read again, without a socket.

#include "tests/simulator/provider_fixture.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr ReadOptions reads_kept{.keep_rows = true};

class ProviderReadsTest : public ProviderTest {
 protected:
  void post(const std::string& text) {
    auto request = good;
    const auto form = "Body=" + text;
    request.body = form;
    status_of(request);
    finish_all();
  }
  int get(const std::string& target) {
    const int status = status_of({.method = "GET",
                                  .target = target,
                                  .host = "proxy.example:8443",
                                  .authorization = "Basic dTpw"});
    finish_all();
    return status;
  }
  std::string text_at(const std::string& pointer) {
    return std::string{body().at_pointer(pointer).get_string().value()};
  }
  std::vector<std::string> listed(const std::string& field) {
    std::vector<std::string> values;
    const auto rows = body()["interactions"].get_array().value();
    for (const auto row : rows) {
      values.emplace_back(row[field].get_string().value());
    }
    return values;
  }
  /// The list as far as its pages lead, as `data` of each row.
  std::vector<std::string> walk(std::string target) {
    std::vector<std::string> all;
    while (!target.empty()) {
      EXPECT_EQ(get(target), 200) << target;
      for (const auto& data : listed("data")) all.push_back(data);
      std::string_view next;
      if (body().at_pointer("/meta/next_page_url").get(next) != simdjson::SUCCESS) next = {};
      EXPECT_TRUE(next.empty() || next.starts_with(origin));
      target = next.substr(next.empty() ? 0 : origin.size());
    }
    return all;
  }

  const std::string origin = "https://proxy.example:8443";
  const std::string list =
      "/v1/Services/" + provider_service + "/Sessions/" + provider_session + "/Interactions";
};

TEST_F(ProviderReadsTest, ListAPostAsTheDocumentedRow) {
  start({.reads = reads_kept});
  post("say+%22hi%22");
  const auto ki = text_at("/sid");
  const auto sm = text_at("/outbound_resource_sid");
  now.wall += 90s;
  ASSERT_EQ(get(list), 200);
  const auto row = body().at_pointer("/interactions/0").get_object().value();
  EXPECT_EQ(row.size(), 19U);
  EXPECT_EQ(text_at("/interactions/0/sid"), ki);
  EXPECT_EQ(text_at("/interactions/0/outbound_resource_sid"), sm);
  EXPECT_EQ(text_at("/interactions/0/outbound_participant_sid"), provider_participant);
  EXPECT_EQ(text_at("/interactions/0/service_sid"), provider_service);
  EXPECT_EQ(text_at("/interactions/0/session_sid"), provider_session);
  EXPECT_EQ(text_at("/interactions/0/type"), "message");
  EXPECT_EQ(text_at("/interactions/0/data"), R"({"body":"say \"hi\""})");
  EXPECT_EQ(text_at("/interactions/0/date_created"), "2026-10-31T10:00:00Z");
  EXPECT_TRUE(row["inbound_participant_sid"].is_null());
  EXPECT_EQ(text_at("/meta/key"), "interactions");
  EXPECT_EQ(text_at("/meta/url"), origin + list + "?PageSize=50&Page=0");
  EXPECT_TRUE(body().at_pointer("/meta/next_page_url").is_null());
  EXPECT_EQ(provider_->counters().lists, 1U);
  EXPECT_EQ(provider_->counters().rows_listed, 1U);
}

TEST_F(ProviderReadsTest, ListEveryPostThatWasProcessedAlsoWithoutAnAnswer) {
  start({.reads = reads_kept}, R"({"request":1,"fault":"reset-after"})"
                               "\n"
                               R"({"request":2,"fault":"reset-before"})");
  for (const auto* text : {"a", "b", "c"}) post(text);
  ASSERT_EQ(get(list), 200);
  EXPECT_THAT(listed("data"), ElementsAre(R"({"body":"c"})", R"({"body":"a"})"));
}

TEST_F(ProviderReadsTest, ListASessionNobodyWroteToAsEmpty) {
  start({.reads = reads_kept});
  post("a");
  const auto other = "/v1/Services/" + provider_service + "/Sessions/KC" + std::string(32, '9');
  ASSERT_EQ(get(other + "/Interactions"), 200);
  EXPECT_THAT(listed("sid"), IsEmpty());
}

TEST_F(ProviderReadsTest, GiveFiftyRowsAPageUnlessAskedForAndNeverMoreThanAHundred) {
  start({.window = {.requests_max = 0}, .reads = reads_kept});
  for (int i = 0; i < 120; ++i) post("a");
  for (const auto& [query, rows] : {std::pair{"", 50U},
                                    {"?PageSize=1", 1U},
                                    {"?PageSize=100", 100U},
                                    {"?PageSize=101", 100U},
                                    {"?PageSize=1000", 100U}}) {
    ASSERT_EQ(get(list + query), 200) << query;
    EXPECT_EQ(listed("sid").size(), rows) << query;
  }
  EXPECT_EQ(get(list + "?PageSize=1001"), 400);
  EXPECT_EQ(code(), 20007);
  EXPECT_EQ(walk(list + "?PageSize=7").size(), 120U);
  EXPECT_EQ(walk(list + "?PageSize=60").size(), 120U);
}

TEST_F(ProviderReadsTest, ShowNoRowTwiceAndLeaveOutNoneWhileRowsAreAdded) {
  start({.reads = reads_kept});
  for (const auto* text : {"a", "b", "c"}) post(text);
  ASSERT_EQ(get(list + "?PageSize=2"), 200);
  const auto next = text_at("/meta/next_page_url").substr(origin.size());
  post("d");
  EXPECT_THAT(walk(next), ElementsAre(R"({"body":"a"})"));
}

TEST_F(ProviderReadsTest, RefuseQueriesThatLeadNowhere) {
  start({.reads = reads_kept});
  post("a");
  for (const auto* query : {"?PageSize=0", "?PageSize=x", "?Page=1", "?Page=1&PageToken=x",
                            "?Page=1&PageToken=PAKI00000000000000010000000000000001"}) {
    EXPECT_EQ(get(list + query), 400) << query;
    EXPECT_EQ(code(), 20001) << query;
  }
}

TEST_F(ProviderReadsTest, ShowARowOnlyOnceItIsVisible) {
  start({.reads = {.keep_rows = true, .visible_after = {.min = 3s, .max = 3s}}});
  post("a");
  const auto one = list + "/" + text_at("/sid");
  now.steady += 2999ms;
  ASSERT_EQ(get(list), 200);
  EXPECT_THAT(listed("sid"), IsEmpty());
  EXPECT_EQ(get(one), 404);
  now.steady += 1ms;
  ASSERT_EQ(get(list), 200);
  EXPECT_EQ(listed("sid").size(), 1U);
  EXPECT_EQ(get(one), 200);
}

TEST_F(ProviderReadsTest, DrawWhenEachRowIsVisibleFromItsRangeTheSameWayForTheSameSeed) {
  const auto visible_by_second = [&] {
    start({.window = {.requests_max = 0},
           .seed = 42,
           .reads = {.keep_rows = true, .visible_after = {.min = 2s, .max = 8s}}});
    for (int i = 0; i < 100; ++i) post("a");
    std::vector<std::size_t> counts;
    for (int second = 1; second <= 8; ++second) {
      now.steady += 1s;
      EXPECT_EQ(get(list + "?PageSize=100"), 200);
      counts.push_back(listed("sid").size());
    }
    return counts;
  };
  const auto counts = visible_by_second();
  EXPECT_EQ(counts[0], 0U);
  EXPECT_NEAR(static_cast<double>(counts[4]), 50, 20);
  EXPECT_EQ(counts[7], 100U);
  EXPECT_EQ(visible_by_second(), counts);
}

TEST_F(ProviderReadsTest, DateRowsByAClockThatMayBeOff) {
  start({.reads = {.keep_rows = true, .row_clock = -60s}});
  post("a");
  EXPECT_EQ(text_at("/date_created"), "2026-10-31T09:59:00Z");
  ASSERT_EQ(get(list), 200);
  EXPECT_EQ(text_at("/interactions/0/date_created"), "2026-10-31T09:59:00Z");
  EXPECT_THAT(answer, HasSubstr("\r\nDate: Sat, 31 Oct 2026 10:00:00 GMT\r\n"));
}

TEST_F(ProviderReadsTest, FetchOneRowAndNoneThatIsNotThere) {
  start({.reads = reads_kept});
  post("a");
  const auto ki = text_at("/sid");
  ASSERT_EQ(get(list + "/" + ki), 200);
  EXPECT_EQ(text_at("/sid"), ki);
  EXPECT_EQ(provider_->counters().fetches, 1U);
  EXPECT_EQ(get(list + "/KI" + std::string(32, '0')), 404);
  EXPECT_EQ(code(), 20404);
  EXPECT_EQ(get(list + "/KI1"), 400);
  EXPECT_EQ(code(), 80403);
}

TEST_F(ProviderReadsTest, KeepNothingUnlessToldAndSayHow) {
  start({});
  post("a");
  EXPECT_EQ(get(list), 404);
  EXPECT_EQ(code(), 20404);
  EXPECT_THAT(text_at("/message"), HasSubstr("--keep-rows"));
}

TEST_F(ProviderReadsTest, WantTheCredentialsAndTheMethod) {
  start({.reads = reads_kept});
  EXPECT_EQ(status_of({.method = "GET", .target = list, .authorization = "Basic eDp4"}), 401);
  EXPECT_EQ(status_of({.method = "POST", .target = list, .authorization = "Basic dTpw"}), 405);
}

TEST_F(ProviderReadsTest, HaveAWindowOfTheirOwnForEachServiceAndKindOfRead) {
  start({.window = {.requests_max = 1, .length = 5s},
         .reads = {.keep_rows = true, .window = {.requests_max = 2, .length = 5s}}});
  post("a");
  const auto one = list + "/" + text_at("/sid");
  EXPECT_EQ(get(list), 200);
  EXPECT_EQ(get(list), 200);
  EXPECT_EQ(get(list), 429);
  EXPECT_EQ(code(), 20429);
  EXPECT_EQ(get(one), 200);
  const auto others = "/v1/Services/KS" + std::string(32, 'd') + "/Sessions/" + provider_session;
  EXPECT_EQ(get(others + "/Interactions"), 200);
  now.steady += 5s;
  EXPECT_EQ(get(list), 200);
}

TEST_F(ProviderReadsTest, CountAsInFlightOfTheirAccount) {
  start({.in_flight_max = 1, .reads = reads_kept});
  const Request read{.method = "GET", .target = list, .authorization = "Basic dTpw"};
  EXPECT_EQ(status_of(read), 200);
  EXPECT_EQ(status_of(good), 429);
  finish_all();
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(read), 429);
}

TEST_F(ProviderReadsTest, GoWrongByFaultsOfTheirOwn) {
  for (const auto& fault : all_faults()) {
    start({.stall = 7s, .reads = {.keep_rows = true, .fault_chances = {{&fault, 1.0}}}});
    post("a");
    EXPECT_EQ(text_at("/type"), "message") << fault.name;
    const int status = status_of(
        {.method = "GET", .target = list, .host = "localhost", .authorization = "Basic dTpw"});
    EXPECT_EQ(status, answer.empty() ? 0 : fault.status == 0 ? 200 : fault.status) << fault.name;
    EXPECT_EQ(plans.back().delay, fault.deed == Deed::stall ? 7s : 0s) << fault.name;
    EXPECT_EQ(plans.back().ending == Plan::Ending::reset, fault.deed == Deed::reset) << fault.name;
    EXPECT_EQ(provider_->counters().faults.at("list-" + fault.name), 1U);
    EXPECT_EQ(provider_->counters().lists, 0U);
    plans.clear();
  }
}

TEST_F(ProviderReadsTest, DoNotChangeWhatBecomesOfMessages) {
  const auto story = [&](bool reads_between) {
    start({.window = {.requests_max = 0},
           .fault_chances = {{find_fault("429"), 0.3}},
           .seed = 7,
           .reads = {.keep_rows = true, .fault_chances = {{find_fault("429"), 0.3}}}});
    std::string statuses;
    for (int i = 0; i < 100; ++i) {
      statuses.push_back(static_cast<char>('0' + status_of(good) / 100));
      finish_all();
      if (reads_between) get(list);
    }
    return statuses;
  };
  EXPECT_EQ(story(true), story(false));
}

TEST_F(ProviderReadsTest, ShowWhatOthersSentToTheParticipantOfAPost) {
  const auto line = [](const std::string& more) {
    return R"({"participant":")" + provider_participant + "\"" + more + "}\n";
  };
  start({.reads = reads_kept}, R"({"request":1,"fault":"reset-before"})",
        line(R"(,"offset":"-3m")") + line(R"(,"data":"no JSON \"\u0007")") +
            line(R"(,"data":"{}","type":"voice")") + line(R"(,"body":"hi","inbound":true)"));
  post("a");
  ASSERT_EQ(get(list), 200);
  EXPECT_THAT(listed("data"),
              ElementsAre(R"({"body":"hi"})", "{}", "no JSON \"\x07", R"({"body":"a"})"));
  EXPECT_THAT(listed("type"), ElementsAre("message", "voice", "message", "message"));
  EXPECT_EQ(text_at("/interactions/3/date_created"), "2026-10-31T09:57:00Z");
  EXPECT_TRUE(body().at_pointer("/interactions/3/inbound_participant_sid").is_null());
  EXPECT_TRUE(parse_sid(text_at("/interactions/0/inbound_participant_sid"), "KP"));
  EXPECT_TRUE(parse_sid(text_at("/interactions/0/inbound_resource_sid"), "SM"));
  EXPECT_TRUE(parse_sid(text_at("/interactions/1/outbound_resource_sid"), "CA"));
  EXPECT_EQ(provider_->counters().foreign_rows, 4U);
  EXPECT_EQ(provider_->counters().processed, 0U);
  post("b");
  EXPECT_EQ(provider_->counters().foreign_rows, 4U);
}

}  // namespace
}  // namespace simulator
