#include "net/local_client.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <thread>

#include "net/local_socket.hpp"
#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class LocalClientTest : public testing::Test {
 protected:
  LocalClient connected() {
    auto made = LocalClient::connect(path, detail);
    EXPECT_TRUE(made) << detail;
    return std::move(made.value());
  }

  ShortDirectory directory;
  std::filesystem::path path = directory / "s";
  std::string detail;
};

/// Against the real server, on its own thread.
class LocalClientAndServer : public LocalClientTest {
 protected:
  void serve(LocalHandler handler, LocalServerOptions options = {}) {
    options.path = path;
    auto made = LocalServer::listen(runtime, std::move(options), std::move(handler), detail);
    ASSERT_TRUE(made) << detail;
    server = std::move(*made);
    thread = std::thread([this] { runtime.io().run(); });
  }
  ~LocalClientAndServer() override {
    runtime.io().stop();
    if (thread.joinable()) thread.join();
  }

  static void echo(LocalRequest&& request, LocalRespond respond) {
    respond({.status = 202,
             .content_type = "text/plain",
             .body = request.method + request.target + request.body,
             .retry_after_s = 4});
  }

  Runtime runtime{1};
  std::unique_ptr<LocalServer> server;
  std::thread thread;
};

TEST_F(LocalClientAndServer, BringsTheWholeAnswer) {
  serve(echo);
  const auto response = connected().call({"POST", "/a?b", "c"}, 10s, detail);
  ASSERT_TRUE(response) << detail;
  EXPECT_EQ(response->status, 202);
  EXPECT_EQ(response->content_type, "text/plain");
  EXPECT_EQ(response->body, "POST/a?bc");
  EXPECT_EQ(response->retry_after_s, 4);
}

TEST_F(LocalClientAndServer, CarriesManyCallsOnOneConnection) {
  std::atomic<std::size_t> most{0};
  serve([&](LocalRequest&& request, LocalRespond respond) {
    most = std::max(most.load(), server->connections_count());
    echo(std::move(request), std::move(respond));
  });
  auto client = connected();
  for (int round = 0; round < 100; ++round) {
    const auto body = std::to_string(round);
    const auto response = client.call({"POST", "/", body}, 10s, detail);
    ASSERT_TRUE(response) << detail;
    EXPECT_EQ(response->body, "POST/" + body);
  }
  EXPECT_EQ(most, 1U);
}

TEST_F(LocalClientAndServer, CarriesTheLargestBodiesBothWays) {
  serve([](LocalRequest&& request, LocalRespond respond) {
    respond({.body = request.body + request.body});
  });
  const std::string body(std::size_t{4} * 1024 * 1024, 'x');
  const auto response = connected().call({"POST", "/", body}, 10s, detail);
  ASSERT_TRUE(response) << detail;
  EXPECT_EQ(response->body.size(), LocalClient::response_body_bytes_max);
}

TEST_F(LocalClientAndServer, ReadsARefusalThatComesBeforeItHasSentAll) {
  serve(echo, {.body_bytes_max = 1000});
  auto client = connected();
  const auto response = client.call({"POST", "/", std::string(3'000'000, 'x')}, 10s, detail);
  ASSERT_TRUE(response) << detail;
  EXPECT_EQ(response->status, 413);
  EXPECT_EQ(client.call({"GET", "/", ""}, 10s, detail).error(), errc::closed);
}

TEST_F(LocalClientAndServer, LearnsThatItsPlaceWentToAnother) {
  serve(echo, {.connections_max = 1});
  auto first = connected();
  ASSERT_TRUE(first.call({"GET", "/", ""}, 10s, detail)) << detail;
  ASSERT_TRUE(connected().call({"GET", "/", ""}, 10s, detail)) << detail;
  EXPECT_FALSE(first.call({"GET", "/", ""}, 10s, detail));
}

