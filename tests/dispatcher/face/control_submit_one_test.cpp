#include "dispatcher/face/control_submit_one.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ControlSubmitOne : public ControlServer {
 protected:
  net::LocalResponse submit(const std::string& body) {
    return ask("POST", "/v1/messages", body, "application/json");
  }
  static std::string over_several_lines(std::string json) {
    for (std::size_t at = 0; (at = json.find(',', at)) != std::string::npos; at += 4) {
      json.insert(at + 1, "\r\n ");
    }
    return "\n" + json + "\n\n";
  }
};

TEST_F(ControlSubmitOne, IsAcceptedAndThenADuplicate) {
  serve();
  const auto first = submit(line("a"));
  EXPECT_EQ(first.status, http_status::created);
  EXPECT_EQ(first.body, "{\"id\":\"a\",\"result\":\"accepted\"}\n");
  const auto again = submit(line("a"));
  EXPECT_EQ(again.status, http_status::ok);
  EXPECT_EQ(again.body, "{\"id\":\"a\",\"result\":\"duplicate\"}\n");
  EXPECT_EQ(spool_->levels().open_count, 1U);
}

TEST_F(ControlSubmitOne, MayStandOnSeveralLines) {
  serve();
  EXPECT_EQ(submit(over_several_lines(line("a"))).status, http_status::created);
  EXPECT_EQ(submit(line("a")).status, http_status::ok);
}

TEST_F(ControlSubmitOne, IsAConflictWithOtherContent) {
  serve();
  submit(line("a"));
  const auto response = submit(line("a", "other"));
  EXPECT_EQ(response.status, http_status::conflict);
  EXPECT_THAT(response.body, HasSubstr("{\"id\":\"a\",\"result\":\"conflict\",\"error\":"));
}

TEST_F(ControlSubmitOne, IsRefusedWithTheFieldTheProblemAndWhatToDo) {
  serve({service_b});
  const auto response = submit(line("a"));
  EXPECT_EQ(response.status, http_status::unprocessable);
  EXPECT_THAT(response.body, HasSubstr("{\"error\":\"the submission is refused\","
                                       "\"field\":\"service\",\"problem\":\"no account sends for"));
  EXPECT_THAT(response.body, HasSubstr("\"remedy\":\"add it to"));
}

TEST_F(ControlSubmitOne, IsExactlyOneObjectWithAnId) {
  serve();
  for (const auto& body : {std::string(), std::string("[]"), "[" + line("a") + "]",
                           line("a") + line("b"), line(""), std::string("{")}) {
    const auto response = submit(body);
    EXPECT_EQ(response.status, http_status::unprocessable) << body;
    EXPECT_THAT(response.body, AllOf(HasSubstr("\"field\":"), HasSubstr("\"problem\":"))) << body;
  }
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

TEST_F(ControlSubmitOne, DoesNotTellWhatTheMessageSays) {
  serve({service_b});
  EXPECT_THAT(submit(line("a", "sesame")).body, Not(HasSubstr("sesame")));
}

TEST_F(ControlSubmitOne, HasABoundAndNoQuery) {
  serve();
  EXPECT_EQ(submit(std::string(line_bytes_max + 1, ' ')).status, http_status::content_too_large);
  EXPECT_EQ(ask("POST", "/v1/messages?batch=b", line(""), "application/json").status,
            http_status::bad_request);
}

TEST_F(ControlSubmitOne, IsToBeRepeatedWhenTheSpoolTakesNothing) {
  RefusingSpool busy(queue::errc::ring_full, true);
  daemon_.open_spool = &busy;
  serve();
  const auto response = submit(line("a"));
  EXPECT_EQ(response.status, http_status::unavailable);
  EXPECT_THAT(response.body, HasSubstr("\"reason\":\"busy\""));
}

TEST_F(ControlSubmitOne, IsRefusedWhenTheDiskIsFull) {
  RefusingSpool full(queue::errc::no_space, false);
  daemon_.open_spool = &full;
  serve();
  EXPECT_EQ(submit(line("a")).status, http_status::unavailable);
}

}  // namespace
}  // namespace dispatcher
