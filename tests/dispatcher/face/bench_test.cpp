#include "dispatcher/face/bench.hpp"

#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class BenchRuns : public ControlServer {
 protected:
  /// The account sends to `base_url`.
  void send_to(const std::string& base_url) {
    auto text = "[control]\nsocket = \"s\"\n" + minimal();
    text += "base_url = \"" + base_url + "\"\n";
    write("d.toml", text);
  }

  BenchCommand bench(std::uint64_t messages) const {
    const std::string session = "KC" + std::string(32, 'b') + "/KP";
    return {path("d.toml"),
            service_a,
            {session + std::string(32, 'c'), session + std::string(32, 'd')},
            messages,
            "10000/s"};
  }

  /// Nobody sends: whoever waits for the end of messages, ends them.
  ExitCode run(const BenchCommand& command, const std::string& typed = "") {
    std::istringstream answers(typed);
    const CommandWorld world{[this] { return runtime_.wall_now(); },
                             [this](std::chrono::milliseconds pause) {
                               if (pause < std::chrono::milliseconds{100}) return false;
                               ask("DELETE", "/v1/messages?service=" + service_a);
                               return stops_;
                             }};
    return run_bench(command, console_, answers, world);
  }

  bool stops_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(BenchRuns, SendNothingElsewhereUnlessTheNumberIsTyped) {
  serve();
  for (const std::string typed : {"", "yes\n", "30\n"}) {
    EXPECT_EQ(run(bench(3), typed), exit_usage) << typed;
    EXPECT_THAT(err_.str(), testing::EndsWith("nothing was sent\n"));
  }
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

TEST_F(BenchRuns, SayFirstWhereMessagesGoWhatBoundsThemAndThatTheyCost) {
  serve();
  run(bench(3));
  EXPECT_THAT(err_.str(), AllOf(StartsWith("This sends 3 text messages to KCbbb"),
                                HasSubstr("through account main to https://proxy.twilio.com"),
                                HasSubstr("30/s for a Service, 100 requests of the account"),
                                HasSubstr("The provider bills each of them")));
}

TEST_F(BenchRuns, HandInWhatWasTypedAndTellWhatBecameOfIt) {
  serve();
  EXPECT_EQ(run(bench(3), "3\n"), exit_not_all);
  EXPECT_EQ(out_.str(), "3 of 3 ended, 3 cancelled; 0 requests were made again\n");
}

TEST_F(BenchRuns, ReadWhomMessagesGoTo) {
  const auto session = "KC" + std::string(32, 'b');
  const auto participant = "KP" + std::string(32, 'C');
  const auto read_back = bench_participant_of(session + "/" + participant);
  ASSERT_TRUE(read_back);
  EXPECT_EQ(read_back->session.text(), session);
  EXPECT_EQ(read_back->participant.text(), participant);
  for (const auto& wrong : {session, participant + "/" + session, session + "/", std::string()}) {
    EXPECT_FALSE(bench_participant_of(wrong)) << wrong;
  }
}

TEST_F(BenchRuns, AskNothingBeforeItSendsToThisMachine) {
  for (const std::string host : {"localhost", "127.0.0.1", "[::1]"}) {
    send_to("https://" + host + ":8443");
    if (host == "localhost") serve();
    EXPECT_EQ(run(bench(2)), exit_not_all) << host;
  }
  EXPECT_THAT(err_.str(), testing::Not(HasSubstr("Type the number")));
}

TEST_F(BenchRuns, EndWithAStopAndTellWhatHasNotEnded) {
  serve();
  stops_ = true;
  EXPECT_EQ(run(bench(2), "2\n"), exit_not_all);
  EXPECT_THAT(err_.str(), HasSubstr("not all have ended: `dispatcher show bench-"));
  EXPECT_EQ(out_.str(), "0 of 2 ended; 0 requests were made again\n");
}

TEST_F(BenchRuns, NeedAnAccountForTheService) {
  write("d.toml", "[control]\nsocket = \"s\"\n[spool]\ndirectory = \"spool\"\n" +
                      account("main", "[\"" + service_b + "\"]"));
  serve();
  EXPECT_EQ(run(bench(2), "2\n"), exit_no_input);
  EXPECT_EQ(err_.str(), "no account sends for " + service_a + "\n");
}

TEST_F(BenchRuns, NeedTheDaemon) {
  EXPECT_EQ(run(bench(2), "2\n"), exit_try_later);
  EXPECT_THAT(err_.str(), StartsWith("no dispatcher runs on this spool"));
}

}  // namespace
}  // namespace dispatcher
