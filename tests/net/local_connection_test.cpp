// How the connections of a local server end, and what outlives them.
#include "net/local_connection.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

const std::string get_root = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

class LocalConnectionTest : public LocalServerTest {
 protected:
  /// A client whose request the handler has.
  RawClient& ask() {
    answers_at_once = false;
    if (!server) serve();
    auto& client = connect();
    const auto before = requests.size();
    client.send(get_root);
    run_until([&] { return requests.size() > before; });
    return client;
  }
};

TEST_F(LocalConnectionTest, LetsAnAnswerGoNowhereOnceTheClientLeft) {
  ask().leave();
  settle();
  responds[0]({.body = "too late"});
  settle();
  answers_at_once = true;
  auto& next = connect();
  next.send(get_root);
  run_until([&] { return !next.received.empty(); });
}

TEST_F(LocalConnectionTest, FreesThePlaceOfAClientThatLeftBeforeItsAnswer) {
  ask().leave();
  run_until([&] { return server->connections_count() == 0; });
}

TEST_F(LocalConnectionTest, AnswersAClientThatOnlyFinishedSending) {
  auto& client = ask();
  client.finish();
  settle();
  responds[0]({.body = "for you"});
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, HasSubstr("for you"));
}

TEST_F(LocalConnectionTest, LetsAnAnswerGoNowhereOnceTheServerIsGone) {
  auto& client = ask();
  server.reset();
  responds[0]({.body = "too late"});
  run_until([&] { return client.ended; });
  EXPECT_EQ(client.received, "");
}

TEST_F(LocalConnectionTest, MayBeAnsweredAfterEvenTheRuntimeIsGone) {
  LocalRespond late;
  {
    Runtime real(1);
    std::string detail;
    auto own = LocalServer::listen(
        real, {.path = path},
        [&](LocalRequest&&, LocalRespond respond) { late = std::move(respond); }, detail);
    ASSERT_TRUE(own) << detail;
    RawClient client(path);
    client.send(get_root);
    for (int turn = 0; turn < 500 && !late; ++turn) {
      real.io().restart();
      real.io().run_one_for(20ms);
    }
    own->reset();
  }
  ASSERT_TRUE(late);
  late({.body = "too late"});
}

TEST_F(LocalConnectionTest, TakesOneAnswerARequest) {
  auto& client = ask();
  const auto copy = responds[0];
  responds[0]({.body = "first"});
  copy({.body = "second"});
  client.send(get_root);
  run_until([&] { return requests.size() == 2; });
  copy({.body = "third"});
  responds[1]({.body = "fourth"});
  run_until([&] { return client.received.find("fourth") != std::string::npos; });
  EXPECT_THAT(client.received, HasSubstr("first"));
  EXPECT_EQ(count_of("HTTP/1.1 ", client.received), 2U);
  EXPECT_EQ(count_of("second", client.received) + count_of("third", client.received), 0U);
}

TEST_F(LocalConnectionTest, Answers500WhenTheRequestIsDropped) {
  auto& client = ask();
  responds.clear();
  run_until([&] { return !client.received.empty(); });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 500 "));
}

