#include "dispatcher/face/cancel.hpp"

#include <deque>
#include <sstream>

#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::HasSubstr;

class Cancelling : public ControlServer {
 protected:
  Cancelling() { command_.config = path("d.toml"); }

  ExitCode cancel() {
    out_.str("");
    err_.str("");
    return run_cancel(command_, console_);
  }

  CancelCommand command_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};
};

TEST_F(Cancelling, TakesOneMessageBack) {
  serve();
  ask("POST", "/v1/messages", line("a"));
  command_.id = "a";
  EXPECT_EQ(cancel(), exit_done);
  EXPECT_THAT(out_.str(), HasSubstr("result                 cancelled\n"));
  command_.json = true;
  EXPECT_EQ(cancel(), exit_done);
  EXPECT_EQ(out_.str(), "{\"id\":\"a\",\"result\":\"ended\"}\n");
}

TEST_F(Cancelling, AnUnknownIdIsNoInput) {
  serve();
  command_.id = "nobody";
  EXPECT_EQ(cancel(), exit_no_input);
}

TEST_F(Cancelling, TakesAllPagesOfABatchBack) {
  serve();
  std::string lines;
  for (int i = 0; i < 2'500; ++i) lines += line("");
  ask("POST", "/v1/messages?batch=news", lines);
  command_.batch = "news";
  EXPECT_EQ(cancel(), exit_done);
  EXPECT_EQ(out_.str(), "cancelled 2500, ended 0, too late 0, in doubt 0\n");
  EXPECT_EQ(spool_->levels().open_count, 0U);
}

TEST_F(Cancelling, TakesAServiceBackAndSaysSoInJson) {
  serve();
  ask("POST", "/v1/messages", line("a") + line("b"));
  command_.service = service_a;
  command_.json = true;
  EXPECT_EQ(cancel(), exit_done);
  EXPECT_EQ(out_.str(),
            "{\"cancelled\":2,\"ended\":0,\"too_late\":0,\"in_doubt\":0,\"not_cancelled\":[]}\n");
}

TEST_F(Cancelling, SaysHowFarItCameWhenStopped) {
  serve();
  std::string lines;
  for (int i = 0; i < 2'500; ++i) lines += line("");
  ask("POST", "/v1/messages?batch=news", lines);
  command_.batch = "news";
  console_.progress.terminal = true;
  const CommandWorld stopping{[this] { return runtime_.wall_now(); },
                              [](std::chrono::milliseconds) { return true; }};
  EXPECT_EQ(run_cancel(command_, console_, stopping), exit_not_all);
  EXPECT_EQ(out_.str(), "cancelled 1000, ended 0, too late 0, in doubt 0\n");
  EXPECT_THAT(err_.str(), HasSubstr("stopped: what is behind these stays as it is\n"));
  EXPECT_EQ(spool_->levels().open_count, 1'500U);
}

TEST_F(Cancelling, NeedsADaemon) {
  command_.id = "a";
  EXPECT_EQ(cancel(), exit_try_later);
  EXPECT_THAT(err_.str(), HasSubstr("no dispatcher runs on this spool"));
}

/// What the daemon answers is the test's.
class CancellingTooLate : public Cancelling {
 protected:
  ~CancellingTooLate() override {
    runtime_.io().stop();
    thread_.join();
  }
  void answer_with(std::deque<net::LocalResponse> answers) {
    answers_ = std::move(answers);
    std::string detail;
    auto server = net::LocalServer::listen(
        runtime_, {.path = path("s")},
        [this](net::LocalRequest&&, const net::LocalRespond& respond) {
          respond(answers_.front());
          answers_.pop_front();
        },
        detail);
    ASSERT_TRUE(server) << detail;
    server_ = std::move(*server);
    thread_ = std::thread([this] { runtime_.io().run(); });
  }

 private:
  std::deque<net::LocalResponse> answers_;
  std::unique_ptr<net::LocalServer> server_;
  std::thread thread_;
};

TEST_F(CancellingTooLate, NamesWhatMayStillBeSentOfAllPages) {
  answer_with({answer(http_status::ok,
                      R"({"cancelled":3,"ended":1,"too_late":1,"in_doubt":0,"not_cancelled":)"
                      R"([{"id":"a","result":"too_late"}],"next":"a"})"),
               answer(http_status::ok,
                      R"({"cancelled":1,"ended":0,"too_late":0,"in_doubt":1,"not_cancelled":)"
                      R"([{"id":"b","result":"in_doubt"}],"next":""})")});
  command_.batch = "news";
  EXPECT_EQ(cancel(), exit_not_all);
  EXPECT_EQ(out_.str(), "cancelled 4, ended 1, too late 1, in doubt 1\n");
  EXPECT_EQ(err_.str(),
            "a: too late: it is being sent\nb: in doubt: it may have been sent already\n");
}

TEST_F(CancellingTooLate, TellsHowFarItCame) {
  answer_with({answer(http_status::ok,
                      R"({"cancelled":3,"ended":0,"too_late":0,"in_doubt":0,"not_cancelled":[],)"
                      R"("next":"a"})"),
               answer_unavailable(Unavailable::draining)});
  command_.service = service_a;
  EXPECT_EQ(cancel(), exit_try_later);
  EXPECT_EQ(out_.str(), "cancelled 3, ended 0, too late 0, in doubt 0\n");
  EXPECT_THAT(err_.str(), HasSubstr("about to end"));
}

TEST_F(CancellingTooLate, OfOneMessageIsNotAll) {
  const std::string body = R"({"id":"a","result":"too_late","error":"it is being sent"})";
  answer_with({answer(http_status::conflict, body), answer(http_status::conflict, body)});
  command_.id = "a";
  EXPECT_EQ(cancel(), exit_not_all);
  EXPECT_EQ(err_.str(), "it is being sent\n");
  command_.json = true;
  EXPECT_EQ(cancel(), exit_not_all);
  EXPECT_EQ(out_.str(), body + "\n");
}

TEST(CancelPageReply, IsReadWholeOrNotAtAll) {
  for (const auto* text : {"", "{}", R"({"cancelled":1,"ended":0,"too_late":0,"in_doubt":0})",
                           R"({"cancelled":1,"ended":0,"too_late":0,"in_doubt":0,)"
                           R"("not_cancelled":[{"id":"a"}],"next":""})"}) {
    EXPECT_FALSE(parse_cancel_page(text)) << text;
  }
}

TEST(CancelCounts, NameOnlySoManyButCountAll) {
  CancelCounts all;
  for (int i = 0; i < 15; ++i) {
    CancelCounts page;
    page.too_late = 100;
    page.not_cancelled.assign(100, {"a", "too_late"});
    all.add(std::move(page));
  }
  EXPECT_EQ(all.too_late, 1'500U);
  EXPECT_EQ(all.not_cancelled.size(), CancelCounts::shown_max);
}

}  // namespace
}  // namespace dispatcher
