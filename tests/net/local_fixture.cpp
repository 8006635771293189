#include "tests/net/local_fixture.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "net/local_socket.hpp"
#include "net/loopback.hpp"

namespace net {

using namespace std::chrono_literals;

ShortDirectory::ShortDirectory() {
  std::string made = testing::TempDir() + "lsXXXXXX";
  EXPECT_NE(mkdtemp(made.data()), nullptr);
  path_ = made;
}

ShortDirectory::~ShortDirectory() { std::filesystem::remove_all(path_); }

RawClient::RawClient(const std::filesystem::path& path)
    : descriptor_(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  std::string detail;
  const auto address = local_address(path, detail);
  EXPECT_TRUE(address) << detail;
  EXPECT_EQ(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&*address), sizeof *address),
            0);
}

RawClient::RawClient(const Address& address)
    : descriptor_(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  EXPECT_EQ(::connect(descriptor_, address.get(), address.length_bytes), 0);
  EXPECT_EQ(fcntl(descriptor_, F_SETFL, O_NONBLOCK), 0);
}

RawClient::~RawClient() { leave(); }

void RawClient::leave() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
  ended = true;
}

std::size_t RawClient::send_some(std::string_view text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const auto count = ::send(descriptor_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0) break;
    sent += static_cast<std::size_t>(count);
  }
  return sent;
}

void RawClient::send(std::string_view text) { EXPECT_EQ(send_some(text), text.size()); }

void RawClient::read() {
  std::array<char, 4096> piece;
  while (!ended) {
    const auto count = recv(descriptor_, piece.data(), piece.size(), 0);
    if (count > 0)
      received.append(piece.data(), static_cast<std::size_t>(count));
    else if (count < 0 && errno == EAGAIN)
      return;
    else
      ended = true;
  }
}

void RawClient::finish() { shutdown(descriptor_, SHUT_WR); }

void LocalServerTest::serve(LocalServerOptions options) {
  if (!options.loopback) options.path = path;
  std::string detail;
  auto made = LocalServer::listen(
      runtime, std::move(options),
      [this](LocalRequest&& request, LocalRespond respond) {
        const auto text = request.method + " " + request.target + " " + request.body;
        requests.push_back(std::move(request));
        if (answers_at_once)
          respond({.content_type = "text/plain", .body = text});
        else
          responds.push_back(std::move(respond));
      },
      detail);
  ASSERT_TRUE(made) << detail;
  server = std::move(*made);
}

RawClient& LocalServerTest::connect() {
  return *clients.emplace_back(std::make_unique<RawClient>(path));
}

RawClient& LocalServerTest::connect_tcp() {
  return *clients.emplace_back(
      std::make_unique<RawClient>(parse_loopback_address(server->where()).value()));
}

void LocalServerTest::run_until(const std::function<bool()>& done) {
  const auto patience_ends = std::chrono::steady_clock::now() + 10s;
  for (;;) {
    for (const auto& client : clients) client->read();
    if (done() || std::chrono::steady_clock::now() > patience_ends) break;
    runtime.io().restart();
    runtime.io().run_one_for(10ms);
  }
  ASSERT_TRUE(done());
}

void LocalServerTest::settle() {
  do {
    runtime.io().restart();
  } while (runtime.io().poll() > 0);
  for (const auto& client : clients) client->read();
}

std::string LocalServerTest::all_answers_to(std::string_view text) {
  auto& client = connect();
  client.send(text);
  run_until([&] { return client.ended; });
  return client.received;
}

std::string LocalServerTest::post(std::string_view body, std::string_view fields) {
  return "POST /messages HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::size_t LocalServerTest::count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace net
