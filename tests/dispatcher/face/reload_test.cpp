#include "dispatcher/face/reload.hpp"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "dispatcher/face/accounts.hpp"
#include "tests/dispatcher/face/control_fixture.hpp"

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

/// A daemon's own thread: what goes to the shards is kept, and done when the test says so.
class ReloadTest : public OptionsFiles {
 protected:
  ReloadTest() {
    write("d.toml", minimal());
    Options options = load_options(path("d.toml")).options;
    const Settings settings = effective_settings(options);
    std::string complaint;
    accounts = make_accounts(std::move(options.accounts), {}, complaint);
    EXPECT_EQ(complaint, "");
    know_accounts(context, accounts);
    daemon.standing.state = DaemonState::running;
    reload.emplace(Reload::Parts{[this](ShardSettings given, std::function<void()> taken) {
                                   to_shards.push_back(std::move(given));
                                   done = std::move(taken);
                                 },
                                 context, retention, manager, log},
                   path("d.toml"), Reload::Running{settings, options.shard, accounts});
  }

  void begin(const std::string& text) {
    write("d.toml", text);
    reload->begin();
  }

  net::Runtime runtime{1};
  ModelDaemon daemon;
  ControlContext context{runtime, daemon, {}, ContentDigester(DigestKey{})};
  Retention retention{runtime, daemon, {}, [](const RetentionPass&) {}};
  std::vector<std::string> told;
  ServiceManager manager{[this](const std::string& lines) { told.push_back(lines); }, {}};
  std::ostringstream logged;
  Log log{LogLevel::info, LogFormat::text, runtime,
          std::make_shared<spdlog::sinks::ostream_sink_mt>(logged)};
  Accounts accounts;
  std::vector<ShardSettings> to_shards;
  std::function<void()> done;
  std::optional<Reload> reload;
};

const std::string twenty = "[limits]\nrequests_per_second = 20\n";

TEST_F(ReloadTest, IsTakenByTheShardsFirstAndByIntakeThen) {
  begin("[spool]\ndirectory = \"spool\"\n" + account("other", "[\"" + service_a + "\"]") + twenty);
  ASSERT_THAT(to_shards, SizeIs(1));
  EXPECT_EQ(to_shards[0].options.window.requests_per_second, 20);
  EXPECT_EQ(to_shards[0].accounts.of(service_a), 0U);
  EXPECT_THAT(context.services, ElementsAre("*"));
  EXPECT_THAT(told, ElementsAre(StartsWith("RELOADING=1")));
  done();
  EXPECT_THAT(context.services, ElementsAre(service_a));
  EXPECT_THAT(context.accounts, ElementsAre("other"));
  EXPECT_THAT(told, ElementsAre(StartsWith("RELOADING=1"), "READY=1"));
}

TEST_F(ReloadTest, OfAFileThatIsWrongLeavesAllAsItWas) {
  begin(minimal() + "[limits]\nrequests_per_second = -1\n");
  EXPECT_THAT(to_shards, IsEmpty());
  EXPECT_THAT(context.services, ElementsAre("*"));
  EXPECT_THAT(told, ElementsAre(StartsWith("RELOADING=1"), "READY=1"));
  EXPECT_THAT(logged.str(), HasSubstr("error reload: "));
  EXPECT_THAT(logged.str(), HasSubstr("limits.requests_per_second: "));
}

TEST_F(ReloadTest, IsOnRecord) {
  EXPECT_EQ(context.reload.last_at, WallTime{});
  begin(minimal() + "nonsense");
  EXPECT_FALSE(context.reload.last_good);
  EXPECT_EQ(context.reload.failed, 1U);
  EXPECT_NE(context.reload.last_at, WallTime{});
  begin(minimal());
  done();
  EXPECT_TRUE(context.reload.last_good);
  EXPECT_EQ(context.reload.good, 1U);
  EXPECT_EQ(context.reload.failed, 1U);
}

TEST_F(ReloadTest, KeepsTheCapAndTheTrustOfAnAccountAndReadsItsCredentialAgain) {
  write("password", "another\n");
  begin(minimal() + "in_flight_max = 7\n");
  ASSERT_THAT(to_shards, SizeIs(1));
  const Account& account = *to_shards[0].accounts.all().at(0);
  EXPECT_EQ(account.in_flight, accounts[0]->in_flight);
  EXPECT_EQ(account.in_flight->cap(), 7U);
  EXPECT_EQ(account.tls, accounts[0]->tls);
  RequestBuffer now;
  RequestBuffer before;
  EXPECT_NE(account.requests.build_list("/", now), accounts[0]->requests.build_list("/", before));
}

TEST_F(ReloadTest, WaitsForTheOneBeforeIt) {
  begin(minimal() + twenty);
  begin(minimal());
  begin(minimal());
  EXPECT_THAT(to_shards, SizeIs(1));
  std::exchange(done, {})();
  ASSERT_THAT(to_shards, SizeIs(2));
  EXPECT_EQ(to_shards[1].options.window.requests_per_second, 30);
  done();
  EXPECT_THAT(to_shards, SizeIs(2));
  EXPECT_EQ(context.reload.good, 2U);
}

TEST_F(ReloadTest, IsNotBegunInADrain) {
  daemon.standing.state = DaemonState::draining;
  begin(minimal() + twenty);
  EXPECT_THAT(to_shards, IsEmpty());
  EXPECT_THAT(told, IsEmpty());
}

}  // namespace
}  // namespace dispatcher