TEST_F(LocalClientAndServer, GivesUpWhenNoAnswerComesInTime) {
  serve([kept = std::vector<LocalRespond>()](LocalRequest&&, LocalRespond respond) mutable {
    kept.push_back(std::move(respond));
  });
  auto client = connected();
  EXPECT_EQ(client.call({"GET", "/", ""}, 30ms, detail).error(), errc::timed_out);
  EXPECT_THAT(detail, HasSubstr(path.string()));
  EXPECT_EQ(client.call({"GET", "/", ""}, 10s, detail).error(), errc::closed);
}

/// Against a peer that says what the test wants to its first client.
class LocalClientScript : public LocalClientTest {
 protected:
  void answer(std::string text) {
    auto made = LocalSocket::bind(path, 0600, detail);
    ASSERT_TRUE(made) << detail;
    socket.emplace(std::move(*made));
    listener = socket->release();
    thread = std::thread([this, text = std::move(text)] {
      const int flags = fcntl(listener, F_GETFL);
      fcntl(listener, F_SETFL, flags & ~O_NONBLOCK);
      const int descriptor = accept(listener, nullptr, nullptr);
      std::array<char, 4096> ignored;
      [[maybe_unused]] const auto got = recv(descriptor, ignored.data(), ignored.size(), 0);
      for (std::string_view rest = text; !rest.empty();) {
        const auto sent = send(descriptor, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
      close(descriptor);
    });
  }
  ~LocalClientScript() override {
    shutdown(listener, SHUT_RDWR);
    thread.join();
    close(listener);
  }

  boost::system::error_code error_of_a_call() {
    const auto response = connected().call({"GET", "/", ""}, 10s, detail);
    EXPECT_FALSE(response);
    return response.error();
  }

  std::optional<LocalSocket> socket;
  int listener = -1;
  std::thread thread;
};

TEST_F(LocalClientScript, FailsWhenTheAnswerIsCut) {
  answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(error_of_a_call(), errc::closed);
}

TEST_F(LocalClientScript, FailsWhenTheHeadIsCut) {
  answer("HTTP/1.1 200 OK\r\nContent-Le");
  EXPECT_EQ(error_of_a_call(), errc::closed);
}

TEST_F(LocalClientScript, FailsWhenNothingComes) {
  answer("");
  EXPECT_EQ(error_of_a_call(), errc::closed);
}

TEST_F(LocalClientScript, TakesNoBodyThatEndsWithTheConnection) {
  answer("HTTP/1.1 200 OK\r\n\r\nperhaps all of it");
  EXPECT_EQ(error_of_a_call(), errc::closed);
}

TEST_F(LocalClientScript, FailsWhenTheAnswerIsNotHttp) {
  answer("hello\r\n\r\n");
  EXPECT_EQ(error_of_a_call(), errc::malformed_response);
}

TEST_F(LocalClientScript, TakesNoBodyBeyondItsBound) {
  answer("HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n" + std::string(8'388'609, 'x'));
  EXPECT_EQ(error_of_a_call(), errc::body_too_large);
}

TEST_F(LocalClientTest, SaysThatNobodyListensWhereThereIsNoSocket) {
  const auto client = LocalClient::connect(path, detail);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error(), errc::nobody_listens);
  EXPECT_EQ(detail, "no dispatcher listens on " + path.string());
}

TEST_F(LocalClientTest, SaysThatNobodyListensOnASocketThatIsLeftOver) {
  auto left = LocalSocket::bind(path, 0600, detail);
  ASSERT_TRUE(left) << detail;
  close(left->release());
  EXPECT_EQ(LocalClient::connect(path, detail).error(), errc::nobody_listens);
}

TEST_F(LocalClientTest, SaysWhichPathIsTooLong) {
  const auto client = LocalClient::connect(std::string(108, 'p'), detail);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error(), errc::socket_refused);
  EXPECT_THAT(detail, HasSubstr("ppp has 108 bytes"));
}

}  // namespace
}  // namespace net
