#include "net/local_socket.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "tests/net/local_fixture.hpp"

namespace net {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class LocalSocketTest : public testing::Test {
 protected:
  std::optional<LocalSocket> bind(const fs::path& at, unsigned mode = 0660) {
    auto made = LocalSocket::bind(at, mode, detail);
    error = made ? boost::system::error_code{} : made.error();
    if (!made) return std::nullopt;
    return std::move(*made);
  }

  /// As a process leaves it that was killed: the file is there, and nobody behind it.
  void leave_over(const fs::path& at) {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    const auto address = local_address(at, detail);
    ASSERT_EQ(::bind(descriptor, reinterpret_cast<const sockaddr*>(&*address), sizeof *address), 0);
    close(descriptor);
  }

  static unsigned mode_of(const fs::path& at) {
    struct stat found {};
    EXPECT_EQ(lstat(at.c_str(), &found), 0);
    return found.st_mode & 0777U;
  }

  ShortDirectory directory;
  fs::path path = directory / "s";
  std::string detail;
  boost::system::error_code error;
};

TEST_F(LocalSocketTest, HasTheModeThatWasAskedForWhateverTheUmask) {
  for (const mode_t mask : {mode_t{0}, mode_t{077}}) {
    const auto before = umask(mask);
    const auto made = bind(path, 0660);
    umask(before);
    ASSERT_TRUE(made) << detail;
    EXPECT_EQ(mode_of(path), 0660U);
  }
}

TEST_F(LocalSocketTest, RemovesItsFile) {
  bind(path);
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(LocalSocketTest, LeavesTheFileOfASuccessorAlone) {
  auto first = bind(path);
  fs::remove(path);
  const auto second = bind(path);
  ASSERT_TRUE(second) << detail;
  first.reset();
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(LocalSocketTest, ReplacesWhatADeadProcessLeft) {
  leave_over(path);
  EXPECT_TRUE(bind(path)) << detail;
}

TEST_F(LocalSocketTest, IsRefusedWhereAnotherProcessListens) {
  const auto first = bind(path);
  EXPECT_FALSE(bind(path));
  EXPECT_EQ(error, errc::socket_in_use);
  EXPECT_THAT(detail, HasSubstr("another process listens there"));
  EXPECT_THAT(detail, HasSubstr(path.string()));
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(LocalSocketTest, IsRefusedWhereAnotherProcessListensButDoesNotAccept) {
  const auto first = bind(path);
  const auto address = local_address(path, detail);
  std::vector<int> waiting;
  for (int outcome = 0; outcome == 0 && waiting.size() < 10'000;) {  // until the backlog is full
    waiting.push_back(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
    outcome =
        connect(waiting.back(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  }
  EXPECT_FALSE(bind(path));
  EXPECT_EQ(error, errc::socket_in_use);
  for (const int descriptor : waiting) close(descriptor);
}

TEST_F(LocalSocketTest, LeavesAFileOfAnotherKindAlone) {
  std::ofstream(path) << "precious";
  EXPECT_FALSE(bind(path));
  EXPECT_EQ(error, errc::socket_refused);
  EXPECT_THAT(detail, HasSubstr("is not a socket"));
  EXPECT_EQ(fs::file_size(path), 8U);
}

TEST_F(LocalSocketTest, LeavesALinkAloneEvenToASocket) {
  leave_over(directory / "real");
  fs::create_symlink(directory / "real", path);
  EXPECT_FALSE(bind(path));
  EXPECT_EQ(error, errc::socket_refused);
  EXPECT_TRUE(fs::exists(directory / "real"));
}

TEST_F(LocalSocketTest, NamesTheDirectoryThatIsMissing) {
  EXPECT_FALSE(bind(directory / "missing" / "s"));
  EXPECT_EQ(error, errc::socket_refused);
  EXPECT_THAT(detail, HasSubstr((directory / "missing").string() + " of the socket"));
}

TEST_F(LocalSocketTest, TakesAPathOf107BytesAndNotOfOneMore) {
  const auto start = (directory / "").string();
  const auto longest = start + std::string(socket_path_bytes_max - start.size(), 'p');
  EXPECT_TRUE(bind(longest)) << detail;
  EXPECT_FALSE(bind(longest + "p"));
  EXPECT_EQ(error, errc::socket_refused);
  EXPECT_THAT(detail, HasSubstr("108 bytes, the system takes 107"));
}

TEST_F(LocalSocketTest, IsRefusedWithoutAPath) {
  EXPECT_FALSE(bind(""));
  EXPECT_EQ(error, errc::socket_refused);
}

TEST_F(LocalSocketTest, TellsTheSystemsReasonWhereNoFileCanBeMade) {
  EXPECT_FALSE(bind("/proc/socket"));  // nobody makes files there, not even root
  EXPECT_EQ(error.category(), boost::system::system_category());
  EXPECT_THAT(detail, HasSubstr("/proc/socket"));
  EXPECT_THAT(detail, HasSubstr(error.message()));
}

}  // namespace
}  // namespace net
