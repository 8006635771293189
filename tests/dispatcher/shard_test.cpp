// The road of a message through one shard: a real TLS server, a spool in memory.
#include "dispatcher/shard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <mutex>

#include "tests/support/model_spool.hpp"
#include "tests/support/tls_test_server.hpp"

namespace dispatcher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test_support::ServerConnection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const std::string created =
    R"({"sid":"KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","outbound_resource_sid":null})";

std::string answer(int status, const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Observed final : public ShardObserver {
 public:
  std::vector<std::string> held;
  std::vector<std::string> resumed;
  void on_lane_held(const std::string&, const std::string& reason) override {
    held.push_back(reason);
  }
  void on_lane_resumed(const std::string& lane) override { resumed.push_back(lane); }
  void on_connect_failed(const std::string&, const std::string&) override {}
  void on_spool_failed(const std::string&) override {}
};

class ShardTest : public testing::Test {
 protected:
  /// The server gives these answers in order, then the last one for ever; an empty one resets.
  void serve(std::deque<std::string> answers) {
    server = std::make_unique<test_support::TlsTestServer>(
        authority.issue(), [this, answers](ServerConnection& connection) mutable {
          for (;;) {
            const std::string request = connection.read_request();
            if (request.empty()) return;
            const std::lock_guard lock(mutex);
            requests.push_back(request);
            const std::string& next = answers[std::min(requests.size(), answers.size()) - 1];
            if (next.empty()) {
              connection.reset();
              return;
            }
            connection.send(next);
          }
        });
  }

  Message message(const std::string& id, char participant = '1') {
    const std::string digits(31, '0');
    return Message{.id = id,
                   .service = *ServiceSid::parse("KS" + digits + "1"),
                   .session = *SessionSid::parse("KC" + digits + "1"),
                   .participant = *ParticipantSid::parse("KP" + digits + participant),
                   .body = "text " + id};
  }

  void make_shard(const std::vector<std::string>& services = {"*"}) {
    std::string detail;
    auto tls = net::TlsContext::create({.ca_file = authority.ca_file()}, detail);
    ASSERT_TRUE(tls) << detail;
    auto builder = RequestBuilder::create("localhost", "SKuser", "password");
    ASSERT_TRUE(builder);
    accounts.push_back(std::unique_ptr<Account>(new Account{
        "main", services, net::Endpoint{"localhost", server ? server->port() : std::uint16_t{1}},
        std::move(*tls), std::move(*builder), AccountCap(0)}));
    options.outlet.pool.connections_max = 1;
    shard = std::make_unique<Shard>(options, runtime, accounts, 0, observed);
    spool.events = &shard->events();
  }

  /// Runs until `count` records of what ends an attempt came, or fails after ten seconds.
  void run_until(std::size_t count) {
    spool.on_record = [this, count] {
      const auto ended = std::ranges::count_if(spool.records, [](const auto& record) {
        return !std::holds_alternative<queue::Arm>(record);
      });
      if (static_cast<std::size_t>(ended) >= count) shard->stop();
    };
    net::Timer too_long(runtime.timers(), [this] {
      ADD_FAILURE() << "nothing happened for ten seconds";
      shard->stop();
    });
    too_long.arm_at(runtime.refresh_now() + seconds{10});
    spool.open_lanes();
    shard->run(spool);
  }

  Outcome outcome(std::size_t at = 0) {
    const auto settled = spool.of<queue::Settle>();
    return *decode_outcome(settled.at(at).outcome);
  }

  test_support::TestAuthority authority;
  std::mutex mutex;
  std::vector<std::string> requests;
  std::unique_ptr<test_support::TlsTestServer> server;
  net::Runtime runtime{1};
  std::vector<std::unique_ptr<Account>> accounts;
  test_support::ModelSpool spool;
  Observed observed;
  ShardOptions options;
  std::unique_ptr<Shard> shard;
};

TEST_F(ShardTest, SendsAMessageAndRecordsItsReceipt) {
  serve({answer(201, created, "Twilio-Request-Id: RQ1\r\n")});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().interaction->text(), "KIaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(outcome().request_id.view(), "RQ1");
  EXPECT_EQ(outcome().attempts, 1U);
  EXPECT_THAT(requests, ElementsAre(HasSubstr("Body=text+a")));
}

TEST_F(ShardTest, WritesTheIntentBeforeTheRequest) {
  serve({answer(201, created)});
  make_shard();
  const auto stored = spool.add(message("a"), runtime.wall_now());
  run_until(1);
  ASSERT_THAT(spool.records, SizeIs(2));
  const auto& arm = std::get<queue::Arm>(spool.records[0]);
  const auto& settle = std::get<queue::Settle>(spool.records[1]);
  EXPECT_EQ(arm.key, stored.key);
  EXPECT_EQ(settle.key, stored.key);
  EXPECT_EQ(settle.slot, arm.slot);
}

TEST_F(ShardTest, RecordsARejectionWithTheProvidersCode) {
  serve({answer(400, R"({"code":21610,"message":"opted out","status":400})")});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome().status, 400);
  EXPECT_EQ(outcome().code, 21610U);
}

TEST_F(ShardTest, SendsAgainAfterA429WithoutAnyRecordAgainstTheMessage) {
  serve({answer(429, R"({"code":20429,"status":429})"), answer(201, created)});
  options.retry.base = milliseconds{1};
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_until(2);
  EXPECT_THAT(spool.of<queue::Revoke>(), SizeIs(1));
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().resends_charged, 0U);
  EXPECT_EQ(shard->counters().answers_429, 1U);
}

