#include "dispatcher/face/submit.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <sstream>

#include "queue/durable_spool.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"

/// The command on a real spool, and with a real daemon's socket.
namespace dispatcher {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Submitting : public OptionsFiles {
 protected:
  Submitting() { command_.config = write("d.toml", minimal()); }

  static std::string line(const std::string& id, const std::string& body = "hello") {
    const auto key = id.empty() ? "" : "\"id\":\"" + id + "\",";
    return "{" + key + "\"service\":\"" + service_a + "\",\"session\":\"KC" + std::string(32, '0') +
           "\",\"participant\":\"KP" + std::string(32, '0') + "\",\"body\":\"" + body + "\"}\n";
  }

  ExitCode submit(std::string_view text) {
    command_.input = write("m.ndjson", text).string();
    return again();
  }
  ExitCode again() {
    out_.str("");
    err_.str("");
    return run_submit(command_, console_);
  }

  std::uint64_t stored_count() const {
    std::string detail;
    queue::SpoolOptions options;
    options.directory = path("spool");
    options.now = [] { return queue::WallTime{}; };
    const auto spool = queue::DurableSpool::open(std::move(options), detail);
    EXPECT_TRUE(spool) << detail;
    return spool ? (*spool)->state_at_open().messages_open : 0;
  }

  SubmitCommand command_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(Submitting, StoresEveryLineAndSaysSo) {
  EXPECT_EQ(submit(line("a") + line("b") + line("c")), exit_done);
  EXPECT_EQ(out_.str(), "accepted 3, duplicate 0, refused 0\n");
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(stored_count(), 3U);
}

TEST_F(Submitting, SaysSoInJsonWhenAsked) {
  command_.json = true;
  submit(line("a") + line("b"));
  EXPECT_EQ(out_.str(), "{\"accepted\":2,\"duplicate\":0,\"refused\":0}\n");
}

TEST_F(Submitting, ASecondTimeAddsNothing) {
  submit(line("a") + line("b"));
  EXPECT_EQ(again(), exit_done);
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 2, refused 0\n");
  EXPECT_EQ(stored_count(), 2U);
}

TEST_F(Submitting, ABatchASecondTimeAddsNothing) {
  command_.batch = "monday";
  std::string text;
  for (int i = 0; i < 2'500; ++i) text += line("", "text " + std::to_string(i));
  EXPECT_EQ(submit(text), exit_done);
  EXPECT_EQ(out_.str(), "accepted 2500, duplicate 0, refused 0, batch monday\n");
  EXPECT_EQ(again(), exit_done);
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 2500, refused 0, batch monday\n");
}

TEST_F(Submitting, WithNewIdsNamesTheBatchThatTheyAreOf) {
  command_.new_ids = true;
  EXPECT_EQ(submit(line("") + line("")), exit_done);
  EXPECT_THAT(out_.str(), testing::MatchesRegex("accepted 2, duplicate 0, refused 0, batch "
                                                "[0-9a-f-]{36}\n"));
  const auto first = out_.str();
  command_.json = true;
  EXPECT_EQ(again(), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("{\"accepted\":2,\"duplicate\":0,\"refused\":0,\"batch\":\""));
  const auto name = first.substr(first.size() - 37, 36);
  EXPECT_THAT(out_.str(), testing::Not(HasSubstr(name)));
}

TEST_F(Submitting, RefusesABadLineAlone) {
  EXPECT_EQ(submit(line("a") + "nonsense\n" + line("b")), exit_data);
  EXPECT_EQ(out_.str(), "accepted 2, duplicate 0, refused 1\n");
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:2: line: "));
  EXPECT_EQ(stored_count(), 2U);
}

TEST_F(Submitting, StoresNothingOfAStrictFileWithABadLine) {
  command_.strict = true;
  EXPECT_EQ(submit(line("a") + "nonsense\n"), exit_data);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("m.ndjson:2:"), HasSubstr("nothing was stored")));
  EXPECT_FALSE(std::filesystem::exists(path("spool")));
  EXPECT_EQ(submit(line("a") + line("b")), exit_done);
  EXPECT_EQ(stored_count(), 2U);
}

TEST_F(Submitting, AKnownIdWithOtherContentIsAnErrorOfItsLine) {
  submit(line("a", "hello"));
  EXPECT_EQ(submit(line("b") + line("a", "goodbye")), exit_data);
  EXPECT_EQ(out_.str(), "accepted 1, duplicate 0, refused 1\n");
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:2: id: is known, with other content"));
}

TEST_F(Submitting, NeverPrintsWhatAMessageSays) {
  submit(line("a", "swordfish"));
  submit(line("a", "trout") + line("a b", "salmon") + line("c", "carp\\u0001"));
  for (const auto* word : {"swordfish", "trout", "salmon", "carp"}) {
    EXPECT_THAT(out_.str() + err_.str(), testing::Not(HasSubstr(word)));
  }
}

TEST_F(Submitting, ALineWithoutIdNeedsTheCommandToGiveOne) {
  EXPECT_EQ(submit(line("a") + line("") + line("b")), exit_usage);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("m.ndjson:2: id: "), HasSubstr("--batch NAME")));
  EXPECT_EQ(out_.str(), "accepted 1, duplicate 0, refused 1\n");
  command_.new_ids = true;
  EXPECT_EQ(again(), exit_done);
}

