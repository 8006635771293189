#include "dispatcher/face/control_submit.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string all_well = "{\"accepted\":2,\"duplicate\":0,\"refused\":[]}\n";

class ControlSubmit : public ControlServer {
 protected:
  net::LocalResponse submit(const std::string& lines, const std::string& query = "") {
    return ask("POST", "/v1/messages" + query, lines);
  }
};

TEST_F(ControlSubmit, StoresLinesAndSaysSo) {
  serve();
  EXPECT_EQ(submit(line("a") + line("b")).body, all_well);
  EXPECT_EQ(spool_->levels().open_count, 2U);
}

TEST_F(ControlSubmit, ASecondTimeAddsNothing) {
  serve();
  submit(line("a") + line("b"));
  EXPECT_EQ(submit(line("a") + line("b")).body,
            "{\"accepted\":0,\"duplicate\":2,\"refused\":[]}\n");
}

TEST_F(ControlSubmit, TakesALastLineWithoutItsEndAndLinesOfOtherSystems) {
  serve();
  auto lines = line("a") + line("b");
  lines.insert(lines.find('\n'), "\r");
  lines.pop_back();
  EXPECT_EQ(submit(lines).body, all_well);
}

TEST_F(ControlSubmit, NamesEachRefusedLineInOrder) {
  serve();
  submit(line("known"));
  const auto response = submit("{\n" + line("a") + line("known", "other") + line("b c"));
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, HasSubstr("{\"accepted\":1,\"duplicate\":0,\"refused\":[{\"line\":1,"
                                       "\"field\":\"line\",\"problem\":"));
  EXPECT_THAT(
      response.body,
      HasSubstr("{\"line\":3,\"field\":\"id\",\"problem\":\"is known, with other content\","
                "\"remedy\":\"give a new message a new id\"},{\"line\":4,\"field\":\"id\""));
}

TEST_F(ControlSubmit, GivesIdsAfterTheBatchAndItsLines) {
  serve();
  EXPECT_EQ(submit(line("") + line(""), "?batch=news&first_line=41").body, all_well);
  EXPECT_EQ(ask("GET", "/v1/messages/news:41").status, http_status::ok);
  EXPECT_EQ(ask("GET", "/v1/messages/news:42").status, http_status::ok);
  EXPECT_EQ(ask("GET", "/v1/messages/news:1").status, http_status::not_found);
}

TEST_F(ControlSubmit, SaysThatAnIdIsMissingWithoutABatch) {
  serve();
  EXPECT_THAT(submit(line("")).body,
              AllOf(HasSubstr("\"accepted\":0"), HasSubstr("\"id_missing\":true")));
  EXPECT_THAT(submit(line("a b")).body, testing::Not(HasSubstr("id_missing")));
}

TEST_F(ControlSubmit, KnowsWhichServicesHaveAnAccount) {
  serve({service_b});
  EXPECT_THAT(submit(line("a")).body, HasSubstr("no account sends for " + service_a));
}

TEST_F(ControlSubmit, OfNothingGoodTouchesNoSpool) {
  daemon_.open_spool = nullptr;
  serve();
  EXPECT_THAT(submit("{\n").body, HasSubstr("{\"accepted\":0,\"duplicate\":0,\"refused\":[{"));
}

TEST_F(ControlSubmit, TakesTenThousandLinesInSlicesAndNotOneMore) {
  serve();
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += line(std::to_string(i));
  EXPECT_EQ(submit(lines).body, "{\"accepted\":10000,\"duplicate\":0,\"refused\":[]}\n");
  EXPECT_EQ(submit(lines + line("more")).status, http_status::content_too_large);
  EXPECT_EQ(spool_->levels().open_count, 10'000U);
}

TEST_F(ControlSubmit, IsStrictAboutItsQuery) {
  serve();
  for (const auto* query : {"?batch=", "?batch=a,b", "?first_line=0", "?first_line=x",
                            "?first_line=-1", "?first_line=99999999999999999999", "?line=1"}) {
    EXPECT_EQ(submit(line("a"), query).status, http_status::bad_request) << query;
  }
  EXPECT_EQ(submit("").status, http_status::bad_request);
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

TEST_F(ControlSubmit, IsRefusedWhileTheDaemonEnds) {
  daemon_.standing.state = DaemonState::draining;
  serve();
  const auto response = submit(line("a"));
  EXPECT_EQ(response.status, http_status::unavailable);
  EXPECT_EQ(response.retry_after_s, 5);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"draining\""));
}

TEST_F(ControlSubmit, IsToBeRepeatedWhenTheSpoolIsBusy) {
  RefusingSpool busy(queue::errc::ring_full, true);
  daemon_.open_spool = &busy;
  serve();
  for (std::size_t i = 0; i < 2 * control_submits_max; ++i) {
    const auto response = submit(line("a"));
    EXPECT_EQ(response.retry_after_s, 1);
    EXPECT_THAT(response.body, HasSubstr("\"reason\":\"busy\""));
  }
}

TEST_F(ControlSubmit, IsRefusedWhenTheDiskIsFull) {
  RefusingSpool full(queue::errc::no_space, false);
  daemon_.open_spool = &full;
  serve();
  const auto response = submit(line("a"));
  EXPECT_EQ(response.retry_after_s, 10);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"no_space\""));
}

}  // namespace
}  // namespace dispatcher
