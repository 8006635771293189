#include "dispatcher/face/options_secret.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {
namespace {

using std::filesystem::perms;
using testing::HasSubstr;
using testing::Not;

class SecretFile : public FaceFiles {
 protected:
  bool read(const std::filesystem::path& file) {
    return read_secret_file(file, secret_, complaint_);
  }
  Secret secret_;
  std::string complaint_;
};

TEST_F(SecretFile, IsOneLineWhoseEndIsNotPartOfIt) {
  ASSERT_TRUE(read(write("a", "swordfish\n"))) << complaint_;
  EXPECT_EQ(secret_.reveal(), "swordfish");
  ASSERT_TRUE(read(write("b", "swordfish")));
  EXPECT_EQ(secret_.reveal(), "swordfish");
  ASSERT_TRUE(read(write("c", "swordfish\r\n")));
  EXPECT_EQ(secret_.reveal(), "swordfish");
}

TEST_F(SecretFile, MayBeReadByItsGroupButNotByOthers) {
  EXPECT_TRUE(read(write("a", "swordfish\n", perms{0640})));
  EXPECT_FALSE(read(write("b", "swordfish\n", perms{0644})));
  EXPECT_THAT(complaint_, HasSubstr("chmod o= " + path("b").string()));
  EXPECT_FALSE(read(write("c", "swordfish\n", perms{0602})));
}

TEST_F(SecretFile, IsNeverQuotedInAComplaint) {
  EXPECT_FALSE(read(write("a", "swordfish\ntrout\n")));
  EXPECT_THAT(complaint_, HasSubstr("more than one line"));
  EXPECT_THAT(complaint_, Not(HasSubstr("swordfish")));
}

TEST_F(SecretFile, HoldsSomething) {
  EXPECT_FALSE(read(write("a", "")));
  EXPECT_FALSE(read(write("b", "\n")));
  EXPECT_THAT(complaint_, HasSubstr("is empty"));
}

TEST_F(SecretFile, IsBounded) {
  EXPECT_TRUE(read(write("a", std::string(secret_bytes_max, 'x') + "\n")));
  EXPECT_FALSE(read(write("b", std::string(secret_bytes_max + 1, 'x'))));
  EXPECT_FALSE(read(write("c", std::string(1'000'000, 'x'))));
}

TEST_F(SecretFile, IsARegularFileThatIsThere) {
  EXPECT_FALSE(read(path("missing")));
  EXPECT_THAT(complaint_, HasSubstr("cannot open"));
  EXPECT_FALSE(read(directory()));
  EXPECT_THAT(complaint_, HasSubstr("not a regular file"));
}

TEST_F(SecretFile, IsNotWaitedForWhenItIsAPipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(read(path("pipe")));
  EXPECT_THAT(complaint_, HasSubstr("not a regular file"));
}

TEST(SecretValue, MovesAndLeavesNothingBehind) {
  Secret first("swordfish");
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "swordfish");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is asked
  Secret third;
  third = std::move(second);
  EXPECT_EQ(third.reveal(), "swordfish");
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(SecretValue, DoesNotCopy) {
  EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
  EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
}

}  // namespace
}  // namespace dispatcher
