#include "bench/simulator/tls.hpp"

#include <gtest/gtest.h>

#include <string>

namespace simulator {
namespace {

/// Both ends of a handshake within memory. \return  whether the client got through
class Handshake {
 public:
  explicit Handshake(int version = TLS1_3_VERSION, const std::string& protocols = "\x08http/1.1") {
    SSL_CTX_set_min_proto_version(client_context_.get(), version);
    SSL_CTX_set_max_proto_version(client_context_.get(), version);
    SSL_CTX_set_security_level(client_context_.get(), 0);
    client_.reset(SSL_new(client_context_.get()));
    BIO* client_side = nullptr;
    BIO* server_side = nullptr;
    BIO_new_bio_pair(&client_side, 0, &server_side, 0);
    SSL_set_bio(client_.get(), client_side, client_side);
    SSL_set_bio(server_.get(), server_side, server_side);
    SSL_set_alpn_protos(client_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    SSL_set_connect_state(client_.get());
    SSL_set_accept_state(server_.get());
    for (int step = 0; step < 20; ++step) {
      SSL_do_handshake(client_.get());
      SSL_do_handshake(server_.get());
    }
  }
  bool succeeded() const {
    return SSL_is_init_finished(client_.get()) == 1 && SSL_is_init_finished(server_.get()) == 1;
  }
  std::string version() const { return SSL_get_version(client_.get()); }

 private:
  TlsContext server_context_ = make_tls_context(make_identity());
  TlsContext client_context_{SSL_CTX_new(TLS_client_method())};
  Tls server_{SSL_new(server_context_.get())};
  Tls client_;
};

TEST(Tls, SpeaksTheTwoVersionsThatTheProviderSpeaks) {
  const Handshake modern{TLS1_3_VERSION};
  EXPECT_TRUE(modern.succeeded());
  EXPECT_EQ(modern.version(), "TLSv1.3");
  EXPECT_TRUE(Handshake{TLS1_2_VERSION}.succeeded());
  EXPECT_FALSE(Handshake{TLS1_1_VERSION}.succeeded());
}

TEST(Tls, AgreesOnHttp11OnlyAndNeedsNoOffer) {
  EXPECT_TRUE((Handshake{TLS1_3_VERSION, "\x02h2\x08http/1.1"}.succeeded()));
  EXPECT_TRUE((Handshake{TLS1_3_VERSION, ""}.succeeded()));
  EXPECT_FALSE((Handshake{TLS1_3_VERSION, "\x02h2"}.succeeded()));
}

}  // namespace
}  // namespace simulator
