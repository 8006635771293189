#include "dispatcher/face/submit_intake.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace dispatcher {
namespace {

using testing::ElementsAre;
using testing::Le;

queue::Submission submission(std::string id, std::size_t payload_bytes = 10) {
  queue::Submission made;
  made.id = std::move(id);
  made.payload.assign(payload_bytes, 'x');
  return made;
}

/// A spool that answers when told, or at once.
class FakeSpool {
 public:
  queue::Result<void> submit(queue::Intake intake) {
    if (refuse_next > 0) {
      --refuse_next;
      return refusal;
    }
    batches.push_back(intake.submissions.size());
    waiting.push_back(std::move(intake));
    outstanding_most = std::max(outstanding_most, waiting.size());
    // The oldest is answered when the pipe is full: any later and it would wait for ever.
    if (waiting.size() == IntakePipe::outstanding_max || answer_at_once) answer_oldest();
    return {};
  }

  void answer_oldest() {
    auto intake = std::move(waiting.front());
    waiting.erase(waiting.begin());
    if (failure) return intake.done(failure);
    std::vector<queue::Acceptance> acceptances;
    for (const auto& each : intake.submissions) {
      acceptances.push_back(each.id.starts_with("dup")    ? queue::Acceptance::duplicate
                            : each.id.starts_with("conf") ? queue::Acceptance::conflict
                                                          : queue::Acceptance::accepted);
    }
    intake.done(acceptances);
  }

  void answer_all() {
    while (!waiting.empty()) answer_oldest();
  }

  bool answer_at_once = false;
  boost::system::error_code failure;
  int refuse_next = 0;
  boost::system::error_code refusal = queue::errc::ring_full;
  std::vector<queue::Intake> waiting;
  std::vector<std::size_t> batches;
  std::size_t outstanding_most = 0;
};

class Intake : public testing::Test {
 protected:
  Intake()
      : pipe_([this](queue::Intake intake) { return spool_.submit(std::move(intake)); },
              [] { return WallTime{}; },
              [this](std::uint64_t line) { conflicts_.push_back(line); }) {}
  ~Intake() override { spool_.answer_all(); }

  FakeSpool spool_;
  std::vector<std::uint64_t> conflicts_;
  IntakePipe pipe_;
};

TEST_F(Intake, GoesInBatchesOfABoundedCount) {
  spool_.answer_at_once = true;
  for (std::uint64_t line = 1; line <= 2'500; ++line) {
    ASSERT_TRUE(pipe_.add(line, submission(std::to_string(line))));
  }
  EXPECT_TRUE(pipe_.finish());
  EXPECT_THAT(spool_.batches, ElementsAre(1'000U, 1'000U, 500U));
  EXPECT_EQ(pipe_.counts().accepted, 2'500U);
}

TEST_F(Intake, GoesInBatchesOfABoundedSize) {
  spool_.answer_at_once = true;
  for (std::uint64_t line = 1; line <= 100; ++line) pipe_.add(line, submission("a", 16 * 1024));
  EXPECT_TRUE(pipe_.finish());
  EXPECT_THAT(spool_.batches, testing::Each(Le(64U)));
}

TEST_F(Intake, HasABoundedNumberOfBatchesOnTheirWay) {
  for (std::uint64_t line = 1; line <= 10'000; ++line) {
    ASSERT_TRUE(pipe_.add(line, submission("a")));
  }
  spool_.answer_all();
  EXPECT_TRUE(pipe_.finish());
  EXPECT_EQ(spool_.outstanding_most, IntakePipe::outstanding_max);
  EXPECT_EQ(pipe_.counts().accepted, 10'000U);
}

TEST_F(Intake, CountsWhatWasKnownAndNamesTheLinesInConflict) {
  spool_.answer_at_once = true;
  pipe_.add(1, submission("new"));
  pipe_.add(5, submission("dup"));
  pipe_.add(9, submission("conf"));
  EXPECT_TRUE(pipe_.finish());
  EXPECT_EQ(pipe_.counts().accepted, 1U);
  EXPECT_EQ(pipe_.counts().duplicate, 1U);
  EXPECT_EQ(pipe_.counts().conflict, 1U);
  EXPECT_THAT(conflicts_, ElementsAre(9U));
}

TEST_F(Intake, TriesAgainWhenTheSpoolIsBehind) {
  spool_.answer_at_once = true;
  spool_.refuse_next = 3;
  pipe_.add(1, submission("a"));
  EXPECT_TRUE(pipe_.finish());
  EXPECT_EQ(pipe_.counts().accepted, 1U);
}

TEST_F(Intake, EndsWithTheErrorOfTheSpool) {
  spool_.answer_at_once = true;
  spool_.failure = queue::errc::no_space;
  pipe_.add(1, submission("a"));
  EXPECT_FALSE(pipe_.finish());
  EXPECT_EQ(pipe_.error(), queue::errc::no_space);
  EXPECT_FALSE(pipe_.add(2, submission("b")));
  EXPECT_EQ(pipe_.counts().accepted, 0U);
}

TEST_F(Intake, EndsWhenTheSpoolTakesNothing) {
  spool_.refuse_next = 1;
  spool_.refusal = queue::errc::io_failed;
  pipe_.add(1, submission("a"));
  EXPECT_FALSE(pipe_.finish());
  EXPECT_EQ(pipe_.error(), queue::errc::io_failed);
}

TEST(IntakeFromAnotherThread, IsCountedOnOurs) {
  std::vector<std::jthread> answering;
  IntakePipe pipe(
      [&](queue::Intake intake) -> queue::Result<void> {
        answering.emplace_back([intake = std::move(intake)] {
          intake.done(std::vector(intake.submissions.size(), queue::Acceptance::accepted));
        });
        return {};
      },
      [] { return WallTime{}; }, [](std::uint64_t) {});
  for (std::uint64_t line = 1; line <= 20'000; ++line) pipe.add(line, submission("a"));
  EXPECT_TRUE(pipe.finish());
  EXPECT_EQ(pipe.counts().accepted, 20'000U);
}

}  // namespace
}  // namespace dispatcher
