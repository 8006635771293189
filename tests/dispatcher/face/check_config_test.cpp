#include "dispatcher/face/check_config.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

class CheckConfig : public OptionsFiles {
 protected:
  ExitCode check(const std::string& text, bool json = false) {
    CheckConfigCommand command;
    command.config = write("d.toml", text);
    command.json = json;
    return run_check_config(command, console_);
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(CheckConfig, ShowsWhatIsInForce) {
  EXPECT_EQ(check(minimal()), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("limits.window = \"5s\"\n"));
  EXPECT_THAT(out_.str(), HasSubstr("account.main.base_url = \"https://proxy.twilio.com\"\n"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CheckConfig, ShowsItAsOneJsonObjectWhenAsked) {
  EXPECT_EQ(check(minimal(), true), exit_done);
  EXPECT_THAT(out_.str(), testing::StartsWith("{\"spool.directory\":\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"connections.max\":64,"));
  EXPECT_THAT(out_.str(), HasSubstr("\"account.main.services\":[\"*\"]"));
  EXPECT_THAT(out_.str(), testing::EndsWith("}\n"));
}

TEST_F(CheckConfig, SaysAllThatIsWrongAndNothingElse) {
  EXPECT_EQ(check(minimal() + "[limits]\nwindow = 1\nx = 2\n"), exit_config);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("limits.window"));
  EXPECT_THAT(err_.str(), HasSubstr("limits.x"));
}

TEST_F(CheckConfig, ShowsNoSecret) {
  check(minimal());
  EXPECT_THAT(out_.str() + err_.str(), testing::Not(HasSubstr("swordfish")));
}

}  // namespace
}  // namespace dispatcher
