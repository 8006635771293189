// Row 3: the server's certificate or its name is refused.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

using test_support::CertificateOptions;
using test_support::TestAuthority;
using test_support::TlsTestServer;

class Row03 : public RowTest {
 protected:
  /// "a" waits behind an endpoint whose certificate is `bad`; returns once that is known.
  void meet(const test_support::Identity& bad, const std::string& ca_file = "") {
    server = std::make_unique<TlsTestServer>(bad, script({says(201, created)}));
    make_shard({"*"}, ca_file);
    spool.add(message("a"), runtime.wall_now());
    run_to_rest();
  }

  void expect_refused(const std::string& why) {
    EXPECT_THAT(observed.troubles, ElementsAre(AllOf(HasSubstr("certificate"), HasSubstr(why))));
    EXPECT_EQ(shard->counters().lanes_held, 1U);
    EXPECT_EQ(held_by(HoldCause::certificate), 1U);
    EXPECT_THAT(spool.records, IsEmpty());
    EXPECT_THAT(seen(), IsEmpty());
    EXPECT_EQ(server->accepted_count(), 1U);
  }

  void expect_resumed() {
    EXPECT_EQ(shard->counters().lanes_held, 0U);
    expect_records(1, 1);
    expect_sent_as_if_new();
    EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
  }

  /// From now on connections go to a server that the authority vouches for.
  void mend() {
    mended = std::make_unique<TlsTestServer>(authority.issue(), script({says(201, created)}));
    for (int i = 0; i < 8; ++i) {
      runtime.detours.push_back(SteeredRuntime::ipv4("127.0.0.1", mended->port()));
    }
  }

  std::unique_ptr<TlsTestServer> mended;
};

TEST_F(Row03, AnExpiredCertificateHoldsTheLaneAndNoRequestLeaves) {
  meet(authority.issue({.valid_from = seconds{-7200}, .valid_until = seconds{-3600}}));
  expect_refused("expired");
}

TEST_F(Row03, ACertificateThatIsNotYetValidHoldsTheLaneAndNoRequestLeaves) {
  meet(authority.issue({.valid_from = seconds{3600}, .valid_until = seconds{7200}}));
  expect_refused("not yet valid");
}

TEST_F(Row03, ACertificateForAnotherHostHoldsTheLaneAndNoRequestLeaves) {
  meet(authority.issue({.subject_alt_name = "DNS:elsewhere.example"}));
  expect_refused("localhost");
}

TEST_F(Row03, ACertificateOfAStrangersAuthorityHoldsTheLaneAndNoRequestLeaves) {
  const TestAuthority stranger;
  meet(stranger.issue());
  expect_refused("issuer");
}

TEST_F(Row03, ASelfSignedCertificateHoldsTheLaneAndNoRequestLeaves) {
  meet(authority.issue({.self_signed = true}));
  expect_refused("self");
}

TEST_F(Row03, AHandshakeAloneProbesAfterThirtySecondsAndTheLaneStaysHeldWhileTheCauseLasts) {
  meet(authority.issue({.valid_from = seconds{-7200}, .valid_until = seconds{-3600}}));
  pass(seconds{29});
  EXPECT_EQ(server->accepted_count(), 1U);
  runtime.put_forward(seconds{1});
  run_while_not([&] { return observed.troubles.size() == 2; });
  EXPECT_EQ(server->accepted_count(), 2U);
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  EXPECT_THAT(spool.records, IsEmpty());
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(Row03, TheLaneResumesWithTheProbeThatFindsAGoodCertificate) {
  meet(authority.issue({.valid_from = seconds{-7200}, .valid_until = seconds{-3600}}));
  mend();
  runtime.put_forward(seconds{30});
  run_while_not([&] { return !spool.of<queue::Settle>().empty(); });
  expect_resumed();
  EXPECT_THAT(observed.troubles, SizeIs(1));
}

TEST_F(Row03, TheLaneResumesAtOnceWhenAnOperatorReleasesItAndTheCauseIsGone) {
  meet(authority.issue({.valid_from = seconds{-7200}, .valid_until = seconds{-3600}}));
  mend();
  spool.tell(queue::LaneHoldChanged{1, ""});
  run_while_not([&] { return !spool.of<queue::Settle>().empty(); });
  expect_resumed();
}

TEST_F(Row03, TheLaneStaysHeldWhenAnOperatorReleasesItTooEarly) {
  meet(authority.issue({.valid_from = seconds{-7200}, .valid_until = seconds{-3600}}));
  spool.tell(queue::LaneHoldChanged{1, ""});
  run_while_not([&] { return observed.troubles.size() == 2; });
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(Row03, TheLaneResumesOnceTheFileOfAuthoritiesNamesTheRightOne) {
  const TestAuthority stranger;
  const std::string ca_file =
      testing::TempDir() + "row03_authorities_" + std::to_string(::getpid());
  std::filesystem::copy_file(stranger.ca_file(), ca_file,
                             std::filesystem::copy_options::overwrite_existing);
  meet(authority.issue(), ca_file);
  expect_refused("issuer");
  std::filesystem::copy_file(authority.ca_file(), ca_file,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::last_write_time(ca_file,
                                   std::filesystem::file_time_type::clock::now() + seconds{2});
  runtime.put_forward(seconds{30});
  run_while_not([&] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(shard->counters().lanes_held, 0U);
  expect_records(1, 1);
  expect_sent_as_if_new();
  EXPECT_THAT(seen(), ElementsAre(OnConnection(1, "a")));
  std::filesystem::remove(ca_file);
}

}  // namespace
}  // namespace dispatcher
