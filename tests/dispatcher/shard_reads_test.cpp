// What a shard does not read: messages that were just accepted, and that the spool passes on to it.
#include <gtest/gtest.h>

#include "tests/dispatcher/shard_fixture.hpp"

namespace dispatcher {
namespace {

/// The shard knows the end of its lane once the first message has ended; another was accepted then.
class ShardPassedTest : public ShardTest {
 protected:
  ShardPassedTest() {
    serve({answer(201, created)});
    spool.add(message("first"), runtime.wall_now());
  }
  /// At the first outcome; runs until `count` have ended.
  void run_with(const std::function<void()>& then, std::size_t count) {
    make_shard();
    run_until([&, done = false]() mutable {
      const std::size_t ended = spool.of<queue::Settle>().size();
      if (ended == 1 && !std::exchange(done, true)) then();
      return ended == count;
    });
  }
  /// Accepted, and passed on; the spool does not give it to a read.
  void pass(const std::vector<Message>& messages) {
    queue::PassedOn passed;
    for (const Message& one : messages)
      passed.messages.push_back(spool.add_passed(one, runtime.wall_now()));
    spool.tell(std::move(passed));
  }
  /// The text of each request, in order.
  std::vector<std::string> texts() const {
    std::vector<std::string> found;
    for (const std::string& request : requests) {
      found.push_back(request.substr(request.find("text+") + 5));
    }
    return found;
  }
};

TEST_F(ShardPassedTest, IsSentWithoutARead) {
  run_with([this] { pass({message("second", '2'), message("third", '3')}); }, 3);
  EXPECT_THAT(texts(), ElementsAre("first", "second", "third"));
}

TEST_F(ShardPassedTest, KeepsTheOrderOfItsParticipant) {
  run_with(
      [this] {
        pass({message("second"), message("third"), message("fourth"), message("fifth")});
      },
      5);
  EXPECT_THAT(texts(), ElementsAre("first", "second", "third", "fourth", "fifth"));
}

TEST_F(ShardPassedTest, GivesItsCreditBackAtOnce) {
  run_with([this] { pass({message("second", '2'), message("third", '3')}); }, 3);
  EXPECT_THAT(spool.pass_credits, ElementsAre(Shard::passed_max, 2U));
}

TEST_F(ShardPassedTest, IsLeftToTheReadWhereTheLaneHasGrown) {
  run_with(
      [this] {
        spool.add(message("second", '2'), runtime.wall_now());
        spool.tell(queue::LaneGrew{1, 2});
        const auto third = spool.add(message("third", '3'), runtime.wall_now());
        spool.tell(queue::PassedOn{{third}});
      },
      3);
  EXPECT_THAT(texts(), ElementsAre("first", "second", "third"));
}

TEST_F(ShardPassedTest, IsReadLaterWhereThereIsNoRoomForIt) {
  options.look_ahead_max = 1;  // eight of a lane all the same
  std::vector<std::string> expected{"first"};
  run_with(
      [&] {
        queue::PassedOn passed;
        for (int i = 0; i < 20; ++i) {
          const std::string id = "m" + std::to_string(i);
          const auto participant = static_cast<char>('a' + i % 6);
          const auto group = static_cast<char>('1' + i / 6);
          passed.messages.push_back(spool.add(message(id, participant, group), runtime.wall_now()));
          expected.push_back(id);
        }
        spool.tell(std::move(passed));
      },
      21);
  EXPECT_THAT(texts(), testing::ElementsAreArray(expected));
}

}  // namespace
}  // namespace dispatcher
