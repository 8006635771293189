#include "dispatcher/face/queue.hpp"

#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class QueueCommands : public ControlServer {
 protected:
  QueueCommand queue_command() const { return {.config = path("d.toml")}; }
  ExitCode run(const QueueCommand& command) { return run_queue(command, console_, world_); }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
  int waits_count_ = 0;
  int stops_at_ = 1;
  CommandWorld world_{[] { return WallTime{}; },
                      [this](std::chrono::milliseconds) { return ++waits_count_ == stops_at_; }};
};

TEST_F(QueueCommands, ShowWhereTheBacklogIs) {
  serve();
  ask("POST", "/v1/messages", line("a"));
  EXPECT_EQ(run(queue_command()), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("SERVICE "));
  EXPECT_THAT(out_.str(), HasSubstr("\n" + service_a + "  -         1  "));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(QueueCommands, PrintOneDocumentAsJson) {
  serve();
  auto command = queue_command();
  command.json = true;
  EXPECT_EQ(run(command), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("{\"at\":"));
  EXPECT_THAT(out_.str(), HasSubstr("\"lanes_count\":0,\"lanes\":[]}\n"));
}

TEST_F(QueueCommands, DrawTheTableAnewUntilTheyAreStopped) {
  serve();
  console_.out_is_terminal = true;
  stops_at_ = 2;
  auto command = queue_command();
  command.watch = true;
  EXPECT_EQ(run(command), exit_done);
  EXPECT_THAT(out_.str(), StartsWith("\x1b[H\x1b[JSERVICE "));
  EXPECT_THAT(out_.str(), HasSubstr("\n\x1b[H\x1b[JSERVICE "));
  EXPECT_EQ(waits_count_, 2);
}

TEST_F(QueueCommands, DoNotWatchWithoutATerminal) {
  serve();
  auto command = queue_command();
  command.watch = true;
  EXPECT_EQ(run(command), exit_usage);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), StartsWith("--watch draws on a terminal"));
}

TEST_F(QueueCommands, SayThatNoDaemonIsThere) {
  EXPECT_EQ(run(queue_command()), exit_try_later);
  EXPECT_THAT(err_.str(), StartsWith("no dispatcher runs on this spool"));
}

TEST_F(QueueCommands, TryLaterWhenTheDaemonIsAboutToEnd) {
  daemon_.open_spool = nullptr;
  serve();
  EXPECT_EQ(run(queue_command()), exit_try_later);
  EXPECT_THAT(err_.str(), HasSubstr("about to end"));
}

}  // namespace
}  // namespace dispatcher