TEST_F(Submitting, TakesLinesOfOtherSystems) {
  auto text = line("a") + line("b");
  text.insert(text.find('\n'), "\r");
  text.pop_back();
  EXPECT_EQ(submit(text), exit_done);
  EXPECT_EQ(out_.str(), "accepted 2, duplicate 0, refused 0\n");
}

TEST_F(Submitting, RefusesALineThatIsTooLongAndReadsOn) {
  EXPECT_EQ(submit(line("a", std::string(100'000, 'x')) + line("b")), exit_data);
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:1: line: "));
  EXPECT_EQ(out_.str(), "accepted 1, duplicate 0, refused 1\n");
}

TEST_F(Submitting, TellsASpoolInUseFromABrokenOne) {
  submit(line("a"));
  std::string detail;
  queue::SpoolOptions options;
  options.directory = path("spool");
  options.now = [] { return queue::WallTime{}; };
  const auto other = queue::DurableSpool::open(std::move(options), detail);
  ASSERT_TRUE(other) << detail;
  EXPECT_EQ(again(), exit_try_later);
  EXPECT_THAT(err_.str(), HasSubstr("in use"));
}

TEST_F(Submitting, WithoutInputIsNoInput) {
  command_.input = path("missing").string();
  EXPECT_EQ(again(), exit_no_input);
  command_.input = directory().string();
  EXPECT_EQ(again(), exit_no_input);
}

TEST_F(Submitting, WithoutAGoodConfigurationIsAConfigurationError) {
  command_.config = path("missing.toml");
  EXPECT_EQ(submit(line("a")), exit_config);
}

TEST_F(Submitting, IntoASpoolThatCannotBeMadeFails) {
  command_.config =
      write("d.toml", "[spool]\ndirectory = \"no/such/place\"\n" + account("main", "[\"*\"]"));
  EXPECT_EQ(submit(line("a")), exit_cannot_create);
  EXPECT_NE(err_.str(), "");
}

class SubmittingToTheDaemon : public ControlServer {
 protected:
  SubmittingToTheDaemon() { command_.config = path("d.toml"); }

  ExitCode submit(std::string_view text) {
    out_.str("");
    err_.str("");
    command_.input = write("m.ndjson", text).string();
    return run_submit(command_, console_);
  }

  SubmitCommand command_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(SubmittingToTheDaemon, SaysTheSameAsWithoutOne) {
  serve();
  EXPECT_EQ(submit(line("a") + "nonsense\n" + line("b")), exit_data);
  EXPECT_EQ(out_.str(), "accepted 2, duplicate 0, refused 1\n");
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:2: line: "));
  EXPECT_EQ(submit(line("a") + line("b", "other")), exit_data);
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 1, refused 1\n");
  EXPECT_THAT(err_.str(), HasSubstr("m.ndjson:2: id: is known, with other content"));
  EXPECT_EQ(spool_->levels().open_count, 2U);
}

TEST_F(SubmittingToTheDaemon, CountsTheLinesOfABatchAcrossRequests) {
  serve();
  command_.batch = "news";
  std::string text;
  for (int i = 0; i < 2'500; ++i) text += line("", "text " + std::to_string(i));
  EXPECT_EQ(submit(text), exit_done);
  EXPECT_EQ(submit(text), exit_done);
  EXPECT_EQ(out_.str(), "accepted 0, duplicate 2500, refused 0, batch news\n");
  EXPECT_EQ(ask("GET", "/v1/messages/news:2500").status, http_status::ok);
}

TEST_F(SubmittingToTheDaemon, ALineWithoutIdNeedsTheCommandToGiveOne) {
  serve();
  EXPECT_EQ(submit(line("a") + line("")), exit_usage);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("m.ndjson:2: id: "), HasSubstr("--batch NAME")));
}

TEST_F(SubmittingToTheDaemon, HandsInNothingOfAStrictFileWithABadLine) {
  serve();
  command_.strict = true;
  EXPECT_EQ(submit(line("a") + "nonsense\n"), exit_data);
  EXPECT_EQ(spool_->levels().open_count, 0U);
  EXPECT_EQ(submit(line("a")), exit_done);
  EXPECT_EQ(spool_->levels().open_count, 1U);
}

TEST_F(SubmittingToTheDaemon, SaysWhatIsSafeWhenTheDaemonEnds) {
  daemon_.standing.state = DaemonState::draining;
  serve();
  command_.new_ids = true;
  EXPECT_EQ(submit(line("")), exit_try_later);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("about to end"), HasSubstr("what was accepted is safe"),
                                HasSubstr("with --batch ")));
}

TEST_F(SubmittingToTheDaemon, NamesTheProcessThatHasTheSpoolButDoesNotListen) {
  EXPECT_EQ(submit(line("a")), exit_try_later);
  EXPECT_THAT(err_.str(), HasSubstr("in use by process " + std::to_string(::getpid())));
}

}  // namespace
}  // namespace dispatcher
