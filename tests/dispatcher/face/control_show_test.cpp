#include "dispatcher/face/control_show.hpp"

#include "dispatcher/message/history.hpp"
#include "dispatcher/message/progress.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using queue::MessageView;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ControlShow : public ControlServer {
 protected:
  ControlShow() { daemon_.why = {.cause = WaitCause::queued, .ahead_count = 3}; }
};

TEST_F(ControlShow, TellsOfAMessageButNotWhatItSays) {
  serve();
  ask("POST", "/v1/messages", line("a", "swordfish"));
  const auto response = ask("GET", "/v1/messages/a");
  EXPECT_EQ(response.status, http_status::ok);
  EXPECT_THAT(response.body, StartsWith("{\"id\":\"a\",\"service\":\"" + service_a +
                                        "\",\"state\":\"waiting\",\"in_doubt\":false,"
                                        "\"session\":\"KC0"));
  EXPECT_THAT(response.body, HasSubstr("\"priority\":\"normal\",\"accepted_at\":\"2"));
  EXPECT_THAT(response.body, HasSubstr("\"attempts\":0,\"why\":{\"cause\":\"queued\",\"ahead\":3,"
                                       "\"text\":\"It waits for its turn: at least 3"));
  EXPECT_THAT(response.body, Not(HasSubstr("swordfish")));
}

TEST_F(ControlShow, OfAnUnknownIdIsNotFound) {
  serve();
  EXPECT_EQ(ask("GET", "/v1/messages/nobody").status, http_status::not_found);
}

TEST_F(ControlShow, TellsHowAMessageEnded) {
  serve();
  ask("POST", "/v1/messages", line("a"));
  ask("DELETE", "/v1/messages/a");
  EXPECT_THAT(ask("GET", "/v1/messages/a").body,
              AllOf(StartsWith("{\"id\":\"a\",\"service\":\"" + service_a +
                               "\",\"state\":\"settled\",\"outcome\":{\"sequence\":1,\"id\":\"a\","
                               "\"outcome\":\"cancelled\""),
                    Not(HasSubstr("why"))));
}

TEST_F(ControlShow, NamesTheOneBeforeOfWhichOnlyThePlaceIsKnown) {
  daemon_.why = {.cause = WaitCause::order, .behind_sequence = 1};
  serve();
  ask("POST", "/v1/messages", line("first") + line("second"));
  EXPECT_THAT(ask("GET", "/v1/messages/second").body,
              AllOf(HasSubstr("\"cause\":\"order\",\"behind\":\"first\""),
                    HasSubstr("It waits behind message first")));
}

TEST_F(ControlShow, SaysWhenTheSpoolDoesNotAnswer) {
  RefusingSpool busy(queue::errc::ring_full, true);
  daemon_.open_spool = &busy;
  serve();
  EXPECT_EQ(ask("GET", "/v1/messages/a").status, http_status::unavailable);
}

MessageView view_of(const Progress& progress) {
  Message message{"a", *ServiceSid::parse(service_a),
                  *SessionSid::parse("KC" + std::string(32, '0')),
                  *ParticipantSid::parse("KP" + std::string(32, '0')), "hello"};
  message.expires_at = WallTime{std::chrono::hours{24}};
  MessageView view;
  view.lane_name = service_a;
  view.message.id = "a";
  view.message.key.priority = static_cast<queue::Priority>(Priority::bulk);
  append_payload(view.message.payload, message);
  view.message.progress = encode_progress(progress);
  return view;
}

