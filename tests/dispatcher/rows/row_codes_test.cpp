// What the provider's own code makes of a status that is no success.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

using CodeClasses = RowTest;

TEST_F(CodeClasses, ACodeThatMeansLaterDelaysTheMessageWhateverThe4xx) {
  send_one_message(says_code(400, 20409));
  expect_delayed(WaitReason::delayed, 400, 20409, seconds{1});
}

TEST_F(CodeClasses, AFullQueueAtTheProviderDelaysTheMessageForAMinute) {
  send_one_message(says_code(429, 21611));
  expect_delayed(WaitReason::delayed, 429, 21611, seconds{60});
}

TEST_F(CodeClasses, ACodeThatMeansSlowerSlowsTheLaneAndCostsTheMessageNothing) {
  react({says_code(400, 63017), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  expect_records(2, 2);
  EXPECT_THAT(spool.of<queue::Revoke>(), SizeIs(1));
  EXPECT_EQ(outcome().attempts, 2U);
  EXPECT_EQ(outcome().resends_charged, 0U);
}

TEST_F(CodeClasses, Code14107DelaysThatParticipantForHalfAMinuteAndChargesNothing) {
  react({says_code(429, 14107), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  spool.add(message("b"), runtime.wall_now());
  spool.add(message("c", '2'), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  const auto deferred = spool.of<queue::Defer>();
  ASSERT_THAT(deferred, SizeIs(1));
  EXPECT_FALSE(deferred[0].in_doubt);
  EXPECT_GE(deferred[0].due, started_at_ + seconds{30});
  EXPECT_LE(deferred[0].due, runtime.wall_now() + seconds{30});
  EXPECT_EQ(decode_progress(deferred[0].progress)->resends_charged, 0U);
  EXPECT_THAT(seen(), ElementsAre(OnConnection(0, "a"), OnConnection(0, "c")));
}

TEST_F(CodeClasses, Code63038HoldsTheLaneUntilMidnightUtc) {
  options.outlet.pool.idle_timeout = std::chrono::hours{48};
  options.outlet.pool.age_max = std::chrono::hours{48};
  options.default_ttl = seconds{0};
  react({says_code(429, 63038), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Revoke>().empty(); });
  const WallTime now = runtime.wall_now();
  const auto to_midnight = std::chrono::ceil<std::chrono::days>(now) - now;
  pass(to_midnight - seconds{1});
  EXPECT_THAT(seen(), SizeIs(1)) << "before midnight";
  runtime.put_forward(seconds{2});
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().resends_charged, 0U);
}

TEST_F(CodeClasses, ACodeAboutThisMessageRejectsItWhateverThe4xx) {
  send_one_message(says_code(403, 21610));
  expect_ended(OutcomeKind::rejected, 403, 21610);
}

TEST_F(CodeClasses, ACodeAboutTheAccountHoldsTheLaneWhateverThe4xx) {
  send_one_message(says_code(400, 20005));
  expect_lane_held("400 code 20005");
}

TEST_F(CodeClasses, ACodeThatLeavesItOpenIsAmbiguousWhateverThe4xx) {
  send_one_message(says_code(400, 20500));
  expect_in_doubt(400, 20500);
}

TEST_F(CodeClasses, AnUnknownCodeLeavesTheWordToTheStatus) {
  send_one_message(says_code(400, 99999));
  expect_ended(OutcomeKind::rejected, 400, 99999);
}

TEST_F(CodeClasses, OnA5xxACodeAboutThisMessageCannotRejectIt) {
  send_one_message(says_code(500, 21610));
  expect_in_doubt(500, 21610);
}

TEST_F(CodeClasses, OnA5xxACodeThatMeansLaterCannotMakeItCertain) {
  send_one_message(says_code(503, 20409));
  expect_in_doubt(503, 20409);
}

TEST_F(CodeClasses, OnA5xxACodeAboutTheAccountCannotMakeItCertain) {
  send_one_message(says_code(502, 20003));
  expect_in_doubt(502, 20003);
}

TEST_F(CodeClasses, OnA5xxCode20429IsA429) {
  react({says_code(500, 20429), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_while_not([this] { return !spool.of<queue::Settle>().empty(); });
  expect_records(2, 2);
  EXPECT_THAT(spool.of<queue::Revoke>(), SizeIs(1));
  EXPECT_EQ(outcome().kind, OutcomeKind::sent);
  EXPECT_EQ(outcome().resends_charged, 0U);
}

TEST_F(CodeClasses, OnA501ACodeThatLeavesItOpenMakesTheVerdictMoreCareful) {
  send_one_message(says_code(501, 20500));
  expect_in_doubt(501, 20500);
}

}  // namespace
}  // namespace dispatcher
