#include "dispatcher/face/intake_deadlines.hpp"

#include <gmock/gmock.h>

#include "dispatcher/policy/feasible.hpp"

namespace dispatcher {
namespace {

using queue::Acceptance;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr WallTime handed_in_at{seconds{1'000'000}};

class Deadlines : public testing::Test {
 protected:
  Deadlines() { view.limit = {150, 150, seconds{5}}; }

  static std::string sid_of(const char* kind, int number) {
    const auto digits = std::to_string(number);
    return kind + std::string(32 - digits.size(), '0') + digits;
  }
  Message message_to(int participant, std::optional<seconds> expires_in = {},
                     Priority priority = Priority::normal) {
    Message made{.id = "m-" + std::to_string(++count),
                 .service = *ServiceSid::parse(sid_of("KS", 1)),
                 .session = *SessionSid::parse(sid_of("KC", 1)),
                 .participant = *ParticipantSid::parse(sid_of("KP", participant)),
                 .body = "text",
                 .priority = priority};
    if (expires_in) made.expires_at = handed_in_at + *expires_in;
    return made;
  }
  void add(const Message& message) { deadlines.add(message, handed_in_at); }
  /// So many, each to a participant of its own, every other one to be sent in 20 s.
  void add_many(int messages_count) {
    for (int i = 0; i < messages_count; ++i) {
      add(message_to(i, i % 2 == 1 ? std::optional(seconds{20}) : std::nullopt));
    }
  }
  void accept_all() {
    deadlines.keep_accepted(
        std::vector<Acceptance>(static_cast<std::size_t>(count), Acceptance::accepted));
  }
  /// With so many open, those of the request included.
  std::vector<Infeasible> judge(PriorityCounts open, std::uint64_t apart_count = 0) {
    view.service = sid_of("KS", 1);
    queue::ListLanes::Row row;
    row.lane_name = view.service;
    row.open_counts = open;
    return deadlines.judge({row}, {view}, apart_count, handed_in_at);
  }

  IntakeDeadlines deadlines;
  LaneView view;
  int count = 0;
};

TEST_F(Deadlines, OfARequestWithoutAnyNeedNoLane) {
  add(message_to(1));
  accept_all();
  EXPECT_THAT(deadlines.services(), IsEmpty());
  EXPECT_THAT(judge({0, 1, 0}), IsEmpty());
}

TEST_F(Deadlines, AreMetByWhatTheLaneCanSendByThen) {
  add_many(3'000);
  accept_all();
  EXPECT_THAT(deadlines.services(), ElementsAre(sid_of("KS", 1)));
  const auto found = judge({0, 3'000, 0});
  ASSERT_THAT(found, SizeIs(1));
  // 750 can be sent in 20 s: of those half must.
  EXPECT_THAT(found[0].ids, SizeIs(1'500 - 375));
  EXPECT_EQ(found[0].ids.front(), "m-752");
  EXPECT_EQ(found[0].ids.back(), "m-3000");
  EXPECT_EQ(found[0].service, sid_of("KS", 1));
  EXPECT_GE(found[0].ahead_least, 750U);
  EXPECT_DOUBLE_EQ(found[0].per_second, 30);
}

TEST_F(Deadlines, CountWhatWasOpenBefore) {
  add(message_to(1, seconds{20}));
  accept_all();
  EXPECT_THAT(judge({0, 750, 0}), IsEmpty());
  EXPECT_THAT(judge({0, 751, 0}), SizeIs(1));
  EXPECT_THAT(judge({750, 1, 0}), SizeIs(1));
  EXPECT_THAT(judge({0, 1, 100'000}), IsEmpty());
}

TEST_F(Deadlines, GiveBulkEveryTenthTurn) {
  add(message_to(1, seconds{20}, Priority::bulk));
  accept_all();
  EXPECT_THAT(judge({100'000, 0, 70}), IsEmpty());
  EXPECT_THAT(judge({100'000, 0, 76}), SizeIs(1));
}

TEST_F(Deadlines, DoNotCountWhatWaitsForNoTurn) {
  add(message_to(1, seconds{20}));
  accept_all();
  EXPECT_THAT(judge({0, 100'000, 0}, 99'300), IsEmpty());
}

TEST_F(Deadlines, CountOneTurnForEachParticipant) {
  for (int i = 0; i < 2'000; ++i) add(message_to(i % 10, seconds{20}));
  accept_all();
  EXPECT_THAT(judge({0, 2'000, 0}), IsEmpty());
}

TEST_F(Deadlines, CountFewerWhereParticipantsOfTheLaneHaveMany) {
  add(message_to(1, seconds{20}));
  accept_all();
  view.messages_per_participant = 10;
  EXPECT_THAT(judge({0, 7'000, 0}), IsEmpty());
  EXPECT_THAT(judge({0, 8'000, 0}), SizeIs(1));
}

TEST_F(Deadlines, LetWhatCannotBeSentTakeNobodysTurn) {
  for (int i = 0; i < 2'000; ++i) add(message_to(i, seconds{1}));
  add(message_to(5'000, seconds{20}));
  accept_all();
  const auto found = judge({0, 2'001, 0});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].ids, SizeIs(2'000 - 150));
  EXPECT_EQ(found[0].ids.back(), "m-2000");
}

TEST_F(Deadlines, AreNotJudgedOfWhatIsScheduledOrWasNotStored) {
  auto scheduled = message_to(1, seconds{20});
  scheduled.not_before = handed_in_at + seconds{10};
  add(scheduled);
  add(message_to(2, seconds{20}));
  add(message_to(3, seconds{20}));
  deadlines.keep_accepted({Acceptance::accepted, Acceptance::duplicate, Acceptance::conflict});
  EXPECT_THAT(deadlines.services(), IsEmpty());
  EXPECT_THAT(judge({0, 100'000, 0}), IsEmpty());
}

TEST_F(Deadlines, AreAllMetWithoutALimit) {
  add_many(3'000);
  accept_all();
  view.limit = {};
  EXPECT_THAT(judge({0, 3'000, 0}), IsEmpty());
}

TEST_F(Deadlines, AreNotJudgedOfALaneThatNobodyKnows) {
  add_many(3'000);
  accept_all();
  EXPECT_THAT(deadlines.judge({}, {view}, 0, handed_in_at), IsEmpty());
}

}  // namespace
}  // namespace dispatcher
