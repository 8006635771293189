// Row 10: redirects. Row 12: nothing of this lane is taken for now.
#include "tests/dispatcher/rows/row_fixture.hpp"

namespace dispatcher {
namespace {

class Row10 : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row10, IsRefusedAndNeverFollowed) {
  react({says(GetParam(), "", "Location: /v1/elsewhere\r\n")});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  run_to_rest();
  expect_lane_held("answered " + std::to_string(GetParam()));
  EXPECT_EQ(server->accepted_count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(ARedirectOfStatus, Row10, testing::Values(300, 301, 302, 303, 307, 308),
                         testing::PrintToStringParamName());

class Row12 : public RowTest, public testing::WithParamInterface<int> {};

TEST_P(Row12, HoldsTheLaneAndCostsTheMessageNothing) {
  send_one_message(says(GetParam()));
  expect_lane_held("the provider answered " + std::to_string(GetParam()));
  EXPECT_EQ(shard->counters().attempts, 1U);
}

INSTANTIATE_TEST_SUITE_P(ARefusalOfStatus, Row12,
                         testing::Values(401, 402, 403, 405, 406, 407, 410, 411, 415, 426, 501,
                                         505),
                         testing::PrintToStringParamName());

class Row12Lane : public RowTest {
 protected:
  /// "a" is refused; "b" and "c", to others, wait with it.
  void refuse_first(std::vector<Reaction> then) {
    options.outlet.pool.idle_timeout = std::chrono::minutes{10};  // the same connection probes
    then.insert(then.begin(), says_code(401, 20003));
    react(std::move(then));
    make_shard();
    for (const char* id : {"a", "b", "c"}) {
      spool.add(message(id, static_cast<char>(id[0] - 'a' + '1')), runtime.wall_now());
    }
    run_to_rest();
    ASSERT_THAT(observed.held, ElementsAre("the provider answered 401 code 20003"));
    ASSERT_THAT(seen(), ElementsAre(OnConnection(0, "a")));
    ASSERT_EQ(spool.of<queue::Defer>().size(), 1U);  // "a", for the windows of a later process
    ASSERT_EQ(spool.of<queue::Revoke>().size() + 1, spool.of<queue::Arm>().size());
  }
};

TEST_F(Row12Lane, NothingLeavesBeforeThirtySecondsHavePassed) {
  refuse_first({says(201, created)});
  pass(seconds{29});
  EXPECT_THAT(seen(), SizeIs(1));
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  EXPECT_EQ(held_by(HoldCause::account_refused), 1U);
}

TEST_F(Row12Lane, OneMessageAloneProbesAfterThirtySecondsAndThenTheNextThirty) {
  refuse_first({says_code(401, 20003)});
  runtime.put_forward(seconds{30});
  run_while_not([this] { return seen().size() == 2 && shard->counters().empty; });
  pass(seconds{29});
  EXPECT_THAT(seen(), SizeIs(2));
  EXPECT_EQ(seen()[1].connection, 0U);
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  EXPECT_THAT(observed.held, SizeIs(1));
  EXPECT_THAT(observed.resumed, IsEmpty());
  runtime.put_forward(seconds{1});
  run_while_not([this] { return seen().size() == 3; });
}

TEST_F(Row12Lane, TheLaneResumesWithTheProbeThatIsTakenAndNothingIsCharged) {
  refuse_first({says(201, created)});
  runtime.put_forward(seconds{30});
  run_while_not([this] { return spool.of<queue::Settle>().size() == 3; });
  EXPECT_THAT(observed.resumed, SizeIs(1));
  EXPECT_EQ(shard->counters().lanes_held, 0U);
  EXPECT_EQ(shard->counters().sent, 3U);
  EXPECT_EQ(shard->counters().attempts, 4U);
  for (std::size_t at = 0; at < 3; ++at) EXPECT_EQ(outcome(at).resends_charged, 0U);
  ASSERT_THAT(seen(), SizeIs(4));
  EXPECT_EQ(seen()[3].connection, 0U);
}

TEST_F(Row12Lane, TheLaneResumesWithAProbeWhoseMessageIsRejectedForItself) {
  refuse_first({says_code(400, 21610), says(201, created)});
  runtime.put_forward(seconds{30});
  run_while_not([this] { return spool.of<queue::Settle>().size() == 3; });
  EXPECT_THAT(observed.resumed, SizeIs(1));
  EXPECT_EQ(outcome(0).kind, OutcomeKind::rejected);
  EXPECT_EQ(outcome(1).kind, OutcomeKind::sent);
}

TEST_F(Row12Lane, AProbeThatExpiresBeforeItsWriteLetsTheNextOneProbe) {
  react({says(403), says(201, created)});
  make_shard();
  spool.add(message("a"), runtime.wall_now());
  Message expires = message("b", '2');  // taken back last, so it goes first
  expires.expires_at = runtime.wall_now() + seconds{20};
  spool.add(expires, runtime.wall_now());
  run_to_rest();
  runtime.put_forward(seconds{30});
  run_while_not([this] { return spool.of<queue::Settle>().size() == 2; });
  EXPECT_EQ(outcome(0).kind, OutcomeKind::expired);
  EXPECT_EQ(outcome(1).kind, OutcomeKind::sent);
}

TEST_F(Row12Lane, AnOperatorWhoReleasesItMakesOneMessageProbeAtOnce) {
  refuse_first({says_code(401, 20003)});
  spool.tell(queue::LaneHoldChanged{1, ""});
  run_while_not([this] { return seen().size() == 2 && shard->counters().empty; });
  EXPECT_EQ(shard->counters().lanes_held, 1U);
  pass(seconds{29});
  EXPECT_THAT(seen(), SizeIs(2));
}

}  // namespace
}  // namespace dispatcher
