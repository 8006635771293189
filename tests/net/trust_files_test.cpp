#include "net/trust_files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "net/tls_context.hpp"
#include "tests/support/tls_test_server.hpp"

namespace net {
namespace {

namespace fs = std::filesystem;

/// A directory of its own in place of the system's.
class TrustFilesTest : public testing::Test {
 protected:
  TrustFilesTest() {
    std::string made = testing::TempDir() + "trust_files_XXXXXX";
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    directory = made;
    fs::create_directory(directory / "hashed");
    write(ca_file(), "one");
    write(bundle(), "one");
    setenv("SSL_CERT_FILE", bundle().c_str(), 1);
    setenv("SSL_CERT_DIR", (directory / "hashed").c_str(), 1);
  }
  ~TrustFilesTest() override {
    unsetenv("SSL_CERT_FILE");
    unsetenv("SSL_CERT_DIR");
    fs::remove_all(directory);
  }

  static void write(const fs::path& path, std::string_view text) { std::ofstream(path) << text; }
  std::string ca_file() const { return directory / "ca.pem"; }
  std::string bundle() const { return directory / "bundle.pem"; }

  fs::path directory;
};

TEST_F(TrustFilesTest, AreUnchangedWhileNobodyTouchesThem) {
  const TrustFiles files(ca_file());
  EXPECT_FALSE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenTheCaFileGrows) {
  const TrustFiles files(ca_file());
  write(ca_file(), "one and another");
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenTheCaFileIsWrittenAnewInTheSameLength) {
  const TrustFiles files(ca_file());
  const timespec times[] = {{.tv_sec = 5, .tv_nsec = 0}, {.tv_sec = 5, .tv_nsec = 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, ca_file().c_str(), times, 0), 0);
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenTheCaFileIsReplacedByOneOfTheSameTimeAndSize) {
  const TrustFiles files(ca_file());
  write(directory / "next", "two");
  fs::last_write_time(directory / "next", fs::last_write_time(ca_file()));
  fs::rename(directory / "next", ca_file());
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenTheCaFileDisappears) {
  const TrustFiles files(ca_file());
  fs::remove(ca_file());
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenTheSystemsBundleDoes) {
  const TrustFiles files("");
  write(bundle(), "one and another");
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenABundleComesIntoBeing) {
  fs::remove(bundle());
  const TrustFiles files("");
  EXPECT_FALSE(files.have_changed());
  write(bundle(), "one");
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, ChangeWhenACertificateIsPutIntoAnyDirectoryOfTheSystem) {
  fs::create_directory(directory / "second");
  setenv("SSL_CERT_DIR",
         ((directory / "hashed").string() + ":" + (directory / "second").string()).c_str(), 1);
  const TrustFiles files("");
  const auto before = fs::last_write_time(directory / "second");
  write(directory / "second" / "abcdef01.0", "one");
  fs::last_write_time(directory / "second", before + std::chrono::seconds{1});
  EXPECT_TRUE(files.have_changed());
}

TEST_F(TrustFilesTest, MakeAContextStaleThatWasMadeOfThem) {
  const test_support::TestAuthority authority;
  fs::copy_file(authority.ca_file(), ca_file(), fs::copy_options::overwrite_existing);
  fs::remove(bundle());
  std::string detail;
  const auto made = TlsContext::create({.ca_file = ca_file()}, detail);
  ASSERT_TRUE(made) << detail;
  EXPECT_FALSE((*made)->is_stale());
  std::ofstream(ca_file(), std::ios::app) << "\n";
  EXPECT_TRUE((*made)->is_stale());
}

}  // namespace
}  // namespace net