TEST(ShowJson, TellsWhatTheLastAttemptsCameTo) {
  Progress progress;
  progress.reason = WaitReason::ambiguous;
  progress.attempts = 2;
  progress.status = 503;
  progress.code = 20503;
  progress.last_write_at = WallTime{std::chrono::hours{1}};
  auto view = view_of(progress);
  view.standing = MessageView::Standing::due;
  view.due = WallTime{std::chrono::hours{2}};
  view.in_doubt = true;
  const auto json = show_json(view, {.cause = WaitCause::in_doubt, .until = view.due});
  EXPECT_THAT(json, AllOf(HasSubstr("\"state\":\"due\",\"in_doubt\":true"),
                          HasSubstr("\"priority\":\"bulk\""),
                          HasSubstr("\"expires_at\":\"1970-01-02T00:00:00.000Z\""),
                          HasSubstr("\"due_at\":\"1970-01-01T02:00:00.000Z\",\"attempts\":2,"
                                    "\"last_result\":\"ambiguous\",\"status\":503,\"code\":20503,"
                                    "\"written_at\":\"1970-01-01T01:00:00.000Z\""),
                          HasSubstr("\"until\":\"1970-01-01T02:00:00.000Z\"")));
}

TEST(ShowJson, SaysWhetherAWaitingMessageIsOnItsWay) {
  const auto view = view_of({});
  EXPECT_THAT(show_json(view, {.cause = WaitCause::armed}), HasSubstr("\"state\":\"armed\""));
  EXPECT_THAT(show_json(view, {.cause = WaitCause::in_flight}),
              HasSubstr("\"state\":\"in_flight\""));
  EXPECT_THAT(show_json(view, {.cause = WaitCause::window}), HasSubstr("\"state\":\"waiting\""));
}

TEST(ShowJson, TellsWhyADeadLetterWasNotSentAndWhatToDo) {
  auto view = view_of({});
  view.standing = MessageView::Standing::settled;
  view.outcome = encode_outcome({.kind = OutcomeKind::rejected, .status = 400, .code = 21610});
  view.dead = true;
  EXPECT_THAT(
      show_json(view, {}),
      AllOf(HasSubstr("\"code\":21610},\"session\":\"KC0"), HasSubstr("\"priority\":\"bulk\""),
            HasSubstr("\"dead_letter\":true,\"text\":\"The recipient has opted out")));
}

TEST(ShowJson, SaysThatTheMessageOfAnOutcomeIsForgotten) {
  MessageView view;
  view.standing = MessageView::Standing::settled;
  view.outcome = encode_outcome({.kind = OutcomeKind::expired});
  EXPECT_THAT(show_json(view, {}), HasSubstr("\"dead_letter\":false,\"text\":\"Its time ran out"));
  view.outcome = encode_outcome({.kind = OutcomeKind::sent});
  EXPECT_THAT(show_json(view, {}), testing::EndsWith("\"dead_letter\":false}"));
}

TEST(ShowJson, TellsTheHistoryOldestFirst) {
  auto view = view_of({});
  HistoryEntry attempt;
  attempt.result = HistoryResult::ambiguous;
  attempt.status = 503;
  view.history = {{WallTime{std::chrono::hours{1}}, encode_history(attempt)},
                  {WallTime{std::chrono::hours{2}}, "\x09"}};
  const auto* history =
      "\"history\":[{\"at\":\"1970-01-01T01:00:00.000Z\",\"event\":\"attempt\","
      "\"result\":\"ambiguous\",\"status\":503},"
      "{\"at\":\"1970-01-01T02:00:00.000Z\",\"event\":\"unreadable\"}]}";
  EXPECT_THAT(show_json(view, {}), testing::EndsWith(history));
  view.standing = MessageView::Standing::settled;
  view.outcome = encode_outcome({.kind = OutcomeKind::cancelled});
  EXPECT_THAT(show_json(view, {}), testing::EndsWith(history));
}

TEST(ShowJson, IsEmptyForARecordThatCannotBeRead) {
  auto view = view_of({});
  view.message.payload = "\x09";
  EXPECT_EQ(show_json(view, {}), "");
  view.standing = MessageView::Standing::settled;
  view.outcome = "\x09";
  EXPECT_EQ(show_json(view, {}), "");
}

}  // namespace
}  // namespace dispatcher
