#include "bench/simulator/identity_file.hpp"

#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace simulator {
namespace {

class IdentityFileTest : public testing::Test {
 protected:
  IdentityFileTest() { std::filesystem::remove(path); }
  ~IdentityFileTest() override { std::filesystem::remove(path); }

  const std::string path = testing::TempDir() + "identity_" +
                           testing::UnitTest::GetInstance()->current_test_info()->name() +
                           std::to_string(::getpid()) + ".pem";
};

TEST_F(IdentityFileTest, GivesTheNextRunTheIdentityOfTheFirst) {
  const auto first = kept_identity(path);
  const auto next = kept_identity(path);
  EXPECT_EQ(pem_of(*first.authority), pem_of(*next.authority));
  EXPECT_EQ(pem_of(*first.leaf), pem_of(*next.leaf));
  EXPECT_EQ(X509_check_private_key(next.leaf.get(), next.leaf_key.get()), 1);
}

TEST_F(IdentityFileTest, IsForItsOwnerAlone) {
  kept_identity(path);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(IdentityFileTest, ThatHoldsSomethingElseIsRefusedAndLeftAsItIs) {
  std::ofstream{path} << "no key\n";
  EXPECT_THROW(kept_identity(path), std::runtime_error);
  std::string line;
  std::getline(std::ifstream{path} >> std::ws, line);
  EXPECT_EQ(line, "no key");
}

TEST_F(IdentityFileTest, ThatCannotBeWrittenIsRefused) {
  EXPECT_THROW(kept_identity("/dev/null/identity"), std::runtime_error);
}

}  // namespace
}  // namespace simulator
