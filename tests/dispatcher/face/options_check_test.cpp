#include "dispatcher/face/options_check.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CheckOptions : public OptionsFiles {
 protected:
  static std::string spool() { return "[spool]\ndirectory = \"spool\"\n"; }
  static std::string quoted(const std::string& text) { return "[\"" + text + "\"]"; }
};

TEST_F(CheckOptions, ThereIsAnAccount) {
  EXPECT_THAT(errors(spool()), ElementsAre("d.toml: account: none is there; add one with "
                                           "[[account]]"));
}

TEST_F(CheckOptions, AServiceBelongsToOneAccount) {
  EXPECT_THAT(
      errors(spool() + account("one", quoted(service_a)) + account("two", quoted(service_b))),
      IsEmpty());
  EXPECT_THAT(
      errors(spool() + account("one", quoted(service_a)) + account("two", quoted(service_a))),
      ElementsAre(HasSubstr("belongs to account \"one\" already")));
}

TEST_F(CheckOptions, AServiceIsTheSameInEitherCaseOfItsDigits) {
  const auto upper = "KS" + std::string(32, 'A');
  EXPECT_THAT(errors(spool() + account("one", quoted(service_a)) + account("two", quoted(upper))),
              SizeIs(1));
  EXPECT_THAT(read(spool() + account("one", quoted(upper))).options.accounts.at(0).services,
              ElementsAre(service_a));
}

TEST_F(CheckOptions, TheRestBelongsToOneAccountToo) {
  EXPECT_THAT(errors(spool() + account("one", quoted(service_a)) + account("two", "[\"*\"]")),
              IsEmpty());
  EXPECT_THAT(errors(spool() + account("one", "[\"*\"]") + account("two", "[\"*\"]")),
              ElementsAre(HasSubstr("\"*\" belongs to account \"one\" already")));
  EXPECT_THAT(errors(spool() + account("one", "[\"*\", \"" + service_a + "\"]")),
              ElementsAre(HasSubstr("\"*\" stands alone")));
}

TEST_F(CheckOptions, AServiceIsASid) {
  EXPECT_THAT(errors(spool() + account("one", "[\"KC0\"]")),
              ElementsAre(HasSubstr("account.services: \"KC0\" is no Service")));
}

TEST_F(CheckOptions, AccountsHaveNamesOfTheirOwn) {
  EXPECT_THAT(
      errors(spool() + account("one", quoted(service_a)) + account("one", quoted(service_b))),
      ElementsAre(HasSubstr("account.name: \"one\" names another account already")));
  EXPECT_THAT(errors(spool() + account("o ne", "[\"*\"]")), SizeIs(1));
}

TEST_F(CheckOptions, ABaseUrlIsHttpsAndNothingMore) {
  for (const std::string url : {"http://proxy.twilio.com", "proxy.twilio.com",
                                "https://proxy.twilio.com/v1", "https://u:p@proxy.twilio.com"}) {
    EXPECT_THAT(errors(minimal() + "base_url = \"" + url + "\"\n"),
                ElementsAre(HasSubstr("account.base_url: expected https://host")));
  }
}

TEST_F(CheckOptions, ACaFileIsThereAndHoldsCertificates) {
  const auto complaint = [this](const std::string& file) {
    const auto found = errors(minimal() + "ca_file = \"" + file + "\"\n");
    return found.empty() ? "" : found.front();
  };
  EXPECT_THAT(complaint("missing.pem"), HasSubstr("d.toml:8:1: account.ca_file: cannot read"));
  EXPECT_THAT(complaint("user"), HasSubstr("holds no PEM certificate"));
  EXPECT_THAT(complaint("."), HasSubstr("is not a regular file"));
  write("long.pem", std::string((16 << 20) + 1, '\n'));
  EXPECT_THAT(complaint("long.pem"), HasSubstr("is too long"));

  write("ca.pem", "my own\n-----BEGIN CERTIFICATE-----\n");
  const auto there = read(minimal() + "ca_file = \"ca.pem\"\n");
  EXPECT_THAT(there.errors, IsEmpty());
  EXPECT_EQ(there.options.accounts.at(0).tls.ca_file, path("ca.pem").string());
}

TEST_F(CheckOptions, SecretsAreKeptFromOthers) {
  write("password", "swordfish\n", std::filesystem::perms{0644});
  EXPECT_THAT(errors(minimal()),
              ElementsAre(testing::AllOf(HasSubstr("d.toml:6:1: account.password_file: "),
                                         HasSubstr("chmod o= "))));
}

