// The provider's rules one by one, without a socket.

#include "tests/simulator/provider_fixture.hpp"

namespace simulator {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(ProviderTest, AnswersAGoodRequestWithTheDocumentedInteraction) {
  start({});
  auto request = good;
  request.body = "Body=say+%22hi%22%0A%5C";
  ASSERT_EQ(status_of(request), 201);
  const auto fields = body();
  EXPECT_EQ(fields.size(), 20u);
  EXPECT_EQ(fields["service_sid"].get_string().value(), provider_service);
  EXPECT_EQ(fields["session_sid"].get_string().value(), provider_session);
  EXPECT_EQ(fields["participant_sid"].get_string().value(), provider_participant);
  EXPECT_EQ(fields["outbound_participant_sid"].get_string().value(), provider_participant);
  EXPECT_EQ(fields["type"].get_string().value(), "message");
  EXPECT_EQ(fields["date_created"].get_string().value(), "2026-10-31T10:00:00Z");
  EXPECT_TRUE(fields["inbound_resource_sid"].is_null());
  EXPECT_TRUE(parse_sid(fields["sid"].get_string().value(), "KI"));
  EXPECT_TRUE(parse_sid(fields["outbound_resource_sid"].get_string().value(), "SM"));
  EXPECT_TRUE(parse_sid(fields["account_sid"].get_string().value(), "AC"));
  EXPECT_EQ(fields["data"].get_string().value(), R"({"body":"say \"hi\"\n\\"})");
  EXPECT_EQ(provider_->counters().processed, 1u);
}

TEST_F(ProviderTest, CarriesTheProvidersHeaders) {
  start({.success_status = 200, .latency = {.median = 93ms}});
  ASSERT_EQ(status_of(good), 200);
  EXPECT_THAT(answer, HasSubstr("\r\nTwilio-Request-Id: RQ"));
  EXPECT_THAT(answer, HasSubstr("\r\nTwilio-Concurrent-Requests: 1\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nTwilio-Request-Duration: 0.093\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: keep-alive\r\n"));
  EXPECT_EQ(plans.back().delay, 93ms);
}

TEST_F(ProviderTest, NeverGivesTwoMessagesTheSameSid) {
  start({});
  ASSERT_EQ(status_of(good), 201);
  const std::string first{body()["sid"].get_string().value()};
  ASSERT_EQ(status_of(good), 201);
  EXPECT_NE(body()["sid"].get_string().value(), first);
}

TEST_F(ProviderTest, RefusesWrongCredentialsBeforeAnythingElse) {
  start({});
  auto request = good;
  request.authorization = "Basic eDp4";
  request.target = "/nowhere";
  EXPECT_EQ(status_of(request), 401);
  EXPECT_EQ(code(), 20003);
}

TEST_F(ProviderTest, RefusesTheServiceOfAnotherAccount) {
  start({});
  auto request = good;
  const auto others = path_of("KS" + std::string(32, '2'));
  request.target = others;
  EXPECT_EQ(status_of(request), 401);
  EXPECT_EQ(code(), 20003);
  request.authorization = "Basic djpw";
  EXPECT_EQ(status_of(request), 201);
}

TEST_F(ProviderTest, NamesAPathItDoesNotKnow) {
  start({});
  auto request = good;
  request.target = "/v1/Services/KSx";
  EXPECT_EQ(status_of(request), 404);
  EXPECT_EQ(code(), 20404);
  EXPECT_EQ(body()["message"].get_string().value(),
            "The requested resource /Services/KSx was not found");
  request.target = "/v1/\"quoted\\";
  EXPECT_EQ(status_of(request), 404);
  EXPECT_EQ(code(), 20404);
}

TEST_F(ProviderTest, NamesTheSidThatIsWrong) {
  start({});
  const auto base = [](const std::string& a, const std::string& b, const std::string& c) {
    return "/v1/Services/" + a + "/Sessions/" + b + "/Participants/" + c + "/MessageInteractions";
  };
  auto request = good;
  for (const auto& [target, expected_code] :
       {std::pair{base("KS1", provider_session, provider_participant), 80408},
        {base(provider_service, "KC1", provider_participant), 80409},
        {base(provider_service, provider_session, "KP1"), 80405}}) {
    request.target = target;
    EXPECT_EQ(status_of(request), 400);
    EXPECT_EQ(code(), expected_code);
  }
}

