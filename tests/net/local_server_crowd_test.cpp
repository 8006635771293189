// More clients than there is room for: the slow ones go, and the others are served.
#include <gmock/gmock.h>

#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

const std::string quick_request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string half_a_body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n";

class LocalServerCrowd : public LocalServerTest {
 protected:
  /// One that says so much, and is the latest of all.
  RawClient& connect_and_say(std::string_view text) {
    const auto before = server->connections_count();
    auto& client = connect();
    run_until([&] { return server->connections_count() > before; });
    client.send(text);
    settle();
    runtime.pass(1s);
    return client;
  }
  void expect_served(RawClient& client) {
    client.send(quick_request);
    run_until([&] { return !client.received.empty(); });
    EXPECT_THAT(client.received, StartsWith("HTTP/1.1 200 "));
  }
};

TEST_F(LocalServerCrowd, SendsTheOneAwayThatIsIdleForLongest) {
  serve({.connections_max = 3});
  auto& slow = connect_and_say("GET /");
  auto& idle = connect_and_say("");
  auto& later = connect_and_say("");
  expect_served(connect());
  EXPECT_TRUE(idle.ended);
  EXPECT_EQ(idle.received, "");
  EXPECT_FALSE(slow.ended || later.ended);
}

TEST_F(LocalServerCrowd, SendsTheSlowestAwayWithAWordWhenNobodyIsIdle) {
  serve({.connections_max = 3});
  auto& body = connect_and_say(half_a_body + "b");
  auto& head = connect_and_say("GET /");
  auto& later = connect_and_say("GET /");
  body.send("b");  // does not make it any younger
  settle();
  expect_served(connect());
  EXPECT_TRUE(body.ended);
  EXPECT_THAT(body.received, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(body.received, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_FALSE(head.ended || later.ended);
}

TEST_F(LocalServerCrowd, KeepsWhoHasJustComeAndSaysSomethingSoon) {
  serve({.connections_max = 3});
  connect_and_say("GET /");
  connect_and_say("GET /");
  auto& good = connect();
  run_until([&] { return server->connections_count() == 3; });
  connect();
  settle();
  EXPECT_FALSE(good.ended);
  expect_served(good);
}

TEST_F(LocalServerCrowd, KeepsWhoWaitsForTheHandler) {
  serve({.connections_max = 2});
  answers_at_once = false;
  auto& waits = connect_and_say(quick_request);
  auto& slow = connect_and_say("GET /");
  answers_at_once = true;
  expect_served(connect());
  EXPECT_TRUE(slow.ended);
  responds.at(0)({.body = "at last"});
  run_until([&] { return !waits.received.empty(); });
  EXPECT_THAT(waits.received, HasSubstr("at last"));
}

TEST_F(LocalServerCrowd, ServesOneMoreHoweverManyAreSlow) {
  serve({.connections_max = 50});
  for (int i = 0; i < 120; ++i) {
    connect().send(i % 2 == 0 ? "GET /" : half_a_body);
    settle();
  }
  EXPECT_EQ(server->connections_count(), 50U);
  expect_served(connect());
}

TEST_F(LocalServerCrowd, BoundsTheBodiesThatComeInTogether) {
  serve({.held_bytes_max = 100'000});
  const auto large = post(std::string(60'000, 'x'));
  auto& slow = connect_and_say(std::string_view(large).substr(0, 50'000));
  auto& other = connect_and_say(half_a_body);
  auto& quick = connect();
  quick.send(large);
  run_until([&] { return !quick.received.empty(); });
  EXPECT_THAT(quick.received, StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(slow.ended);
  EXPECT_THAT(slow.received, StartsWith("HTTP/1.1 503 "));
  EXPECT_FALSE(other.ended);
}

TEST_F(LocalServerCrowd, BoundsTheAnswersThatNobodyTakes) {
  serve({.held_bytes_max = 6'000'000});
  answers_at_once = false;
  RawClient sluggish(path);  // not among those that are read for
  sluggish.send(quick_request);
  run_until([&] { return requests.size() == 1; });
  responds[0]({.body = std::string(4'000'000, 'x')});
  settle();
  EXPECT_EQ(server->connections_count(), 1U);
  auto& quick = connect();
  quick.send(quick_request);
  run_until([&] { return requests.size() == 2; });
  responds[1]({.body = std::string(4'000'000, 'y')});
  run_until([&] { return quick.received.size() > 4'000'000U; });
  EXPECT_EQ(server->connections_count(), 1U);
}

}  // namespace
}  // namespace net
