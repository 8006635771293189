#include "dispatcher/face/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// Its clock stands until the test moves it.
class StandingClock final : public net::Runtime {
 public:
  StandingClock() : net::Runtime(1) {}
  net::TimePoint now_is{1h};

 private:
  net::TimePoint read_clock() const override { return now_is; }
};

class LogTest : public testing::Test {
 protected:
  Log make(LogLevel level) {
    return {level, LogFormat::text, clock, std::make_shared<spdlog::sinks::ostream_sink_mt>(out)};
  }
  static LogEvent event(LogLevel level, std::string sentence) {
    return {LogEventId::account_trouble, level, std::move(sentence), {{"account", "main"}}};
  }
  std::size_t lines_count() const {
    const std::string text = out.str();
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  StandingClock clock;
  std::ostringstream out;
};

TEST_F(LogTest, WritesWhatIsAsGraveAsItsLevel) {
  Log log = make(LogLevel::warning);
  log.write(event(LogLevel::critical, "grave"));
  log.write(event(LogLevel::warning, "worth it"));
  log.write(event(LogLevel::info, "chatter"));
  EXPECT_THAT(out.str(), HasSubstr("grave"));
  EXPECT_THAT(out.str(), HasSubstr("worth it"));
  EXPECT_THAT(out.str(), Not(HasSubstr("chatter")));
}

TEST_F(LogTest, TakesAnotherLevelWhileItRuns) {
  Log log = make(LogLevel::info);
  EXPECT_FALSE(log.wants(LogLevel::debug));
  log.set_level(LogLevel::debug);
  log.write(event(LogLevel::debug, "detail"));
  EXPECT_THAT(out.str(), HasSubstr("detail"));
}

TEST_F(LogTest, LimitsWhatRepeatsItselfAndSaysHowMuchItLeftOut) {
  Log log = make(LogLevel::info);
  for (int i = 0; i < 100; ++i) log.write(event(LogLevel::warning, "again"));
  EXPECT_EQ(lines_count(), LogLimiter::lines_max);
  clock.now_is += 61s;
  log.tell_left_out();
  EXPECT_THAT(out.str(), HasSubstr("95 more lines like account_trouble were left out"));
}

TEST_F(LogTest, LimitsNoVerdicts) {
  Log log = make(LogLevel::debug);
  for (int i = 0; i < 100; ++i) {
    log.write({LogEventId::verdict, LogLevel::debug, "message m: sent", {{"id", "m"}}});
  }
  EXPECT_EQ(lines_count(), 100U);
}

TEST_F(LogTest, LeavesOutNoMistakeOfAConfigurationAndNoDamage) {
  Log log = make(LogLevel::info);
  for (int i = 0; i < 10; ++i) {
    log.write({LogEventId::reload, LogLevel::error, "reload: a mistake", {{"state", "refused"}}});
    log.write({LogEventId::spool_damaged, LogLevel::critical, "damage: a file"});
  }
  EXPECT_EQ(lines_count(), 20U);
}

TEST(LogEvents, EachHasAnEntryInTheirDescription) {
  std::ifstream file(std::filesystem::path(SOURCE_ROOT) / "deploy/log-events.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const auto& entry : log_event_names) {
    EXPECT_THAT(text.str(), HasSubstr("| `" + std::string(entry.name) + "` |"));
  }
}

}  // namespace
}  // namespace dispatcher
