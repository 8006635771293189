// What is wrong with a server's certificate: no byte of a request goes to it, and an operator reads
// which wrong it is.
#include <gmock/gmock.h>

#include <atomic>

#include "tests/net/pool_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
using Intermediate = CertificateOptions::Intermediate;

struct Wrong {
  const char* name;
  CertificateOptions certificate = {};
  bool stranger = false;  ///< issued by an authority that nobody trusts
  const char* detail = "";
  const char* host = "localhost";
  int tls_version_max = TLS1_3_VERSION;
  errc error = errc::certificate_refused;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongCertificate : public PoolTest, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongCertificate, IsRefusedBeforeAnyByteOfARequest) {
  const auto& wrong = GetParam();
  const TestAuthority stranger;
  std::atomic<bool> shook_hands{false};
  std::atomic<std::size_t> request_bytes{0};
  server = std::make_unique<TlsTestServer>(
      (wrong.stranger ? stranger : authority()).issue(wrong.certificate),
      [&](ServerConnection& connection) {
        shook_hands = connection.shake_hands();
        if (shook_hands) request_bytes += connection.read_request().size();
      },
      TlsTestServer::Options{.handshake = false, .tls_version_max = wrong.tls_version_max});
  port = server->port();
  host = wrong.host;
  const auto& failure = failed_open();
  EXPECT_EQ(failure.error, wrong.error);
  EXPECT_THAT(failure.detail, HasSubstr(wrong.detail));
  EXPECT_THAT(failure.detail, HasSubstr(host));
  EXPECT_EQ(pool->ready_count(), 0U);
  EXPECT_EQ(pool->counters().connections_opened, 0U);
  EXPECT_EQ(pool->counters().connects_failed, 1U);
  server.reset();  // ends its threads
  EXPECT_FALSE(shook_hands);
  EXPECT_EQ(request_bytes, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongCertificate,
    testing::Values(Wrong{.name = "Expired",
                          .certificate = {.valid_from = -2h, .valid_until = -1h},
                          .detail = "it has expired"},
                    Wrong{.name = "NotYetValid",
                          .certificate = {.valid_from = 1h, .valid_until = 2h},
                          .detail = "not yet valid"},
                    Wrong{.name = "OtherHost",
                          .certificate = {.subject_alt_name = "DNS:elsewhere.example"},
                          .detail = "for another host name"},
                    Wrong{.name = "OtherAddress",
                          .certificate = {.subject_alt_name = "DNS:localhost,IP:127.0.0.2"},
                          .detail = "for another host name",
                          .host = "127.0.0.1"},
                    Wrong{.name = "UnknownAuthority",
                          .stranger = true,
                          .detail = "its issuer is not trusted here, nor was it sent along"},
                    Wrong{.name = "UnknownAuthoritySentAlong",
                          .certificate = {.sends_root = true},
                          .stranger = true,
                          .detail = "the authority at the end of its chain is not trusted"},
                    Wrong{.name = "SelfSigned",
                          .certificate = {.self_signed = true},
                          .detail = "it is self-signed"},
                    Wrong{.name = "IntermediateMissing",
                          .certificate = {.intermediate = Intermediate::missing},
                          .detail = "a chain that lacks its intermediate"},
                    Wrong{.name = "Rsa1024",
                          .certificate = {.rsa_bits = 1024},
                          .detail = "its key is too weak"},
                    Wrong{.name = "SignedWithSha1",
                          .certificate = {.digest = "SHA1"},
                          .detail = "signed with a hash that is too weak"},
                    Wrong{.name = "OnlyTls11",
                          .detail = "protocol",
                          .tls_version_max = TLS1_1_VERSION,
                          .error = errc::handshake_failed}),
    [](const auto& tested) { return std::string(tested.param.name); });

class RightCertificate : public PoolTest {
 protected:
  int status_with(const CertificateOptions& certificate) {
    host = "localhost";
    serve(
        [](ServerConnection& connection) {
          while (!connection.read_request().empty()) connection.send(answer(201, "{}"));
        },
        certificate);
    return exchange().exchange.status;
  }
};

// The same as above but for the one thing that is wrong there.
TEST_F(RightCertificate, MayComeThroughAnIntermediateThatIsSent) {
  EXPECT_EQ(status_with({.intermediate = Intermediate::sent}), 201);
}

TEST_F(RightCertificate, MayHaveAnRsaKeyOf2048Bits) {
  EXPECT_EQ(status_with({.rsa_bits = 2048}), 201);
}

TEST_F(RightCertificate, MayBeSentWithItsRoot) {
  EXPECT_EQ(status_with({.sends_root = true}), 201);
}

}  // namespace
}  // namespace net
