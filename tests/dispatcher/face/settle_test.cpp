#include "dispatcher/face/settle.hpp"

#include <sstream>

#include "dispatcher/message/payload.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

constexpr WallTime settle_now{500'000h};

class Settling : public ControlServer {
 protected:
  Settling() {
    daemon_.open_spool = &scripted_;
    daemon_.why = {.cause = WaitCause::held};
    const Message message{"a", *ServiceSid::parse(service_a),
                          *SessionSid::parse("KC" + std::string(32, '0')),
                          *ParticipantSid::parse("KP" + std::string(32, '0')), "hello"};
    auto& view = scripted_.found.emplace();
    view.standing = queue::MessageView::Standing::held;
    view.in_doubt = true;
    view.lane_name = service_a;
    view.message.id = "a";
    view.message.key.priority = 2;
    view.message.accepted_at = settle_now - 3h - 12min;
    append_payload(view.message.payload, message);
  }

  ExitCode settle(const std::string& as, bool json = false) {
    out_.str("");
    err_.str("");
    return run_settle({path("d.toml"), "a", as, "seen in the log", json}, console_,
                      [] { return settle_now; });
  }

  ScriptedSpool scripted_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(Settling, AsSentSaysThatItIsNeverSentAgain) {
  serve();
  EXPECT_EQ(settle("sent"), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("never sent again"));
  EXPECT_EQ(err_.str(), "");
  ASSERT_THAT(scripted_.decisions, SizeIs(1));
  EXPECT_EQ(scripted_.decisions[0].decision.kind, queue::Decision::Kind::settle_sent);
  EXPECT_EQ(scripted_.decisions[0].decision.note, "seen in the log");
}

TEST_F(Settling, AsNotSentSaysThatItIsSentNowAndHowOldItIs) {
  serve();
  EXPECT_EQ(settle("not-sent"), exit_done);
  EXPECT_EQ(err_.str(), "a will now be sent, 3 h 12 min after it was accepted\n");
  EXPECT_THAT(out_.str(), HasSubstr("It is sent now"));
  ASSERT_THAT(scripted_.decisions, SizeIs(1));
  EXPECT_EQ(scripted_.decisions[0].decision.kind, queue::Decision::Kind::settle_not_sent);
}

TEST_F(Settling, OfWhatIsNotInDoubtIsRefused) {
  scripted_.found->in_doubt = false;
  scripted_.decided = queue::DecisionResult::not_in_doubt;
  serve();
  EXPECT_EQ(settle("not-sent"), exit_not_all);
  EXPECT_EQ(err_.str(), "it is not in doubt, so there is nothing to settle; look at `show`\n");
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(settle("sent", true), exit_not_all);
  EXPECT_THAT(out_.str(), HasSubstr("\"result\":\"not_in_doubt\""));
}

TEST_F(Settling, OfAnUnknownIdHasNoInput) {
  scripted_.found.reset();
  scripted_.decided = queue::DecisionResult::unknown;
  serve();
  EXPECT_EQ(settle("not-sent"), exit_no_input);
  EXPECT_EQ(settle("sent"), exit_no_input);
}

TEST_F(Settling, NeedsADaemon) { EXPECT_EQ(settle("sent"), exit_try_later); }

TEST(AgeText, IsInItsTwoLargestUnits) {
  EXPECT_EQ(age_text(0s), "0 s");
  EXPECT_EQ(age_text(-5s), "0 s");
  EXPECT_EQ(age_text(45s), "45 s");
  EXPECT_EQ(age_text(61s), "1 min 1 s");
  EXPECT_EQ(age_text(1h + 5s), "1 h");
  EXPECT_EQ(age_text(3h + 12min + 40s), "3 h 12 min");
  EXPECT_EQ(age_text(48h), "2 d");
}

}  // namespace
}  // namespace dispatcher
