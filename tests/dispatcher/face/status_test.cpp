#include "dispatcher/face/status.hpp"

#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AskingCommands : public ControlServer {
 protected:
  StatusCommand status() const { return {path("d.toml"), false}; }
  ShowCommand show(const std::string& id) const { return {path("d.toml"), id, false}; }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(AskingCommands, ShowHowTheDaemonStands) {
  serve();
  EXPECT_EQ(run_status(status(), console_), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("state                  running\n"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(AskingCommands, PassJsonOnAsItIs) {
  serve();
  auto command = status();
  command.json = true;
  EXPECT_EQ(run_status(command, console_), exit_done);
  EXPECT_EQ(out_.str(), ask("GET", "/v1/status").body);
}

TEST_F(AskingCommands, SayThatNoDaemonRuns) {
  EXPECT_EQ(run_status(status(), console_), exit_try_later);
  EXPECT_EQ(err_.str(), "no dispatcher runs on this spool (socket " + path("s").string() + ")\n");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(AskingCommands, NeedAConfigurationButNotItsSecrets) {
  serve();
  EXPECT_EQ(run_status({path("missing.toml"), false}, console_), exit_config);
  std::filesystem::remove(path("password"));
  EXPECT_EQ(run_status(status(), console_), exit_done);
}

TEST_F(AskingCommands, ShowAMessageAndWhyItWaits) {
  daemon_.why = {.cause = WaitCause::account_cap};
  serve();
  ask("POST", "/v1/messages", line("a"));
  EXPECT_EQ(run_show(show("a"), console_), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("why                    Its account has as many requests"));
}

TEST_F(AskingCommands, ForAnUnknownIdHaveNoInput) {
  serve();
  EXPECT_EQ(run_show(show("nobody"), console_), exit_no_input);
  EXPECT_THAT(err_.str(), StartsWith("no message has this id; "));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(AskingCommands, HoldAServiceAndLetItGoOn) {
  serve();
  EXPECT_EQ(run_hold({path("d.toml"), {.service = service_a}, "campaign stopped", false}, console_),
            exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("reason                 campaign stopped\n"));
  EXPECT_EQ(run_release({path("d.toml"), {.service = service_a}, false}, console_), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("held                   false\n"));
}

TEST_F(AskingCommands, TryLaterWhenTheDaemonEnds) {
  daemon_.open_spool = nullptr;
  serve();
  EXPECT_EQ(run_hold({path("d.toml"), {.service = service_a}, "", false}, console_),
            exit_try_later);
  EXPECT_THAT(err_.str(), HasSubstr("about to end"));
}

}  // namespace
}  // namespace dispatcher
