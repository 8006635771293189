#include "dispatcher/face/submit_daemon.hpp"

#include <deque>

#include "tests/dispatcher/face/control_fixture.hpp"

/// Against a server that says what a test wants; the real one is in submit_test.
namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

net::LocalResponse taken(int accepted) {
  return answer(http_status::ok,
                "{\"accepted\":" + std::to_string(accepted) + ",\"duplicate\":0,\"refused\":[]}");
}

class SubmittingToADaemon : public FaceFiles {
 protected:
  ~SubmittingToADaemon() override { stop(); }

  /// Answers one request after the other; behind them it drops every connection.
  void serve(std::deque<net::LocalResponse> answers) {
    stop();
    answers_ = std::move(answers);
    std::string detail;
    auto server = net::LocalServer::listen(
        runtime_, {.path = path("s")},
        [this](net::LocalRequest&& request, const net::LocalRespond& respond) {
          requests.push_back(request.target + " " + request.body);
          if (answers_.empty()) {
            unanswered_ = respond;  // or it would be answered after all
            return runtime_.io().stop();
          }
          respond(std::move(answers_.front()));
          answers_.pop_front();
        },
        detail);
    ASSERT_TRUE(server) << detail;
    server_ = std::move(*server);
    runtime_.io().restart();
    thread_ = std::thread([this] {
      runtime_.io().run();
      server_.reset();
    });
  }

  void stop() {
    runtime_.io().stop();
    if (thread_.joinable()) thread_.join();
  }

  DaemonSink& sink(const std::string& batch = "") {
    std::string detail;
    auto client = net::LocalClient::connect(path("s"), detail);
    EXPECT_TRUE(client) << detail;
    return sink_.emplace(
        std::move(*client), path("s"), batch,
        [this](const RefusedLine& line) { refused.push_back(line.line); },
        [this](milliseconds pause) {
          pauses.push_back(pause);
          on_pause();
        });
  }

  std::vector<std::string> requests;  // to be read when the server has ended
  std::vector<std::uint64_t> refused;
  std::vector<milliseconds> pauses;
  std::function<void()> on_pause = [] {};

 private:
  net::Runtime runtime_{1};
  std::deque<net::LocalResponse> answers_;
  net::LocalRespond unanswered_;
  std::unique_ptr<net::LocalServer> server_;
  std::thread thread_;
  std::optional<DaemonSink> sink_;
};

TEST_F(SubmittingToADaemon, HandsInLinesAsTheyAreWithTheirNumber) {
  serve({taken(2)});
  auto& daemon = sink("news");
  EXPECT_TRUE(daemon.take({7, "one"}));
  EXPECT_TRUE(daemon.take({8, "two"}));
  EXPECT_TRUE(daemon.finish());
  EXPECT_EQ(daemon.counts().accepted, 2U);
  stop();
  EXPECT_THAT(requests, testing::ElementsAre("/v1/messages?first_line=7&batch=news one\ntwo\n"));
}

