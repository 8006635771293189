// Another configuration while messages are on their way: a real TLS server, a spool in memory.
#include <future>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

using testing::IsEmpty;
using testing::Not;

class ShardReloadTest : public ShardTest {
 protected:
  static constexpr auto credential = "Authorization: Basic U0t1c2VyOnBhc3N3b3Jk\r\n";
  static constexpr auto later = "Authorization: Basic U0t1c2VyOmxhdGVy\r\n";

  /// The account of the shard, but for what is named.
  struct Otherwise {
    std::string name = "main";
    std::vector<std::string> services = {"*"};
    std::uint16_t port = 0;
    std::string password = "password";
  };
  std::shared_ptr<const Account> changed(const Otherwise& otherwise) {
    const Account& old = *accounts.at(0);
    const std::uint16_t port = otherwise.port == 0 ? old.endpoint.port : otherwise.port;
    return std::make_shared<const Account>(Account{
        otherwise.name, otherwise.services, net::Endpoint{"localhost", port}, old.tls_options,
        old.tls, *RequestBuilder::create("localhost", "SKuser", otherwise.password), old.in_flight,
        old.read_requests});
  }

  void reload(Accounts to) {
    reload(std::move(to), [] {});
  }
  void reload(Accounts to, std::function<void()> done) {
    shard->reload(std::make_shared<const ShardSettings>(
                      ShardSettings{options, AccountDirectory(std::move(to))}),
                  std::move(done));
  }
  /// From another thread than the shard's.
  void reload_and_wait(Accounts to) {
    std::promise<void> done;
    reload(std::move(to), [&done] { done.set_value(); });
    done.get_future().wait();
  }
  /// While the first request waits for its answer.
  void reload_at_first(std::function<Accounts()> to) {
    before_answer = [this, to = std::move(to), first = true]() mutable {
      if (std::exchange(first, false)) reload_and_wait(to());
    };
  }
  std::size_t settled_count() { return spool.of<queue::Settle>().size(); }
  void add_two() {
    spool.add(message("a", '1'), runtime.wall_now());
    spool.add(message("b", '2'), runtime.wall_now());
  }
};

TEST_F(ShardReloadTest, HoldsTheLaneOfAnAccountThatGoesAndEndsWhatIsOnItsWay) {
  serve({answer(201, created)});
  reload_at_first([] { return Accounts{}; });
  make_shard();
  add_two();
  run_until([this] {
    if (settled_count() == 1) reload(accounts);
    return settled_count() == 2;
  });
  EXPECT_EQ(outcome(0).kind, OutcomeKind::sent);
  EXPECT_EQ(outcome(1).kind, OutcomeKind::sent);
  EXPECT_THAT(observed.held, ElementsAre("no account in the configuration has this Service"));
  EXPECT_THAT(observed.resumed, SizeIs(1));
  EXPECT_EQ(accounts[0]->in_flight->in_flight(), 0U);
}

TEST_F(ShardReloadTest, KeepsTheConnectionsOfAnAccountWithAnotherCredential) {
  serve({answer(201, created)});
  reload_at_first([this] { return Accounts{changed({.password = "later"})}; });
  make_shard();
  add_two();
  run_until([this] { return settled_count() == 2; });
  EXPECT_THAT(requests, ElementsAre(HasSubstr(credential), HasSubstr(later)));
  EXPECT_EQ(shard->counters().connections_opened, 1U);
}

TEST_F(ShardReloadTest, HoldsNothingAgainstALaneThatWasRefusedUnderAnEarlierCredential) {
  serve({answer(401, ""), answer(201, created)});
  reload_at_first([this] { return Accounts{changed({.password = "later"})}; });
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_until([this] { return settled_count() == 1; });
  EXPECT_THAT(observed.held, IsEmpty());
  EXPECT_THAT(requests, ElementsAre(HasSubstr(credential), HasSubstr(later)));
}

TEST_F(ShardReloadTest, TriesALaneThatIsRefusedAtOnceWithTheNewCredential) {
  serve({answer(401, ""), answer(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  bool reloaded = false;
  run_until([this, &reloaded] {
    const bool refused = !observed.held.empty() || spool.of<queue::Revoke>().size() == 1;
    if (refused && !std::exchange(reloaded, true)) {
      password_later = "later";  // a probe reads it as well
      reload({changed({.password = "later"})});
    }
    return settled_count() == 1;
  });
  EXPECT_THAT(observed.held, SizeIs(1));
  EXPECT_THAT(observed.resumed, SizeIs(1));
  EXPECT_THAT(requests, ElementsAre(HasSubstr(credential), HasSubstr(later)));
}

TEST_F(ShardReloadTest, GoesOnByTheAccountThatHasTheServiceNow) {
  serve({answer(201, created)});
  reload_at_first([this] {
    return Accounts{changed({.services = {}}), changed({.name = "other", .password = "later"})};
  });
  make_shard();
  add_two();
  run_until([this] { return settled_count() == 2; });
  EXPECT_THAT(requests, ElementsAre(HasSubstr(credential), HasSubstr(later)));
  EXPECT_THAT(observed.held, IsEmpty());
  EXPECT_EQ(shard->counters().connections_opened, 2U);
}

TEST_F(ShardReloadTest, EndsAtTheOldPlaceWhatIsOnItsWayAndSendsTheRestToTheNewOne) {
  serve({answer(201, created)});
  std::vector<std::string> elsewhere;
  test_support::TlsTestServer other(authority.issue(),
                                    [this, &elsewhere](ServerConnection& connection) {
                                      for (;;) {
                                        const std::string request = connection.read_request();
                                        if (request.empty()) return;
                                        {
                                          const std::lock_guard lock(mutex);
                                          elsewhere.push_back(request);
                                        }
                                        connection.send(answer(201, created));
                                      }
                                    });
  reload_at_first([this, &other] { return Accounts{changed({.port = other.port()})}; });
  make_shard();
  add_two();
  run_until([this] { return settled_count() == 2; });
  EXPECT_EQ(outcome(0).kind, OutcomeKind::sent);
  EXPECT_THAT(requests, SizeIs(1));
  const std::lock_guard lock(mutex);
  EXPECT_THAT(elsewhere, ElementsAre(HasSubstr("Body=text+b")));
}

TEST_F(ShardReloadTest, KeepsToAnotherLimitFromThenOn) {
  serve({answer(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  LaneViews views;
  run_until([this, &views] {
    if (settled_count() == 0) return false;
    options.window.requests_per_second = 2;
    reload(accounts, [this, &views] {
      shard->lanes({std::string(message("a").service.text())}, false,
                   [this, &views](LaneViews told) {
                     views = std::move(told);
                     shard->stop();
                   });
    });
    return false;
  });
  ASSERT_THAT(views, SizeIs(1));
  EXPECT_EQ(views[0].limit.configured_count, 10U);
  EXPECT_EQ(views[0].slots_bound_count, 1U);
}

}  // namespace
}  // namespace dispatcher
