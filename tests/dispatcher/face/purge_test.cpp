#include "dispatcher/face/purge.hpp"

#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr WallTime purge_now{400'000h};

class PurgeRuns : public ControlServer {
 protected:
  PurgeRuns() { daemon_.open_spool = &scripted_; }

  /// So many outcomes of that age.
  void add(std::uint64_t count, std::chrono::hours age, bool dead = false) {
    for (std::uint64_t i = 0; i < count; ++i) {
      scripted_.ended.push_back({++sequence_, purge_now - age, dead});
    }
  }

  ExitCode run(PurgeCommand command) {
    command.config = path("d.toml");
    out_.str("");
    err_.str("");
    const CommandWorld world{[] { return purge_now; },
                             [this](std::chrono::milliseconds) { return stops_; }};
    return run_purge(command, console_, world);
  }

  static PurgeCommand before(const std::string& time) {
    PurgeCommand command;
    command.before = time;
    return command;
  }

  ScriptedSpool scripted_;
  std::uint64_t sequence_ = 0;
  bool stops_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(PurgeRuns, ForgetAllThatIsOlder) {
  add(1'500, 48h);
  add(2, 47h, true);
  add(3, 1h);
  serve();
  EXPECT_EQ(run(before("24h")), exit_done);
  EXPECT_EQ(out_.str(),
            "forgot 1502 outcomes, 2 dead letters among them: their ids are new again, and the "
            "bytes leave the disk with the daemon's next pass\n");
  EXPECT_EQ(err_.str(), "");
  EXPECT_THAT(scripted_.ended, SizeIs(3));
}

TEST_F(PurgeRuns, TakeATimeAsWell) {
  add(1, 48h);
  serve();
  EXPECT_EQ(run(before("2000-01-01T00:00:00Z")), exit_done);
  EXPECT_EQ(out_.str(), "forgot 0 outcomes\n");
  EXPECT_EQ(run(before("2015-08-18T00:00:00Z")), exit_done);
  EXPECT_THAT(out_.str(), testing::StartsWith("forgot 1 outcome: its id is new again"));
}

TEST_F(PurgeRuns, ChangeNothingInADryRun) {
  add(1'200, 48h, true);
  serve();
  auto command = before("1d");
  command.dry_run = true;
  EXPECT_EQ(run(command), exit_done);
  EXPECT_EQ(out_.str(), "1200 outcomes would be forgotten, 1200 dead letters among them\n");
  command.json = true;
  EXPECT_EQ(run(command), exit_done);
  EXPECT_EQ(out_.str(), "{\"matched\":1200,\"dead\":1200}\n");
  EXPECT_THAT(scripted_.ended, SizeIs(1'200));
}

TEST_F(PurgeRuns, WriteForProgramsWhenAsked) {
  add(1, 48h);
  serve();
  auto command = before("1d");
  command.json = true;
  EXPECT_EQ(run(command), exit_done);
  EXPECT_EQ(out_.str(), "{\"forgotten\":1,\"dead\":0}\n");
}

TEST_F(PurgeRuns, LeaveTheLastDayAloneAndSayWhy) {
  serve();
  for (const auto* time : {"0", "23h", "2100-01-01T00:00:00Z"}) {
    EXPECT_EQ(run(before(time)), exit_usage) << time;
    EXPECT_EQ(err_.str(),
              "--before: the outcomes of the last day are needed to tell what was sent; name a "
              "time at least a day ago\n");
  }
  EXPECT_EQ(run(before("24h")), exit_done);
  EXPECT_THAT(scripted_.forgets, SizeIs(1));
}

TEST_F(PurgeRuns, WantATime) {
  serve();
  EXPECT_EQ(run(before("")), exit_usage);
  EXPECT_THAT(err_.str(), HasSubstr("--before: write a time like"));
  EXPECT_THAT(scripted_.forgets, IsEmpty());
}

TEST_F(PurgeRuns, SayHowFarTheyCameWhenStopped) {
  add(2'500, 48h);
  serve();
  stops_ = true;
  EXPECT_EQ(run(before("1d")), exit_not_all);
  EXPECT_THAT(out_.str(), testing::StartsWith("forgot 1000 outcomes: "));
  EXPECT_EQ(err_.str(), "this was not all: the rest stays as it is\n");
  EXPECT_THAT(scripted_.ended, SizeIs(1'500));
}

TEST_F(PurgeRuns, NeedADaemonAndASpoolThatAnswers) {
  EXPECT_EQ(run(before("1d")), exit_try_later);
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_EQ(run(before("1d")), exit_try_later);
  EXPECT_EQ(out_.str(), "forgot 0 outcomes\n");
  EXPECT_THAT(err_.str(), HasSubstr("about to end"));
}

}  // namespace
}  // namespace dispatcher
