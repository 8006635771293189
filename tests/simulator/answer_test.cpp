#include "bench/simulator/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "bench/simulator/fault.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Answer, HasAHeadWithTheLengthOfItsBody) {
  AnswerWriter writer{1};
  std::string answer = "what stood here before";
  writer.write(
      answer,
      {.status = 503, .content_type = "text/html", .concurrent_requests = 7, .duration = 1'093ms},
      "<p>", WallTime{1'793'440'800s});
  EXPECT_EQ(answer,
            "HTTP/1.1 503 Service Unavailable\r\nDate: Sat, 31 Oct 2026 10:00:00 GMT\r\n"
            "Content-Type: text/html\r\nContent-Length: 3\r\nConnection: keep-alive\r\n"
            "Twilio-Request-Id: RQ00000000000000010000000000000001\r\n"
            "Twilio-Concurrent-Requests: 7\r\nTwilio-Request-Duration: 1.093\r\n\r\n<p>");
}

TEST(Answer, LeavesOutWhatItHasNot) {
  AnswerWriter writer{1};
  std::string answer;
  writer.write(answer, {.status = 429, .keep_alive = false}, "", WallTime{});
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(answer, Not(HasSubstr("Retry-After")));
}

TEST(Answer, DescribesAnErrorAsDocumented) {
  simdjson::dom::parser parser;
  const auto error =
      parser.parse(error_json(404, 80903, "Unknown Participant")).get_object().value();
  EXPECT_EQ(error["status"].get_int64().value(), 404);
  EXPECT_EQ(error["code"].get_int64().value(), 80903);
  EXPECT_EQ(error["message"].get_string().value(), "Unknown Participant");
  EXPECT_EQ(error["more_info"].get_string().value(), "https://www.twilio.com/docs/errors/80903");
  EXPECT_EQ(error_json(404, 0, "Gone"), R"({"message": "Gone", "status": 404})");
}

TEST(Answer, HasAPhraseForEveryStatusAFaultPlays) {
  for (const auto& fault : all_faults()) {
    if (fault.status == 0) continue;
    EXPECT_NE(reason_phrase(fault.status), reason_phrase(999)) << fault.name;
  }
}

TEST(Answer, OfASuccessIsTheInteractionWithTheDateItWasMade) {
  AnswerWriter writer{1};
  std::string answer;
  writer.write_success(answer, {.status = 201},
                       {.ki = "KI1", .text = "hi", .created = WallTime{1'793'440'740s}},
                       WallTime{1'793'440'800s});
  EXPECT_THAT(answer, HasSubstr("\r\nDate: Sat, 31 Oct 2026 10:00:00 GMT\r\n"));
  EXPECT_THAT(answer, HasSubstr(R"("date_created": "2026-10-31T09:59:00Z")"));
  EXPECT_THAT(answer, HasSubstr(R"("sid": "KI1")"));
}

}  // namespace
}  // namespace simulator
