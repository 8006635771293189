#include "dispatcher/face/control.hpp"

#include "tests/dispatcher/face/control_fixture.hpp"

/// Which requests there are; what they do is told by the tests of each.
namespace dispatcher {
namespace {

using testing::HasSubstr;

class ControlRoutes : public ControlServer {
 protected:
  ControlRoutes() { serve(); }
};

TEST_F(ControlRoutes, AnswerWhatThereIs) {
  EXPECT_EQ(ask("GET", "/v1/status").status, http_status::ok);
  EXPECT_EQ(ask("GET", "/healthz").status, http_status::ok);
  EXPECT_EQ(ask("GET", "/readyz").status, http_status::ok);
  EXPECT_EQ(ask("POST", "/v1/messages", line("a")).status, http_status::ok);
  EXPECT_EQ(ask("POST", "/v1/messages", line("b"), "application/json").status,
            http_status::created);
  EXPECT_EQ(ask("GET", "/v1/messages/a").status, http_status::ok);
  EXPECT_EQ(ask("DELETE", "/v1/messages/a").status, http_status::ok);
  EXPECT_EQ(ask("DELETE", "/v1/messages?batch=b").status, http_status::ok);
  EXPECT_EQ(ask("PUT", "/v1/services/" + service_a + "/hold").status, http_status::ok);
  EXPECT_EQ(ask("DELETE", "/v1/services/" + service_a + "/hold").status, http_status::ok);
}

TEST_F(ControlRoutes, ToOtherPathsAreNotFound) {
  for (const auto* target :
       {"/", "/v1", "/v2/status", "/v1/status/x", "/v1/services", "/v1/services/KS/release",
        "/v1/messages/a/b", "/v1/dead/other", "/v1/accounts/main"}) {
    const auto response = ask("GET", target);
    const bool refused =
        response.status == http_status::not_found || response.status == http_status::bad_request;
    EXPECT_TRUE(refused) << target << " " << response.status;
    EXPECT_THAT(response.body, HasSubstr("\"error\":"));
  }
  EXPECT_EQ(ask("GET", "/v1/other").status, http_status::not_found);
}

TEST_F(ControlRoutes, WithOtherMethodsNameThoseThatArePossible) {
  const auto expect = [this](const char* method, const std::string& target, const char* possible) {
    const auto response = ask(method, target);
    EXPECT_EQ(response.status, http_status::method_not_allowed) << target;
    EXPECT_THAT(response.body, HasSubstr(std::string("possible: ") + possible)) << target;
  };
  expect("POST", "/v1/status", "GET");
  expect("GET", "/v1/messages", "POST, DELETE");
  expect("PUT", "/v1/messages/a", "GET, DELETE");
  expect("GET", "/v1/services/" + service_a + "/hold", "PUT, DELETE");
  expect("GET", "/v1/accounts/main/hold", "PUT, DELETE");
  expect("GET", "/v1/messages/a/hold", "PUT, DELETE");
  expect("GET", "/v1/messages/a/settle", "POST");
  expect("POST", "/v1/dead", "GET");
  expect("POST", "/v1/dead/count", "GET");
  expect("GET", "/v1/dead/retry", "POST");
  expect("GET", "/v1/dead/purge", "POST");
  expect("POST", "/healthz", "GET");
  expect("POST", "/readyz", "GET");
}

TEST_F(ControlRoutes, TakeSubmissionsOfTwoTypesAndNoOther) {
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/xml",
                           "application/json; charset=latin1"}) {
    const auto response = ask("POST", "/v1/messages", line("a"), type);
    EXPECT_EQ(response.status, http_status::unsupported_media_type) << type;
    EXPECT_THAT(response.body, HasSubstr("application/x-ndjson")) << type;
  }
  EXPECT_EQ(ask("POST", "/v1/messages", line("a"), "application/x-ndjson").status, http_status::ok);
}

TEST_F(ControlRoutes, AreStrictAboutTheirTarget) {
  for (const auto* target :
       {"/v1/status?x=1", "/v1/messages?colour=red", "/v1/messages/a?batch=b", "/v1/messages/%61",
        "/v1/messages?batch=a&batch=b", "/v1/messages/a,b"}) {
    EXPECT_EQ(ask("DELETE", target).status, http_status::bad_request) << target;
  }
}

TEST_F(ControlServer, ListensOnASocketForItsUserAndGroup) {
  serve();
  EXPECT_EQ(ask("GET", "/v1/status").status, http_status::ok);
  EXPECT_EQ(std::filesystem::status(path("s")).permissions(), std::filesystem::perms{0660});
}

TEST_F(ControlServer, IsNotStartedWhereAnotherListens) {
  serve();
  std::string detail;
  const auto other =
      Control::start({runtime_, daemon_, {"*"}, ContentDigester(DigestKey{})}, path("s"), detail);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error(), net::errc::socket_in_use);
  EXPECT_THAT(detail, HasSubstr(path("s").string()));
}

}  // namespace
}  // namespace dispatcher
