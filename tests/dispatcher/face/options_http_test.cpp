// The door on TCP, as it is configured.
#include <gmock/gmock.h>

#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string good_token = "0123456789abcdefABC-._~+/=";

class HttpOptionsTest : public OptionsFiles {
 protected:
  HttpOptionsTest() { write("token", good_token + "\n"); }

  static std::string with(const std::string& settings) {
    return minimal() + "[http]\n" + settings + "\n";
  }
  static std::string listening(const std::string& where) {
    return with("listen = \"" + where + "\"\ntoken_file = \"token\"");
  }
};

TEST_F(HttpOptionsTest, AreNoneUnlessTheyAreThere) {
  const auto options = read(minimal());
  EXPECT_EQ(options.options.http.listen, "");
  EXPECT_TRUE(options.options.http.token.empty());
}

TEST_F(HttpOptionsTest, NameAnAddressOfThisMachineAndATokensFile) {
  const auto from = read(listening("[::1]:8125"));
  ASSERT_THAT(from.errors, IsEmpty());
  EXPECT_EQ(net::to_string(from.options.http.address), "[::1]:8125");
  EXPECT_EQ(from.options.http.token.reveal(), good_token);
}

TEST_F(HttpOptionsTest, NameNoOtherAddress) {
  for (const auto* where : {"0.0.0.0:8125", "192.168.1.1:80", "localhost:8125", "8125", "[::]:1"}) {
    EXPECT_THAT(errors(listening(where)),
                ElementsAre(HasSubstr("http.listen: expected \"127.0.0.1:PORT\"")))
        << where;
  }
}

TEST_F(HttpOptionsTest, BelongTogether) {
  EXPECT_THAT(errors(with("listen = \"127.0.0.1:1\"")),
              ElementsAre(HasSubstr("http.token_file: is missing beside http.listen")));
  EXPECT_THAT(errors(with("token_file = \"token\"")),
              ElementsAre(HasSubstr("http.listen: is missing beside http.token_file")));
}

TEST_F(HttpOptionsTest, HaveATokenThatCannotBeGuessedAndFitsAHead) {
  for (const auto* token : {"0123456789abcde", "0123456789 abcdef", "0123456789abcdef\"",
                            "\xc3\xa4"
                            "0123456789abcdef"}) {
    write("token", token);
    const auto complaints = errors(listening("127.0.0.1:1"));
    EXPECT_THAT(complaints, ElementsAre(HasSubstr("http.token_file: ")));
    EXPECT_THAT(complaints, ElementsAre(HasSubstr("openssl rand -hex 32")));
    EXPECT_THAT(complaints, ElementsAre(testing::Not(HasSubstr("456789"))));
  }
}

TEST_F(HttpOptionsTest, KeepTheTokenFromOthers) {
  std::filesystem::permissions(path("token"), std::filesystem::perms{0644});
  EXPECT_THAT(errors(listening("127.0.0.1:1")), ElementsAre(HasSubstr("chmod o=")));
}

TEST_F(HttpOptionsTest, AreNotReadByWhoOnlyAsks) {
  std::filesystem::remove(path("token"));
  const auto asking =
      read_options(listening("127.0.0.1:1"), "d.toml", directory(), OptionsFor::asking);
  EXPECT_THAT(asking.errors, IsEmpty());
}

TEST_F(HttpOptionsTest, AreShownWithoutTheToken) {
  for (const auto& [key, value] : effective_settings(read(listening("127.0.0.1:1")).options)) {
    EXPECT_THAT(value, testing::Not(HasSubstr(good_token))) << key;
  }
}

}  // namespace
}  // namespace dispatcher
