#include "dispatcher/face/control_answer.hpp"

#include <gmock/gmock.h>

#include "queue/error.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

TEST(ControlAnswer, IsAJsonObjectOnALine) {
  const auto response = answer(http_status::ok, "{}");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, "{}\n");
  EXPECT_EQ(response.retry_after_s, 0);
}

TEST(ControlAnswer, ToAMistakeSaysWhatIsWrongAndWhatToDo) {
  const auto response = answer_error(http_status::not_found, "no \"such\" thing", "look");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "{\"error\":\"no \\\"such\\\" thing\",\"remedy\":\"look\"}\n");
}

TEST(ControlAnswer, SaysWhyTheSpoolTakesNothingAndWhenToAskAgain) {
  struct Case {
    queue::errc error;
    const char* reason;
    int retry_after_s;
  };
  for (const auto& each :
       {Case{queue::errc::ring_full, "busy", 1}, Case{queue::errc::closing, "draining", 5},
        Case{queue::errc::no_space, "no_space", 10}, Case{queue::errc::io_failed, "failed", 10},
        Case{queue::errc::damaged, "failed", 10}}) {
    const auto response = answer_unavailable(make_error_code(each.error));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.retry_after_s, each.retry_after_s) << each.reason;
    EXPECT_THAT(response.body, HasSubstr(std::string("\"reason\":\"") + each.reason + "\"}"));
  }
}

TEST(ControlAnswer, TellsBackpressureFromTrouble) {
  for (const auto reason : {Unavailable::backlog, Unavailable::age}) {
    const auto response = answer_unavailable(reason);
    EXPECT_EQ(response.status, http_status::too_many);
    EXPECT_THAT(response.body, HasSubstr("intake."));
    EXPECT_GT(response.retry_after_s, 0);
  }
}

}  // namespace
}  // namespace dispatcher
