#include "dispatcher/face/dead.hpp"

#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"
#include "tests/dispatcher/face/scripted_spool.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr WallTime dead_now{500'000h};

class DeadLetterCommands : public ControlServer {
 protected:
  DeadLetterCommands() { daemon_.open_spool = &scripted_; }

  /// So many dead letters that ended an hour ago.
  void add(std::uint64_t count, std::uint32_t code = 21610) {
    for (std::uint64_t i = 0; i < count; ++i) {
      scripted_.add_dead(scripted_.dead.size() + 1, {.kind = OutcomeKind::rejected,
                                                     .status = 400,
                                                     .code = code,
                                                     .answered_at = dead_now - 1h});
    }
  }

  template <class Which>
  ExitCode run(Which command) {
    command.config = path("d.toml");
    out_.str("");
    err_.str("");
    const CommandWorld world{[] { return dead_now; },
                             [this](std::chrono::milliseconds) { return stops_; }};
    return run_dead(command, console_, world);
  }

  std::size_t lines_of_out() const {
    const auto text = out_.str();
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  ScriptedSpool scripted_;
  bool stops_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(DeadLetterCommands, ListAllPagesAsATable) {
  add(1'500);
  serve();
  EXPECT_EQ(run(DeadListCommand{}), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("ENDED "));
  EXPECT_THAT(out_.str(), HasSubstr("The recipient has opted out"));
  EXPECT_EQ(lines_of_out(), 1'501U);
}

TEST_F(DeadLetterCommands, ListOneObjectALine) {
  add(2);
  serve();
  DeadListCommand list;
  list.json = true;
  EXPECT_EQ(run(list), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("{\"sequence\":1,\"id\":\"id-1\","));
  EXPECT_EQ(lines_of_out(), 2U);
}

TEST_F(DeadLetterCommands, ListUntilNobodyReads) {
  add(2'500);
  serve();
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(run(DeadListCommand{}), exit_done);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(DeadLetterCommands, ListWhatTheFilterMeans) {
  add(1, 21610);
  add(1, 21614);
  serve();
  DeadListCommand list;
  list.json = true;
  list.which = {
      .service = "KS" + std::string(32, 'A'), .code = 21614, .reason = "rejected", .since = "2h"};
  EXPECT_EQ(run(list), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("\"id-2\""));
  EXPECT_EQ(lines_of_out(), 1U);
  list.which.since = "30m";
  EXPECT_EQ(run(list), exit_done);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(DeadLetterCommands, CountThemByKind) {
  add(1'200, 21610);
  add(3, 21614);
  serve();
  EXPECT_EQ(run(DeadCountCommand{}), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("1200        rejected  400     21610  The recipient"));
  EXPECT_THAT(out_.str(), testing::EndsWith("1203 dead letters\n"));
  DeadCountCommand count;
  count.json = true;
  EXPECT_EQ(run(count), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("{\"matched\":1203,\"kinds\":[{\"count\":1200,"));
}

TEST_F(DeadLetterCommands, RetryAtTheRateOverAllPages) {
  add(1'500);
  serve();
  EXPECT_EQ(run(DeadRetryCommand{}), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("retried 1500 dead letters, due until "));
  ASSERT_THAT(scripted_.changes, SizeIs(2));
  const auto first = scripted_.changes[0].items.front().due;
  EXPECT_EQ(
      scripted_.changes[1].items.back().due - std::chrono::floor<std::chrono::milliseconds>(first),
      1'499 * 200ms);
  EXPECT_THAT(scripted_.dead, SizeIs(0));
}

TEST_F(DeadLetterCommands, RetryNothingThatEndedMeanwhile) {
  add(1);
  scripted_.add_dead(9, {.kind = OutcomeKind::rejected, .answered_at = dead_now});
  serve();
  DeadRetryCommand retry;
  retry.json = true;
  EXPECT_EQ(run(retry), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("{\"matched\":1,\"retried\":1,\"due_until\":\""));
  EXPECT_THAT(scripted_.dead, SizeIs(1));
}

TEST_F(DeadLetterCommands, PurgeWhatTheFilterMeans) {
  add(2, 21610);
  add(1, 21614);
  serve();
  DeadPurgeCommand purge;
  purge.which.code = 21614;
  EXPECT_EQ(run(purge), exit_done);
  EXPECT_EQ(out_.str(), "purged 1 dead letter\n");
  EXPECT_THAT(scripted_.dead, SizeIs(2));
}

TEST_F(DeadLetterCommands, ChangeNothingInADryRun) {
  add(600);
  serve();
  DeadRetryCommand retry;
  retry.dry_run = true;
  EXPECT_EQ(run(retry), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("600 dead letters would be sent again, within 2m at 5/s\n"));
  DeadPurgeCommand purge;
  purge.dry_run = true;
  EXPECT_EQ(run(purge), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("the messages of 600 dead letters would be forgotten\n"));
  EXPECT_THAT(scripted_.changes, SizeIs(0));
}

TEST_F(DeadLetterCommands, SayHowFarTheyCameWhenStopped) {
  add(2'500);
  serve();
  stops_ = true;
  DeadPurgeCommand purge;
  purge.all = true;
  EXPECT_EQ(run(purge), exit_not_all);
  EXPECT_EQ(out_.str(), "purged 1000 dead letters\n");
  EXPECT_EQ(err_.str(), "this was not all: the rest stays as it is\n");
  EXPECT_THAT(scripted_.dead, SizeIs(1'500));
}

TEST_F(DeadLetterCommands, SayWhenARecordCannotBeRead) {
  scripted_.dead.push_back({4, "id-4", service_a, 2, "\x09"});
  serve();
  EXPECT_EQ(run(DeadListCommand{}), exit_io);
  EXPECT_THAT(err_.str(), HasSubstr("1 have a record that cannot be read"));
}

TEST_F(DeadLetterCommands, NeedADaemonAndASpoolThatAnswers) {
  EXPECT_EQ(run(DeadCountCommand{}), exit_try_later);
  RefusingSpool ending(queue::errc::closing, false);
  daemon_.open_spool = &ending;
  serve();
  EXPECT_EQ(run(DeadRetryCommand{}), exit_try_later);
  EXPECT_EQ(out_.str(), "retried 0 dead letters\n");
  EXPECT_THAT(err_.str(), HasSubstr("about to end"));
}

}  // namespace
}  // namespace dispatcher
