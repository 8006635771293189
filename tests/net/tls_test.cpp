// Whom we trust, what we offer, and how a handshake fails.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

std::string refused_ca_file(const std::string& path) {
  std::string detail;
  const auto created = TlsContext::create({.ca_file = path}, detail);
  EXPECT_FALSE(created);
  EXPECT_EQ(created.error(), errc::tls_setup_failed);
  return detail;
}

TEST(TlsContext, NeedsNoCaFile) {
  std::string detail;
  EXPECT_TRUE(TlsContext::create({}, detail)) << detail;
}

TEST(TlsContext, NamesACaFileThatDoesNotExist) {
  const auto detail = refused_ca_file("/nonexistent/ca.pem");
  EXPECT_THAT(detail, HasSubstr("/nonexistent/ca.pem"));
  EXPECT_THAT(detail, HasSubstr("No such file"));
}

TEST(TlsContext, NamesACaFileThatHoldsNoCertificate) {
  const auto path = testing::TempDir() + "not_a_certificate_" + std::to_string(getpid());
  auto* file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::fputs("hello\n", file);
  std::fclose(file);
  EXPECT_THAT(refused_ca_file(path), HasSubstr(path));
  std::remove(path.c_str());
}

class TlsTest : public PoolTest {
 protected:
  static void answer_all(ServerConnection& connection) {
    while (!connection.read_request().empty()) connection.send(answer(201, "{}"));
  }
};

TEST_F(TlsTest, OffersHttp11AndTheServersName) {
  std::string alpn;
  std::string name;
  serve([&](ServerConnection& connection) {
    alpn = connection.alpn();
    name = connection.server_name();
    answer_all(connection);
  });
  host = "localhost";
  EXPECT_EQ(exchange().exchange.status, 201);
  pool.reset();
  server.reset();
  EXPECT_EQ(alpn, "http/1.1");
  EXPECT_EQ(name, "localhost");
}

TEST_F(TlsTest, SendsNoServerNameForAnAddress) {
  std::string name = "unset";
  serve([&](ServerConnection& connection) {
    name = connection.server_name();
    answer_all(connection);
  });
  EXPECT_EQ(exchange().exchange.status, 201);
  pool.reset();
  server.reset();
  EXPECT_EQ(name, "");
}

TEST_F(TlsTest, SpeaksTls12WithAServerThatHasNothingNewer) {
  serve(answer_all, {}, {.tls_version_max = TLS1_2_VERSION});
  EXPECT_EQ(exchange().exchange.status, 201);
}

class Resumption : public TlsTest, public testing::WithParamInterface<int> {};

TEST_P(Resumption, SparesTheNextConnectionsAFullHandshake) {
  serve(
      [](ServerConnection& connection) {
        connection.read_request();
        connection.send(answer(201, "{}", "Connection: close\r\n"));
        connection.wait_for_end();
      },
      {}, {.tls_version_max = GetParam()});
  for (int round = 0; round < 4; ++round) EXPECT_EQ(exchange().exchange.status, 201);
  EXPECT_EQ(pool->counters().connections_opened, 4U);
  EXPECT_EQ(pool->counters().handshakes_resumed, 3U);
}

INSTANTIATE_TEST_SUITE_P(Versions, Resumption, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

class HandshakeTest : public TlsTest {
 protected:
  /// The server does `script` where a handshake was expected.
  void instead_of_a_handshake(TlsTestServer::Script script) {
    serve(std::move(script), {}, {.handshake = false});
  }
};

TEST_F(HandshakeTest, FailsWhenTheServerClosesInstead) {
  instead_of_a_handshake([](ServerConnection&) {});
  const auto& failure = failed_open();
  EXPECT_EQ(failure.error, errc::handshake_failed);
  EXPECT_THAT(failure.detail, HasSubstr("closed the connection"));
}

TEST_F(HandshakeTest, FailsWithTheSystemsErrorAfterAReset) {
  instead_of_a_handshake([](ServerConnection& connection) { connection.reset(); });
  EXPECT_EQ(failed_open().error, boost::system::errc::connection_reset);
}

TEST_F(HandshakeTest, FailsWhenTheServerSpeaksNoTls) {
  instead_of_a_handshake([](ServerConnection& connection) {
    connection.send_plain("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.wait_for_end();
  });
  EXPECT_EQ(failed_open().error, errc::handshake_failed);
}

TEST_F(HandshakeTest, FailsWhenItTakesTooLong) {
  instead_of_a_handshake([](ServerConnection& connection) { connection.wait_for_end(); });
  make_pool({.handshake_timeout = 30ms});
  EXPECT_EQ(failed_open().error, errc::timed_out);
}

}  // namespace
}  // namespace net
