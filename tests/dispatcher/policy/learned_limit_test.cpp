#include "dispatcher/policy/learned_limit.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <deque>
#include <queue>
#include <random>

#include "dispatcher/policy/window.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST(LearnedLimit, IsWhatWasConfiguredUntilSomethingIsRefused) {
  LearnedLimit limit(150, 5s);
  limit.reached();
  limit.pass(TimePoint{1h});
  EXPECT_EQ(limit.current(), 150U);
  EXPECT_FALSE(limit.is_lowered());
}

TEST(LearnedLimit, IsWhatTheProviderTook) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  EXPECT_EQ(limit.current(), 60U);
  EXPECT_TRUE(limit.is_lowered());
}

TEST(LearnedLimit, IsNeverLessThanOneNorMoreThanBefore) {
  LearnedLimit limit(150, 5s);
  limit.read(0, TimePoint{1h});
  EXPECT_EQ(limit.current(), 1U);
  limit.read(100, TimePoint{1h});
  EXPECT_EQ(limit.current(), 1U);
}

TEST(LearnedLimit, IsTriedUpwardsInStepsThatDouble) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  limit.read(60, now);
  std::vector<std::size_t> limits;
  for (int i = 0; i < 9; ++i) {
    limit.reached();
    now += i == 0 ? 10s : 5s;
    limit.pass(now - 1ns);
    limit.pass(now);
    limits.push_back(limit.current());
  }
  EXPECT_EQ(limits, (std::vector<std::size_t>{61, 63, 67, 75, 91, 123, 150, 150, 150}));
}

TEST(LearnedLimit, StaysWhileNobodyWantsMore) {
  LearnedLimit limit(150, 5s);
  limit.read(60, TimePoint{1h});
  limit.pass(TimePoint{2h});
  EXPECT_EQ(limit.current(), 60U);
}

TEST(LearnedLimit, IsWhatItWasWhenSmallReadingsDoNotEnd) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  for (const std::size_t taken : {149U, 148U, 147U}) {
    limit.read(taken, now);
    EXPECT_EQ(limit.current(), taken);
    now += 3s;
  }
  limit.read(146, now);
  EXPECT_EQ(limit.current(), 150U);
}

TEST(LearnedLimit, BelievesNoSmallReadingForAMinuteThenButALargeOne) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  for (int i = 0; i < 4; ++i, now += 3s) limit.read(limit.current() - 1, now);
  for (int i = 0; i < 10; ++i, now += 3s) limit.read(149, now);
  EXPECT_EQ(limit.current(), 150U);
  limit.read(100, now);
  EXPECT_EQ(limit.current(), 100U);
}

TEST(LearnedLimit, TakesRefusalsWithinASecondForOneReading) {
  LearnedLimit limit(40, 5s);
  TimePoint now{1h};
  for (std::size_t taken = 39; taken >= 20; --taken, now += 10ms) limit.read(taken, now);
  EXPECT_EQ(limit.current(), 20U);
}

TEST(LearnedLimit, BelievesASmallReadingAfterEachRaise) {
  LearnedLimit limit(150, 5s);
  TimePoint now{1h};
  limit.read(60, now);
  for (int i = 0; i < 10; ++i) {
    limit.reached();
    now += 10s;
    limit.pass(now);
    EXPECT_EQ(limit.current(), 61U);
    now += 1s;
    limit.read(60, now);
    EXPECT_EQ(limit.current(), 60U);
  }
}

/// A provider that takes fewer requests in 5 s than was configured, and counts none that it
/// refuses.
class LimitedProvider {
 public:
  struct Ran {
    std::size_t taken = 0;
    std::size_t refused = 0;
    double refused_share() const {
      return static_cast<double>(refused) / static_cast<double>(taken + refused);
    }
  };

  explicit LimitedProvider(unsigned seed) : engine_(seed) {}

  std::size_t limit = 60;  // in 5 s

  /// Sends as many as may go.
  Ran run(nanoseconds length) {
    const Ran before = ran_;
    const TimePoint end = now_ + length;
    while (now_ < end) {
      take_answers();
      TimePoint wake = window_.next_possible(Priority::normal, now_);
      if (wake <= now_) {
        post();
        continue;
      }
      if (!answers_.empty()) wake = std::min(wake, answers_.top().at);
      now_ = wake + between(0ns, 3ms);
    }
    return {ran_.taken - before.taken, ran_.refused - before.refused};
  }

 private:
  struct Answer {
    TimePoint at{};
    TimePoint arrived{};
    bool refused = false;
    bool operator>(const Answer& other) const { return at > other.at; }
  };

  nanoseconds between(nanoseconds low, nanoseconds high) {
    return nanoseconds{
        std::uniform_int_distribution<std::int64_t>{low.count(), high.count()}(engine_)};
  }
  void post() {
    window_.take(Priority::normal, now_);
    const TimePoint arrived = now_ + between(1ms, 20ms);
    while (!taken_.empty() && taken_.front() <= arrived - 5s) taken_.pop_front();
    const bool refused = taken_.size() >= limit;
    if (!refused) taken_.push_back(arrived);
    ++(refused ? ran_.refused : ran_.taken);
    answers_.push(
        {arrived + between(refused ? 1ms : 40ms, refused ? 5ms : 120ms), arrived, refused});
  }
  void take_answers() {
    for (; !answers_.empty() && answers_.top().at <= now_; answers_.pop()) {
      const Answer& answer = answers_.top();
      if (answer.refused) {
        window_.refused(answer.at, now_, true);
      } else {
        window_.arrived(answer.at);
      }
    }
  }

  std::mt19937_64 engine_;
  Window window_{WindowOptions{}};
  TimePoint now_{1h};
  std::priority_queue<Answer, std::vector<Answer>, std::greater<>> answers_;
  std::deque<TimePoint> taken_;
  Ran ran_;
};

class LearnedLimitModel : public testing::TestWithParam<unsigned> {};

TEST_P(LearnedLimitModel, FindsALowerLimitAndUsesIt) {
  LimitedProvider provider(GetParam());
  provider.run(15s);
  const auto then = provider.run(60s);
  EXPECT_LE(then.refused_share(), 0.01);
  EXPECT_GE(then.taken, 60U * 12 * 95 / 100);
}

TEST_P(LearnedLimitModel, FindsAHigherLimitAgain) {
  LimitedProvider provider(GetParam());
  provider.run(75s);
  provider.limit = 150;
  provider.run(50s);
  const auto then = provider.run(10s);
  EXPECT_GE(then.taken, 10U * 30 * 95 / 100);
  EXPECT_EQ(then.refused, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LearnedLimitModel, testing::Values(1U, 2U, 3U));

}  // namespace
}  // namespace dispatcher