TEST_F(LocalConnectionTest, EndsWithItsServer) {
  serve();
  auto& idle = connect();
  auto& halfway = connect();
  halfway.send("GET / HT");
  run_until([&] { return server->connections_count() == 2; });
  settle();
  server.reset();
  run_until([&] { return idle.ended && halfway.ended; });
  EXPECT_EQ(idle.received + halfway.received, "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(LocalConnectionTest, IsTurnedAwayWithAWordWhileAllOthersWaitForTheHandler) {
  serve({.connections_max = 2});
  ask();
  ask();
  auto& third = connect();
  third.send(get_root);
  run_until([&] { return third.ended; });
  EXPECT_THAT(third.received, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(third.received, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_EQ(requests.size(), 2U);
  clients[0]->leave();
  run_until([&] { return server->connections_count() == 1; });
  answers_at_once = true;
  auto& fourth = connect();
  fourth.send(get_root);
  run_until([&] { return !fourth.received.empty(); });
  EXPECT_THAT(fourth.received, StartsWith("HTTP/1.1 200 "));
}

// The check of virtual tables needs descriptors of its own, and takes their lack for a bad object.
#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define CHECKED_BY_UBSAN
#endif
#endif

TEST_F(LocalConnectionTest, IsAcceptedOnceADescriptorIsFreeForIt) {
#ifdef CHECKED_BY_UBSAN
  GTEST_SKIP() << "the sanitizer needs descriptors itself";
#endif
  serve();
  auto& client = connect();
  client.send(get_root);
  rlimit usual{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{.rlim_cur = 3, .rlim_max = usual.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  settle();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &usual), 0);
  settle();
  EXPECT_EQ(server->connections_count(), 0U);
  runtime.pass(200ms);
  run_until([&] { return !client.received.empty(); });
}

TEST_F(LocalConnectionTest, EndsWithoutAWordWhenNothingComesForTooLong) {
  serve({.idle_timeout = 60s});
  auto& client = connect();
  run_until([&] { return server->connections_count() == 1; });
  runtime.pass(59s);
  settle();
  EXPECT_FALSE(client.ended);
  runtime.pass(2s);
  run_until([&] { return client.ended; });
  EXPECT_EQ(client.received, "");
}

TEST_F(LocalConnectionTest, EndsWhenAHeadDripsTooLong) {
  serve({.head_timeout = 10s});
  auto& client = connect();
  for (int second = 0; second < 9; ++second) {
    client.send("G");
    settle();
    runtime.pass(1s);
  }
  settle();
  EXPECT_EQ(client.received, "");
  runtime.pass(2s);
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 408 "));
}

TEST_F(LocalConnectionTest, EndsWhenABodyDripsTooLong) {
  serve({.head_timeout = 10s, .body_timeout = 30s});
  auto& client = connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
  settle();
  for (int second = 0; second < 29; ++second) {
    client.send("b");
    settle();
    runtime.pass(1s);
  }
  settle();
  EXPECT_EQ(client.received, "");
  runtime.pass(2s);
  run_until([&] { return client.ended; });
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 408 "));
  EXPECT_TRUE(requests.empty());
}

TEST_F(LocalConnectionTest, WaitsForItsAnswerAsLongAsThatTakes) {
  auto& client = ask();
  runtime.pass(1h);
  responds[0]({.body = "at last"});
  run_until([&] { return !client.received.empty(); });
  EXPECT_THAT(client.received, HasSubstr("at last"));
}

TEST_F(LocalConnectionTest, CutsAClientThatDoesNotRead) {
  serve({.write_timeout = 10s});
  answers_at_once = false;
  RawClient sluggish(path);  // not among those that are read for
  sluggish.send(get_root);
  run_until([&] { return requests.size() == 1; });
  responds[0]({.body = std::string(4'000'000, 'x')});
  settle();
  runtime.pass(9s);
  settle();
  EXPECT_EQ(server->connections_count(), 1U);
  runtime.pass(2s);
  run_until([&] { return server->connections_count() == 0; });
  sluggish.read();
  EXPECT_LT(sluggish.received.size(), 4'000'000U);
}

TEST_F(LocalConnectionTest, LeavesAClientThatKeepsSendingAfterARefusal) {
  serve();
  auto& client = connect();
  client.send("nonsense\r\n\r\n");
  settle();
  EXPECT_THAT(client.received, StartsWith("HTTP/1.1 400 "));
  client.send("more");
  settle();
  EXPECT_EQ(server->connections_count(), 1U);
  runtime.pass(3s);
  settle();
  EXPECT_EQ(server->connections_count(), 0U);
}

}  // namespace
}  // namespace net