TEST_F(ProviderTest, WantsAPostWithAFormAndATextInIt) {
  start({});
  auto request = good;
  request.method = "GET";
  EXPECT_EQ(status_of(request), 405);
  request = good;
  request.content_type = "application/json";
  EXPECT_EQ(status_of(request), 415);
  request.content_type = "Application/X-WWW-Form-Urlencoded ; charset=UTF-8";
  EXPECT_EQ(status_of(request), 201);
  for (const auto* form : {"", "Body=", "MediaUrl=x", "Body=a&Body=b", "Body=%ff"}) {
    request = good;
    request.body = form;
    EXPECT_EQ(status_of(request), 400) << form;
    EXPECT_EQ(code(), 80701) << form;
  }
  EXPECT_EQ(provider_->counters().processed, 1u);
}

TEST_F(ProviderTest, Takes1600Utf16UnitsAndNotOneMore) {
  start({});
  std::string form = "Body=";
  for (int i = 0; i < 800; ++i) form += "😀";
  auto request = good;
  request.body = form;
  EXPECT_EQ(status_of(request), 201);
  form += "x";
  request.body = form;
  EXPECT_EQ(status_of(request), 400);
  EXPECT_EQ(code(), 21617);
}

TEST_F(ProviderTest, LimitsEachServiceByItsOwnWindowWithoutSideEffect) {
  start({.window = {.requests_max = 2, .length = 5s}, .retry_after = "2"});
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 429);
  EXPECT_EQ(code(), 20429);
  EXPECT_THAT(answer, HasSubstr("\r\nRetry-After: 2\r\n"));
  EXPECT_EQ(provider_->counters().processed, 2u);
  EXPECT_EQ(provider_->counters().refused_window, 1u);
  auto other = good;
  const auto others = path_of("KS" + std::string(32, 'd'));
  other.target = others;
  EXPECT_EQ(status_of(other), 201);
  now.steady += 5s;
  EXPECT_EQ(status_of(good), 201);
}

TEST_F(ProviderTest, LimitsRequestsInFlightPerAccountUntilTheirAnswersAreWritten) {
  start({.in_flight_max = 2});
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 429);
  auto second_account = good;
  second_account.authorization = "Basic djpw";
  EXPECT_EQ(status_of(second_account), 201);
  EXPECT_EQ(provider_->counters().refused_in_flight, 1u);
  EXPECT_EQ(provider_->counters().in_flight_max, 3u);
  finish_all();
  EXPECT_EQ(status_of(good), 201);
}

TEST_F(ProviderTest, DoesNotCountARequestRefusedInFlightIntoTheWindow) {
  start({.window = {.requests_max = 2, .length = 5s}, .in_flight_max = 1});
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 429);
  finish_all();
  EXPECT_EQ(status_of(good), 201);
}

TEST_F(ProviderTest, ChangesItsLimitsWhenTheTimeHasCome) {
  start({.window = {.requests_max = 1, .length = 5s},
         .in_flight_max = 100,
         .limit_changes = {{.after = 2s, .requests_max = 3}, {.after = 4s, .in_flight_max = 3}}});
  now.steady += 10s;  // the first POST begins the count, not the start
  EXPECT_EQ(status_of(good), 201);
  now.steady += 2s - 1us;
  EXPECT_EQ(status_of(good), 429);
  now.steady += 1us;
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 201);
  EXPECT_EQ(status_of(good), 429);
  now.steady += 3s;
  EXPECT_EQ(status_of(good), 429);
  EXPECT_EQ(provider_->counters().refused_in_flight, 1u);
  finish_all();
  EXPECT_EQ(status_of(good), 201);
}

TEST_F(ProviderTest, CountsHowLongRequestsWereInFlight) {
  start({});
  EXPECT_EQ(status_of(good), 201);
  now.steady += 80ms;
  EXPECT_EQ(status_of(good), 201);
  now.steady += 20ms;
  finish_all();
  EXPECT_EQ(provider_->counters().in_flight_us, 120'000u);
}

}  // namespace
}  // namespace simulator
