#include "bench/simulator/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace simulator {
namespace {

TEST(Certificate, IsGoodForThisMachineAndNoOther) {
  const auto identity = make_identity();
  const auto is_for = [&](const char* host) {
    return X509_check_host(identity.leaf.get(), host, 0, 0, nullptr) == 1;
  };
  EXPECT_TRUE(is_for("localhost"));
  EXPECT_FALSE(is_for("proxy.twilio.com"));
  EXPECT_EQ(X509_check_ip_asc(identity.leaf.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(identity.leaf.get(), "127.0.0.2", 0), 0);
}

TEST(Certificate, IsSignedByItsAuthorityWhichAloneMaySign) {
  const auto identity = make_identity();
  EXPECT_EQ(X509_verify(identity.leaf.get(), X509_get0_pubkey(identity.authority.get())), 1);
  EXPECT_EQ(X509_check_ca(identity.authority.get()), 1);
  EXPECT_EQ(X509_check_ca(identity.leaf.get()), 0);
  EXPECT_EQ(X509_check_private_key(identity.leaf.get(), identity.leaf_key.get()), 1);
}

TEST(Certificate, IsAnotherOneInEveryRun) {
  EXPECT_NE(pem_of(*make_identity().authority), pem_of(*make_identity().authority));
}

}  // namespace
}  // namespace simulator
