// The road of a message through one shard: a real TLS server, a spool in memory.
#include "dispatcher/shard.hpp"

#include <future>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

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

TEST_F(ShardTest, ArmsAsManyAsThereAreConnectionsBesideWhatIsInFlight) {
  std::promise<void> all_armed;
  before_answer = [armed = all_armed.get_future().share()] { armed.wait(); };
  serve({answer(201, created)});
  make_shard();  // one connection
  for (const char participant : {'1', '2', '3', '4', '5', '6'}) {
    spool.add(message(std::string("m") + participant, participant), runtime.wall_now());
  }
  std::size_t most = 0;
  run_until([this, &all_armed, &most] {
    const std::size_t settled = spool.of<queue::Settle>().size();
    const std::size_t out = spool.of<queue::Arm>().size() - settled;
    if (out == 2 && most < 2) all_armed.set_value();
    most = std::max(most, out);
    return settled == 6;
  });
  EXPECT_EQ(most, 2U);
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
  EXPECT_EQ(count_of(AnswerClass::too_many), 1U);
}

TEST_F(ShardTest, GoesOnAfterAPauseThatTookArmedMessagesBack) {
  serve({answer(429, R"({"code":20429,"status":429})"), answer(201, created)});
  options.retry.base = milliseconds{1};
  make_shard();
  spool.add(message("a", '1'), runtime.wall_now());
  spool.add(message("b", '2'), runtime.wall_now());  // armed while the first is in flight
  spool.add(message("c", '3'), runtime.wall_now());
  run_until([this] { return spool.of<queue::Settle>().size() == 3; });
  EXPECT_THAT(requests, SizeIs(4));
}

TEST_F(ShardTest, GoesOnBehindAMessageThatExpiresAtItsWrite) {
  std::promise<void> expired;
  before_answer = [expired_later = expired.get_future().share()] { expired_later.wait(); };
  serve({answer(201, created)});
  make_shard();
  spool.add(message("a", '1'), runtime.wall_now());
  Message expires = message("b", '2');  // armed while the first has the only connection
  expires.expires_at = runtime.wall_now() + milliseconds{500};
  const auto stored = spool.add(expires, runtime.wall_now());
  spool.add(message("c", '2'), runtime.wall_now());
  run_until([this, &expired, key = stored.key] {
    const auto* arm = std::get_if<queue::Arm>(&spool.records.back());
    if (arm != nullptr && arm->key == key) {
      runtime.put_forward(milliseconds{600});
      boost::asio::post(runtime.io(), [&expired] { expired.set_value(); });
    }
    return spool.of<queue::Settle>().size() == 3;
  });
  EXPECT_THAT(
      (std::vector{outcome(0).kind, outcome(1).kind, outcome(2).kind}),
      testing::UnorderedElementsAre(OutcomeKind::sent, OutcomeKind::expired, OutcomeKind::sent));
}

TEST_F(ShardTest, WritesNoIntentForAMessageThatHasExpired) {
  serve({answer(201, created)});
  make_shard();
  Message expired = message("a");
  expired.expires_at = runtime.wall_now() - seconds{1};
  spool.add(expired, runtime.wall_now() - seconds{10});
  run_until(1);
  EXPECT_EQ(outcome().kind, OutcomeKind::expired);
  EXPECT_THAT(spool.of<queue::Arm>(), testing::IsEmpty());
}

TEST_F(ShardTest, LetsOtherLanesReadOnWhenOneParksTooMany) {
  serve({""});  // the first is deferred, and blocks its participant
  options.on_ambiguous = OnAmbiguous::resend;
  options.parked_max = 4;
  make_shard();
  for (int i = 0; i < 20; ++i) spool.add(message("a" + std::to_string(i)), runtime.wall_now());
  spool.on_status = [this, told = false]() mutable {  // nothing of the first lane may go any more
    if (std::exchange(told, true)) return;
    Message other = message("other");
    other.service = *ServiceSid::parse("KS" + std::string(31, '0') + "2");
    const auto stored = spool.add(other, runtime.wall_now());
    spool.tell(queue::LaneOpened{stored.key.lane, std::string(other.service.text())});
  };
  run_until([this] { return spool.of<queue::Defer>().size() == 2; });
  const std::lock_guard lock(mutex);  // a server that resets may still be about to note it
  EXPECT_THAT(requests, testing::Contains(HasSubstr("Body=text+other")));
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
  EXPECT_THAT(spool.of<queue::Defer>(), testing::SizeIs(1));  // what was tried, for a later process
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

TEST_F(ShardTest, CountsTheLanesOfARefusedCertificateAsHeld) {
  serve({answer(201, created)});
  const test_support::TestAuthority another;
  make_shard({"*"}, another.ca_file());
  spool.add(message("a"), runtime.wall_now());
  spool.open_lanes();
  net::Timer soon(runtime.timers(), [this] {
    if (shard->counters().empty) shard->stop();
  });
  spool.on_status = [&] { soon.arm_at(runtime.refresh_now() + milliseconds{10}); };
  shard->run(spool);
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  EXPECT_THAT(spool.records, testing::IsEmpty());
  EXPECT_THAT(observed.troubles, SizeIs(1));
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