TEST_F(CheckOptions, AUserNameHasNoColon) {
  write("user", "SK:user\n");
  EXPECT_THAT(errors(minimal()), ElementsAre(HasSubstr("account.username_file: ")));
}

TEST_F(CheckOptions, ACredentialFitsIntoARequest) {
  write("user", std::string(200, 'u'));
  write("password", std::string(400, 'p'));
  EXPECT_THAT(errors(minimal()), ElementsAre(HasSubstr("together are longer")));
}

TEST_F(CheckOptions, AResendWaitsForTheFirstAnswer) {
  EXPECT_THAT(errors(minimal() + "[ambiguous]\nresend_after = \"34s\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: ambiguous.resend_after: must not be below "
                                    "timeouts.response (35s)")));
  EXPECT_THAT(errors(minimal() + "[timeouts]\nresponse = \"1m\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: ambiguous.resend_after: ")));
  EXPECT_THAT(errors(minimal() + "[timeouts]\nresponse = \"1m\"\n"
                                 "[ambiguous]\nresend_after = \"1m\"\n"),
              IsEmpty());
}

TEST_F(CheckOptions, EachLookIsLaterThanTheOneBefore) {
  EXPECT_THAT(errors(minimal() + "[ambiguous]\nlook_first = \"20s\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: ambiguous.look_second: must be above "
                                    "ambiguous.look_first (20s)")));
  EXPECT_THAT(errors(minimal() + "[ambiguous]\nlook_last = \"20s\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: ambiguous.look_last: must be above "
                                    "ambiguous.look_second (20s)")));
}

TEST_F(CheckOptions, TheLongestWaitIsNotShorterThanTheFirst) {
  EXPECT_THAT(errors(minimal() + "[retry]\nbase = \"10s\"\ncap = \"1s\"\n"),
              ElementsAre(HasSubstr("retry.cap: must not be below retry.base (10s)")));
}

TEST_F(CheckOptions, AMessageIsKeptNoLongerThanItsOutcome) {
  EXPECT_THAT(errors(minimal() + "[retention]\noutcomes = \"6d\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: retention.outcomes: must not be below "
                                    "retention.bodies (7d)")));
  EXPECT_THAT(errors(minimal() + "[retention]\nbodies = \"31d\"\n"),
              ElementsAre(HasSubstr("d.toml:9:1: retention.outcomes: must not be below "
                                    "retention.bodies (31d)")));
  EXPECT_THAT(errors(minimal() + "[retention]\nbodies = \"1d\"\noutcomes = \"1d\"\n"), IsEmpty());
}

TEST_F(CheckOptions, TheControlSocketLiesInTheSpoolUnlessItIsNamed) {
  EXPECT_EQ(read(minimal()).options.control_socket, path("spool") / "control.socket");
  const auto socket = [this](const std::string& name) {
    return read(minimal() + "[control]\nsocket = \"" + name + "\"\n").options.control_socket;
  };
  EXPECT_EQ(socket("s"), path("s"));
  EXPECT_EQ(socket("/run/dispatcher/s"), "/run/dispatcher/s");
}

TEST_F(CheckOptions, TheControlSocketHasAPathThatASocketMayHave) {
  const auto errors_of = [this](const std::string& name) {
    return errors(minimal() + "[control]\nsocket = \"" + name + "\"\n");
  };
  EXPECT_THAT(errors_of("/" + std::string(106, 'x')), IsEmpty());
  EXPECT_THAT(errors_of("/" + std::string(107, 'x')),
              ElementsAre(testing::AllOf(HasSubstr("d.toml:9:1: control.socket: is 108 bytes"),
                                         HasSubstr("at most 107"))));
  const auto deep = "/" + std::string(100, 'x');
  EXPECT_THAT(errors("[spool]\ndirectory = \"" + deep + "\"\n" + account("main", "[\"*\"]")),
              ElementsAre(HasSubstr("d.toml:2:1: control.socket: is 116 bytes")));
}

TEST_F(CheckOptions, WhoOnlyAsksNeedsNoSecrets) {
  std::filesystem::remove(path("user"));
  std::filesystem::remove(path("password"));
  EXPECT_THAT(errors(minimal()), SizeIs(2));
  EXPECT_THAT(read_options(minimal(), "d.toml", directory(), OptionsFor::asking).errors, IsEmpty());
}

}  // namespace
}  // namespace dispatcher