TEST_F(SubmittingToADaemon, HandsInAThousandLinesOrAMebibyteAtOnce) {
  serve({taken(1000), taken(1000), taken(1)});
  auto& daemon = sink();
  for (std::uint64_t i = 1; i <= 2'001; ++i) EXPECT_TRUE(daemon.take({i, "x"}));
  EXPECT_TRUE(daemon.finish());
  EXPECT_EQ(daemon.counts().accepted, 2'001U);
  serve({taken(64), taken(6)});
  auto& other = sink();
  const std::string long_line(15'999, 'x');
  for (std::uint64_t i = 1; i <= 70; ++i) EXPECT_TRUE(other.take({i, long_line}));
  EXPECT_TRUE(other.finish());
  stop();
  ASSERT_EQ(requests.size(), 5U);
  EXPECT_THAT(requests[2], HasSubstr("first_line=2001 "));
  EXPECT_LE(requests[3].size(), DaemonSink::batch_bytes_max + 100);
  EXPECT_THAT(requests[4].substr(0, 40), HasSubstr("first_line=66 "));
}

TEST_F(SubmittingToADaemon, PassesRefusalsOn) {
  serve({answer(http_status::ok,
                "{\"accepted\":0,\"duplicate\":1,\"refused\":[{\"line\":9,\"field\":\"id\","
                "\"problem\":\"is missing\"}]}")});
  auto& daemon = sink();
  daemon.take({8, "x"});
  daemon.take({9, "x"});
  EXPECT_TRUE(daemon.finish());
  EXPECT_EQ(daemon.counts().duplicate, 1U);
  EXPECT_THAT(refused, testing::ElementsAre(9U));
}

TEST_F(SubmittingToADaemon, RepeatsTheSameBatchWhileTheDaemonIsBusy) {
  serve({answer_unavailable(Unavailable::busy), answer_unavailable(Unavailable::busy), taken(1)});
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_TRUE(daemon.finish());
  EXPECT_THAT(pauses, testing::ElementsAre(seconds{1}, seconds{1}));
  stop();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0], requests[2]);
}

TEST_F(SubmittingToADaemon, WaitsWhileTheBacklogIsFullAndGoesOn) {
  auto full = answer_unavailable(Unavailable::backlog);
  full.retry_after_s = 3;
  auto old = answer_unavailable(Unavailable::age);
  old.retry_after_s = 60;
  serve({full, old, taken(1)});
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_TRUE(daemon.finish());
  EXPECT_THAT(pauses, testing::ElementsAre(seconds{3}, seconds{10}));
}

TEST_F(SubmittingToADaemon, GivesUpWhenTheBacklogStaysFullForAMinute) {
  auto full = answer_unavailable(Unavailable::backlog);
  full.retry_after_s = 60;
  serve(std::deque<net::LocalResponse>(60, full));
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_FALSE(daemon.finish());
  EXPECT_EQ(pauses.size(), 5U);
  EXPECT_EQ(daemon.failure().exit_code, exit_try_later);
  EXPECT_THAT(daemon.failure().sentence, HasSubstr("intake.backlog_max"));
}

TEST_F(SubmittingToADaemon, GivesUpAfterAMinuteWithoutProgress) {
  serve(std::deque<net::LocalResponse>(60, answer_unavailable(Unavailable::busy)));
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_FALSE(daemon.finish());
  EXPECT_EQ(pauses.size(), 59U);
  EXPECT_EQ(daemon.failure().exit_code, exit_try_later);
  EXPECT_THAT(daemon.failure().sentence, HasSubstr("took nothing for a minute: the spool is busy"));
  EXPECT_FALSE(daemon.take({2, "y"}));
}

TEST_F(SubmittingToADaemon, RepeatsTheBatchOnceADaemonIsBack) {
  serve({});
  auto& daemon = sink();
  daemon.take({1, "x"});
  on_pause = [this] {
    if (pauses.size() == 2) serve({taken(1)});
  };
  EXPECT_TRUE(daemon.finish());
  EXPECT_GE(pauses.size(), 2U);
  EXPECT_EQ(daemon.counts().accepted, 1U);
  stop();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0], requests[1]);
}

TEST_F(SubmittingToADaemon, GivesUpWhenNoDaemonComesBackForAMinute) {
  serve({});
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_FALSE(daemon.finish());
  EXPECT_EQ(daemon.failure().exit_code, exit_try_later);
  EXPECT_THAT(daemon.failure().sentence, HasSubstr(path("s").string()));
  milliseconds waited{};
  for (const auto pause : pauses) waited += pause;
  EXPECT_LE(waited, DaemonSink::patience);
}

TEST_F(SubmittingToADaemon, EndsWhenTheDaemonEndsOrItsDiskIsFull) {
  for (const auto reason : {Unavailable::draining, Unavailable::no_space}) {
    serve({answer_unavailable(reason)});
    auto& daemon = sink();
    daemon.take({1, "x"});
    EXPECT_FALSE(daemon.finish());
    EXPECT_EQ(daemon.failure().exit_code, exit_try_later);
  }
  EXPECT_TRUE(pauses.empty());
}

TEST_F(SubmittingToADaemon, EndsWhenItDoesNotUnderstandTheAnswer) {
  serve({answer(http_status::ok, "{\"accepted\":\"all\"}")});
  auto& daemon = sink();
  daemon.take({1, "x"});
  EXPECT_FALSE(daemon.finish());
  EXPECT_EQ(daemon.failure().exit_code, exit_software);
}

TEST(SubmitReply, IsReadWholeOrNotAtAll) {
  const auto reply = parse_submit_reply(
      R"({"accepted":1,"duplicate":2,"refused":[{"line":3,"field":"id","problem":"is missing",)"
      R"("remedy":"give one","id_missing":true}]})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->counts.accepted, 1U);
  EXPECT_EQ(reply->counts.duplicate, 2U);
  ASSERT_EQ(reply->refused.size(), 1U);
  EXPECT_EQ(reply->refused[0].line, 3U);
  EXPECT_EQ(reply->refused[0].error.sentence, "is missing");
  EXPECT_EQ(reply->refused[0].error.remedy, "give one");
  EXPECT_TRUE(reply->refused[0].id_missing);
  for (const auto* text : {"", "{", "[]", "{}", R"({"accepted":1,"duplicate":2})",
                           R"({"accepted":-1,"duplicate":2,"refused":[]})",
                           R"({"accepted":1,"duplicate":2,"refused":[{"line":3}]})"}) {
    EXPECT_FALSE(parse_submit_reply(text)) << text;
  }
}

}  // namespace
}  // namespace dispatcher