TEST_F(ShardTest, HoldsWhatMayHaveBeenSent) {
  serve({""});
  make_shard();
  const auto stored = spool.add(message("a"), runtime.wall_now());
  run_until(1);
  const auto holds = spool.of<queue::Hold>();
  ASSERT_THAT(holds, SizeIs(1));
  EXPECT_EQ(holds[0].key, stored.key);
  EXPECT_TRUE(holds[0].in_doubt);
  EXPECT_EQ(decode_progress(holds[0].progress)->reason, WaitReason::ambiguous);
}

TEST_F(ShardTest, ResendsWhatMayHaveBeenSentWhenToldSoButNotSoon) {
  serve({""});
  options.on_ambiguous = OnAmbiguous::resend;
  make_shard();
  const WallTime before = runtime.wall_now();
  spool.add(message("a"), before);
  run_until(1);
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_THAT(deferred, SizeIs(1));
  EXPECT_TRUE(deferred[0].in_doubt);
  EXPECT_GE(deferred[0].due, before + options.retry.resend_after);
  EXPECT_EQ(decode_progress(deferred[0].progress)->resends_after_doubt, 1U);
}

TEST_F(ShardTest, TheMessagesOwnPolicyBeatsTheConfiguredOne) {
  serve({""});
  make_shard();
  Message resend = message("a");
  resend.on_ambiguous = OnAmbiguous::resend;
  spool.add(resend, runtime.wall_now());
  run_until(1);
  EXPECT_THAT(spool.of<queue::Defer>(), SizeIs(1));
}

TEST_F(ShardTest, StopsTheLaneWhenTheCredentialIsRefused) {
  serve({answer(401, R"({"code":20003,"message":"Authenticate","status":401})")});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b", '2'), runtime.wall_now());
  run_until(1);
  EXPECT_THAT(spool.of<queue::Revoke>(), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(spool.of<queue::Settle>(), testing::IsEmpty());
  EXPECT_THAT(observed.held, ElementsAre(HasSubstr("401 code 20003")));
  EXPECT_THAT(requests, SizeIs(1));
}

TEST_F(ShardTest, LooksAgainAtA404BeforeBelievingIt) {
  serve({answer(404, R"({"code":20404,"status":404})")});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_until(1);
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_THAT(deferred, SizeIs(1));
  EXPECT_FALSE(deferred[0].in_doubt);
  EXPECT_EQ(decode_progress(deferred[0].progress)->not_found_rechecks, 1U);
}

TEST_F(ShardTest, SendsOneParticipantsMessagesInOrder) {
  serve({answer(201, created)});
  options.outlet.pool.connections_max = 8;
  make_shard();
  for (const char* id : {"a", "b", "c", "d", "e"}) spool.add(message(id), runtime.wall_now());
  run_until(5);
  EXPECT_THAT(requests, ElementsAre(HasSubstr("text+a"), HasSubstr("text+b"), HasSubstr("text+c"),
                                    HasSubstr("text+d"), HasSubstr("text+e")));
}

TEST_F(ShardTest, KeepsLaterMessagesOfAParticipantWaitingBehindADeferredOne) {
  serve({answer(409, R"({"code":20409,"status":409})"), answer(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  spool.add(message("c", '2'), runtime.wall_now());
  run_until(2);
  EXPECT_THAT(requests, ElementsAre(HasSubstr("text+a"), HasSubstr("text+c")));
}

TEST_F(ShardTest, EndsAnExpiredMessageWithoutSendingIt) {
  serve({answer(201, created)});
  make_shard();
  Message late = message("a");
  late.expires_at = runtime.wall_now() - seconds{1};
  spool.add(late, runtime.wall_now() - seconds{60});
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::expired);
  EXPECT_THAT(requests, testing::IsEmpty());
}

TEST_F(ShardTest, HoldsWhatAProcessThatDiedMayHaveSent) {
  serve({answer(201, created)});
  make_shard();
  const auto stored = spool.add(message("a"), runtime.wall_now());
  spool.open_lanes();
  spool.tell(queue::InDoubt{stored, 3, runtime.wall_now()});
  spool.on_record = [this] { shard->stop(); };
  shard->run(spool);
  const auto holds = spool.of<queue::Hold>();
  ASSERT_THAT(holds, SizeIs(1));
  EXPECT_EQ(decode_progress(holds[0].progress)->reason, WaitReason::process_died);
  EXPECT_TRUE(holds[0].in_doubt);
}

TEST_F(ShardTest, HoldsALaneThatNoAccountHas) {
  serve({answer(201, created)});
  make_shard({"KSffffffffffffffffffffffffffffffff"});
  spool.add(message("a"), runtime.wall_now());
  spool.open_lanes();
  shard->drain();
  shard->run(spool);
  EXPECT_THAT(observed.held, SizeIs(1));
  EXPECT_THAT(spool.records, testing::IsEmpty());
}

TEST_F(ShardTest, DrainsWhatIsInFlight) {
  serve({answer(201, created)});
  make_shard();
  for (const char* id : {"a", "b", "c"}) spool.add(message(id), runtime.wall_now());
  spool.on_record = [this] { shard->drain(); };
  spool.open_lanes();
  shard->run(spool);
  EXPECT_EQ(shard->counters().armed, 0U);
  EXPECT_EQ(shard->counters().in_flight, 0U);
  const auto ended = spool.of<queue::Revoke>().size() + spool.of<queue::Settle>().size();
  EXPECT_EQ(ended, spool.of<queue::Arm>().size());
}

}  // namespace
}  // namespace dispatcher
